"""PlanEvaluation from event to manifest, on S3 in memory."""

import json
from typing import Any

import msgspec
import pytest

from lambdas.contract import places
from lambdas.contract.errors import EvaluationDamagedError
from lambdas.contract.evaluation import Arm, RegressionSet, RetrievalArm
from lambdas.contract.evaluation_steps import Batch, PlannedEvaluation
from lambdas.contract.run import EvaluationPlan
from lambdas.plan_evaluation import handler as state
from tests.fakes.cloud import Cloud
from tests.unit.analyze_training.samples import PLAN, RUN
from tests.unit.plan_evaluation.samples import (
    BASE_ID,
    DATA,
    REGRESSION_KEY,
    TEST_KEY,
    install,
    lines_at,
    plan_of,
    planned,
    put,
    record,
)
from tests.unit.try_model.test_handler import MODEL

MANIFEST = places.evaluation_manifest_key(RUN.team, RUN.run_id)
REGRESSION = RegressionSet(test="datasets/regression.jsonl")


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    install(made, monkeypatch, state, EMBED_SECONDS="100")
    put(made.s3, TEST_KEY, [record(f"What is {n}?", f"It is {n}.", id=f"r{n}") for n in range(3)])
    put(made.s3, REGRESSION_KEY, [record("Who?", "She.", system=[{"text": "Be short."}])])
    return made


def run_state(evaluation: EvaluationPlan) -> PlannedEvaluation:
    """Call the function as the state does."""
    event = {"plan": plan_of(evaluation), "deployed": MODEL}
    answer: Any = state.handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]
    return msgspec.convert(answer, PlannedEvaluation)


def manifest(cloud: Cloud) -> list[Batch]:
    """Return the batches that were planned."""
    return [msgspec.convert(line, Batch) for line in lines_at(cloud.s3, MANIFEST)]


def prompts(cloud: Cloud, batch: Batch) -> list[list[str]]:
    """Return the turns of every question of a batch."""
    return [
        [turn["content"][0]["text"] for turn in question["turns"]]
        for question in lines_at(cloud.s3, batch.questions_key)
    ]


def test_both_sides_are_asked_the_same_in_batches(cloud: Cloud) -> None:
    answer = run_state(planned())
    batches = manifest(cloud)
    assert [(one.arm, one.records) for one in batches] == [
        (Arm.BASE, 2),
        (Arm.CUSTOM, 2),
        (Arm.BASE, 1),
        (Arm.CUSTOM, 1),
    ]
    base, custom = batches[:2]
    assert base.questions_key == custom.questions_key
    assert len({one.answers_key for one in batches}) == 4
    assert lines_at(cloud.s3, base.questions_key)[0] == {
        "id": "r0",
        "system": [],
        "turns": [{"role": "user", "content": [{"text": "What is 0?"}]}],
    }
    assert answer == PlannedEvaluation(
        manifest_key=MANIFEST,
        batches=4,
        concurrency=7,
        models={Arm.BASE: BASE_ID, Arm.CUSTOM: MODEL.arn, Arm.RETRIEVAL: BASE_ID},
    )


def test_the_regression_set_is_asked_too(cloud: Cloud) -> None:
    run_state(planned(regression=True))
    *_, base, custom = manifest(cloud)
    assert (base.arm, custom.arm) == (Arm.BASE, Arm.CUSTOM)
    (question,) = lines_at(cloud.s3, base.questions_key)
    assert question["id"] == "line-1"
    assert question["system"] == [{"text": "Be short."}]


def test_retrieval_shows_similar_training_records_first(cloud: Cloud) -> None:
    training = [
        record("What is a lighthouse?", "A tower."),
        record("Nothing alike", "No."),
        record("What is number 2?", "Two."),
        b"no record",
    ]
    cloud.s3.versions[DATA, PLAN.training.source_key] = {"v-1": b"\n".join(training)}
    run_state(planned(retrieval=RetrievalArm(records=2), regression=True))
    retrieval = [one for one in manifest(cloud) if one.arm is Arm.RETRIEVAL]
    assert [one.records for one in retrieval] == [2, 1]
    (last,) = prompts(cloud, retrieval[1])
    # The most similar one stands next to the question.
    shown = ["What is a lighthouse?", "A tower.", "What is number 2?", "Two."]
    assert last == [*shown, "What is 2?"]
    (asked,) = lines_at(cloud.s3, retrieval[1].questions_key)
    roles = [turn["role"] for turn in asked["turns"]]
    assert roles == ["user", "assistant", "user", "assistant", "user"]
    # Nobody else is shown them.
    assert prompts(cloud, manifest(cloud)[0]) == [["What is 0?"], ["What is 1?"]]


def test_done_again_it_does_the_same(cloud: Cloud) -> None:
    first = run_state(planned(regression=True))
    before = {key: list(versions.values())[-1] for key, versions in cloud.s3.versions.items()}
    assert run_state(planned(regression=True)) == first
    after = {key: list(versions.values())[-1] for key, versions in cloud.s3.versions.items()}
    assert after == before


def test_the_version_that_was_checked_is_asked(cloud: Cloud) -> None:
    run_state(planned())
    asked = [prompts(cloud, one) for one in manifest(cloud)]
    assert "Later" not in str(asked)


def test_a_set_that_is_no_longer_what_it_was_ends_the_run(cloud: Cloud) -> None:
    cloud.s3.versions[DATA, TEST_KEY]["v1"] = b"{}"
    with pytest.raises(EvaluationDamagedError, match="line 1"):
        run_state(planned())


def test_a_run_that_wants_nothing_evaluated_is_a_mistake_of_ours(cloud: Cloud) -> None:
    event = {"plan": plan_of(None), "deployed": MODEL}
    with pytest.raises(ValueError, match="wants nothing evaluated"):
        state.handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]
    assert cloud.s3.written == []
