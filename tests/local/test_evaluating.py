"""Runs that hold their model against its base: how they ask, and what becomes of the model."""

import json
from collections.abc import Iterator

import msgspec
import pytest

from lambdas.common.patience import ATTEMPTS
from lambdas.contract import places
from lambdas.contract.evaluation_result import Decision
from lambdas.plan_run.check_embedding import WORD
from local import deploy
from local.bedrock import faults
from local.bedrock.embedding import MODEL_ID as EMBEDDING
from local.bedrock.embedding import embedded
from tests.local.evaluation_plays import (
    BASE,
    BY_VECTORS,
    EVALUATION,
    RECORDS,
    bring,
    children_of,
    evaluation_of,
    manifest,
)
from tests.local.plays import fresh
from tests.local.scenarios import Scenario, Scenarios, named, unwanted
from tests.local.serving_plays import call
from tests.local.serving_scenarios import FOR_A_DAY, RETIRED, capacity_of
from tests.local.system import REQUEST, SMALL, TEAM, Json, System, wait_for

HARD = {**EVALUATION, "promotion": {"margin": 0.9}}
"""Nothing is so much better."""
CONVERSE = "Converse"
STATES = ["TryModel", "Evaluates", "PlanEvaluation", "EvaluateModel", "ScoreEvaluation", "Promotes"]


def not_better(system: System, name: str) -> Json:
    """Nothing happens, and the model isn't good enough."""
    request = {**REQUEST, "deployment": FOR_A_DAY, "evaluation": HARD}
    return system.end_of(system.start(name, request))


def asked_too_fast(system: System, name: str) -> Json:
    """The models take nothing for a while, just when vectors are made and questions asked."""
    busy = faults.Throttle(operation="InvokeModel", name=EMBEDDING, times=ATTEMPTS)
    system.stand_in.order(busy)
    run_id = system.start(name, {**REQUEST, "deployment": RETIRED, "evaluation": BY_VECTORS})
    # Not before: the one vector of PlanRun would use both faults up.
    wait_for("its training", lambda: "TrainModel" in system.entered(run_id))
    system.stand_in.order(busy)
    # Not before: the one question of TryModel would use the fault up.
    wait_for("its evaluation", lambda: "PlanEvaluation" in system.entered(run_id))
    system.stand_in.order(named(faults.Throttle(operation=CONVERSE, times=ATTEMPTS), name))
    return system.end_of(run_id)


def aborted_while_asked(system: System, name: str) -> Json:
    """The abort falls into the questions."""
    request = {**REQUEST, "deployment": RETIRED, "evaluation": EVALUATION}
    stall = faults.Stall(operation=CONVERSE, seconds=2, times=1_000)
    system.stand_in.order(named(stall, name))
    return unwanted(System.abort, _is_asked, request=request)(system, name)


def _is_asked(system: System, run_id: str) -> bool:
    return "EvaluateModel" in system.entered(run_id)


EVALUATING: dict[str, Scenario] = {
    "asked-and-aborted": aborted_while_asked,
    "not-better": not_better,
    "asked-too-fast": asked_too_fast,
}


@pytest.fixture(scope="module")
def evaluating(system: System) -> Iterator[Scenarios]:
    bring(system)
    with Scenarios(system, EVALUATING) as begun:
        yield begun


def test_what_is_not_better_is_retired_whatever_its_hours(
    system: System, evaluating: Scenarios
) -> None:
    end, run_id = evaluating.end("not-better"), evaluating.run_id("not-better")
    output = json.loads(end["output"])
    assert output["decision"] == Decision.RETIRE
    assert output["deployment_arn"] is None
    passed = system.entered(run_id)
    assert passed[passed.index("TryModel") : passed.index("WriteReport")] == STATES
    [made] = capacity_of(system, run_id)
    assert made.deleted is not None


def test_both_sides_answer_every_record_once(system: System, evaluating: Scenarios) -> None:
    evaluating.end("not-better")
    run_id = evaluating.run_id("not-better")
    found = evaluation_of(system, run_id)
    assert found["records"] == RECORDS
    assert [(one["arm"], one["answered"], one["failed"]) for one in found["arms"]] == [
        ("base", RECORDS, 0),
        ("custom", RECORDS, 0),
    ]
    batches = manifest(system, places.evaluation_manifest_key(TEAM, run_id))
    children = children_of(system, run_id)
    assert len(children) == len(batches) == 2
    assert {child["status"] for child in children} == {"SUCCEEDED"}


def test_no_question_and_no_answer_is_in_a_history(system: System, evaluating: Scenarios) -> None:
    evaluating.end("not-better")
    run_id = evaluating.run_id("not-better")
    told = json.dumps([system.events(run_id), children_of(system, run_id)], default=str)
    for line in system.datasets["test"].read_text(encoding="utf-8").splitlines()[:20]:
        for message in json.loads(line)["messages"]:
            assert message["content"][0]["text"] not in told


def test_throttling_costs_time_and_no_answer(system: System, evaluating: Scenarios) -> None:
    end, run_id = evaluating.end("asked-too-fast"), evaluating.run_id("asked-too-fast")
    assert end["status"] == "SUCCEEDED", end
    assert [one["failed"] for one in evaluation_of(system, run_id)["arms"]] == [0, 0, 0]


def test_similar_records_are_found_by_vectors_and_paid_for_once(
    system: System, evaluating: Scenarios
) -> None:
    evaluating.end("asked-too-fast")
    run_id = evaluating.run_id("asked-too-fast")
    found = evaluation_of(system, run_id)
    embedding, (_, _, retrieval) = found["embedding"], found["arms"]
    assert (embedding["index"]["texts"], embedding["questions"]["texts"]) == (SMALL, RECORDS)
    [used] = [one for one in system.stand_in.ledger().usage if one.arn.endswith(EMBEDDING)]
    tokens = [embedding[one]["tokens"] for one in ("index", "questions")]
    # PlanRun asked once, whether there will be vectors.
    _, of_word = embedded(msgspec.json.encode({"inputText": WORD}))
    assert (used.answers, used.input_tokens) == (SMALL + RECORDS + 1, sum(tokens) + of_word)
    assert found["retrieval_fixed_usd"] == pytest.approx(tokens[0] * 0.00002 / 1000)
    assert retrieval["answered"] == RECORDS
    # The base is asked the same without the two records that are shown.
    assert retrieval["input_tokens"] > 1.5 * found["arms"][0]["input_tokens"]


def test_an_abort_ends_the_questions_and_the_deployment(
    system: System, evaluating: Scenarios
) -> None:
    evaluating.end("asked-and-aborted")
    run_id = evaluating.run_id("asked-and-aborted")
    assert {child["status"] for child in children_of(system, run_id)} <= {"ABORTED", "SUCCEEDED"}
    wait_for("its end", lambda: all(one.deleted for one in capacity_of(system, run_id)))


def test_a_batch_that_finds_no_answer_fails_the_run(system: System, evaluating: Scenarios) -> None:
    for name in EVALUATING:
        evaluating.end(name)
    system.stand_in.order(faults.AccessDenied(operation=CONVERSE, name=BASE))
    request = {**REQUEST, "deployment": RETIRED, "evaluation": EVALUATION}
    run_id = system.start(fresh("refused"), request)
    end = system.end_of(run_id)
    assert (end["status"], end["error"]) == ("FAILED", "States.ExceedToleratedFailureThreshold")
    errors = [child.get("error") for child in children_of(system, run_id)]
    assert "AccessRefusedError" in errors
    wait_for("the clean-up", lambda: all(one.deleted for one in capacity_of(system, run_id)))


def test_a_worker_that_is_called_again_asks_nothing_again(
    system: System, evaluating: Scenarios
) -> None:
    for name in EVALUATING:
        evaluating.end(name)
    run_id, before = evaluating.run_id("not-better"), _answers(system)
    [batch, _] = manifest(system, places.evaluation_manifest_key(TEAM, run_id))
    run = {"run_id": run_id, "team": TEAM, "environment": deploy.ENVIRONMENT}
    asked = {"run": run, "models": {"base": BASE}, "max_answer_tokens": 100, "batch": batch}
    answer = call(system, "AnswerBatch", asked)
    assert (answer["answered"], answer["failed"]) == (RECORDS, 0)
    assert _answers(system) == before


def _answers(system: System) -> int:
    """Return how many questions the base ever answered."""
    return sum(one.answers for one in system.stand_in.ledger().usage if one.arn.endswith(BASE))
