"""A verdict is earned: what the training data are worth decides what becomes of the model."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec
import pytest

from lambdas.contract import names, places
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.evaluation import Choice, Retention
from lambdas.contract.evaluation_result import Decision
from local import dataset, deploy
from local.bedrock import faults
from local.dataset import Example
from tests.local.evaluation_plays import evaluation_of
from tests.local.scenarios import Scenario, Scenarios, named
from tests.local.serving_scenarios import RETIRED, capacity_behind, capacity_of
from tests.local.system import TEAM, Json, System

LEARNED, ASKED = 800, 100
"""So many records that a model can't learn shuffled answers by heart; enough for a verdict."""
LABELS = ("billing", "shipping", "returns")
ALIAS = "faq"
FAQ = {**RETIRED, "alias": ALIAS}
EVALUATION: Json = {"test": "datasets/verdict-test.jsonl", "max_answer_tokens": 100}
GREAT = 0.05
"""By how much the score of a well trained model is above that of its base, at the least."""
FORGETTING: Json = {
    **EVALUATION,
    "regression": {"test": "datasets/verdict-labels.jsonl", "task": "classification"},
}


def judged(training: str, evaluation: Json, *ordered: faults.Fault) -> Scenario:
    """Return a scenario of a run that learns from these data, and would move the alias."""
    request = {
        "training": f"datasets/verdict-{training}.jsonl",
        "hyperparameters": {"epochs": 2},
        "deployment": FAQ,
        "evaluation": evaluation,
    }

    def play(system: System, name: str) -> Json:
        system.stand_in.order(*(named(fault, name) for fault in ordered))
        return system.end_of(system.start(name, request))

    return play


VERDICTS: dict[str, Scenario] = {
    "good": judged("good", EVALUATION),
    "shuffled": judged("shuffled", EVALUATION),
    "untrained": judged("good", EVALUATION, faults.NoTraining()),
    "forgetting": judged("good", FORGETTING),
}


@pytest.fixture(scope="module")
def verdicts(system: System) -> Iterator[Scenarios]:
    sets = dict(data_sets())
    for name, examples in sets.items():
        system.team.client("s3").put_object(
            Bucket=system.deployment.data_bucket,
            Key=f"{places.team_prefix(TEAM)}datasets/verdict-{name}.jsonl",
            Body="\n".join(one.as_converse() for one in examples).encode(),
        )
    with Scenarios(system, VERDICTS) as begun:
        yield begun


def data_sets() -> Iterator[tuple[str, Sequence[Example]]]:
    """Yield what is learned and asked: real text, its answers shuffled, and another task."""
    examples = dataset.examples()
    good = [one for one in examples if dataset.set_of(one) == dataset.TRAINING][:LEARNED]
    test = [one for one in examples if dataset.set_of(one) == dataset.TEST]
    yield "good", good
    yield "shuffled", shuffled(good)
    yield "test", dataset.apart(test, good)[:ASKED]
    yield "labels", labels(ASKED)


def shuffled(examples: Sequence[Example]) -> list[Example]:
    """Return the same questions and the same answers, dealt anew."""
    answers = [one.answer for one in examples]
    random.Random(3).shuffle(answers)  # noqa: S311 - data, not secrets
    return [replace(one, answer=answer) for one, answer in zip(examples, answers, strict=True)]


def labels(count: int) -> list[Example]:
    """Return records of a task that the training data know nothing of."""
    dice = random.Random(5)  # noqa: S311 - data, not secrets
    offer = f"Answer with one of: {', '.join(LABELS)}."
    return [
        Example(f"{offer}\n{' '.join(f'word{dice.randrange(1_000)}' for _ in range(9))}", label)
        for label in dice.choices(LABELS, k=count)
    ]


def outcome(system: System, verdicts: Scenarios, name: str) -> tuple[Json, Json]:
    """Return a run's own answer and its evaluation."""
    end = verdicts.end(name)
    assert end["status"] == "SUCCEEDED", end
    return json.loads(end["output"]), evaluation_of(system, verdicts.run_id(name))


def test_good_data_make_a_model_that_is_better_and_promoted(
    system: System, verdicts: Scenarios
) -> None:
    output, found = outcome(system, verdicts, "good")
    assert (found["verdict"]["choice"], output["decision"]) == (Choice.BETTER, Decision.PROMOTE)
    assert found["metrics"][0]["interval"]["low"] > 0
    assert found["metrics"][0]["difference"] > GREAT
    run_id = verdicts.run_id("good")
    [job] = system.jobs(run_id)
    alias = alias_of_record(system)
    assert alias.current is not None
    assert (alias.current.run_id, alias.current.model_arn) == (run_id, job.model_arn)
    [behind] = capacity_behind(system, TEAM, ALIAS)
    assert (behind.arn, behind.model_arn, behind.deleted) == (alias.arn, job.model_arn, None)
    assert told_to_consumers(system) == alias.arn


def test_shuffled_answers_make_none_that_is_better(system: System, verdicts: Scenarios) -> None:
    output, found = outcome(system, verdicts, "shuffled")
    assert (found["verdict"]["choice"], output["decision"]) == (
        Choice.NOT_BETTER,
        Decision.RETIRE,
    )
    assert found["metrics"][0]["interval"]["low"] <= 0
    not_promoted(system, verdicts, "shuffled")


def test_without_training_a_model_answers_as_its_base_and_is_not_better(
    system: System, verdicts: Scenarios
) -> None:
    output, found = outcome(system, verdicts, "untrained")
    assert (found["verdict"]["choice"], output["decision"]) == (
        Choice.NOT_BETTER,
        Decision.RETIRE,
    )
    primary = found["metrics"][0]
    assert primary["base"] == primary["custom"] > 0
    assert (primary["ties"], primary["difference"]) == (ASKED, 0)
    assert (primary["interval"]["low"], primary["interval"]["high"]) == (0, 0)
    assert [(one["answered"], one["failed"]) for one in found["arms"]] == [(ASKED, 0)] * 2
    not_promoted(system, verdicts, "untrained")


def test_what_forgot_another_task_is_not_better(system: System, verdicts: Scenarios) -> None:
    output, found = outcome(system, verdicts, "forgetting")
    assert found["metrics"][0]["interval"]["low"] > 0, "on its own task it is better"
    regression = found["regression"]
    assert regression["retention"] == Retention.FORGOT
    assert regression["result"]["interval"]["high"] < -regression["most_loss"]
    assert (found["verdict"]["choice"], output["decision"]) == (
        Choice.NOT_BETTER,
        Decision.RETIRE,
    )
    not_promoted(system, verdicts, "forgetting")


def not_promoted(system: System, verdicts: Scenarios, name: str) -> None:
    """Hold a run to having moved no alias and left nothing that serves; its model stays."""
    verdicts.end("good")
    run_id = verdicts.run_id(name)
    assert "PromoteModel" not in system.entered(run_id)
    alias = alias_of_record(system)
    assert run_id not in {one.run_id for one in [alias.current, *alias.previous] if one}
    [made] = capacity_of(system, run_id)
    assert made.deleted is not None
    [job] = system.jobs(run_id)
    model = system.operator.client("bedrock").get_custom_model(modelIdentifier=job.model_arn)
    assert model["modelStatus"] == "Active"


def alias_of_record(system: System) -> AliasRecord:
    """Return what stands and stood behind the alias."""
    stored = system.team.client("s3").get_object(
        Bucket=system.deployment.artifacts_bucket, Key=places.alias_key(TEAM, ALIAS)
    )
    return msgspec.json.decode(stored["Body"].read(), type=AliasRecord)


def told_to_consumers(system: System) -> str:
    """Return what consumers are told to invoke."""
    name = names.alias_parameter(deploy.ENVIRONMENT, TEAM, ALIAS)
    return str(system.operator.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])
