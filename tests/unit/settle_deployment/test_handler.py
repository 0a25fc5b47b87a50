"""SettleDeployment: retired at once, left to its time, or missing."""

import datetime as dt
import json
from typing import Any

import msgspec
import pytest

from lambdas.contract import names
from lambdas.contract.errors import PERMANENT, DeploymentGoneError, StillStoppingError
from lambdas.contract.evaluation import Choice, Metric, Verdict
from lambdas.contract.evaluation_result import Decision, ScoredEvaluation
from lambdas.contract.serving import DeployedModel, Kind, ServingPlan
from lambdas.settle_deployment.handler import handler
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.cloud import Cloud
from tests.unit.deploy_model.samples import (
    KEPT,
    MODEL_ARN,
    ON_DEMAND,
    PROVISIONED,
    TRIED,
    capacity_name,
    ensured,
    plan_with,
    trained_bedrock,
)
from tests.unit.deploy_model.test_ensure import DyingError

NAME = capacity_name()
TRIED_UNITS = ServingPlan(kind=Kind.PROVISIONED, hours_to_live=0, units=1, usd_per_hour=60.5)
BOTH_KINDS = pytest.mark.parametrize("serving", [TRIED, TRIED_UNITS])


@pytest.fixture
def bedrock(monkeypatch: pytest.MonkeyPatch) -> FakeBedrock:
    made = trained_bedrock()
    made.auto_ready = True
    Cloud(bedrock=made).install(monkeypatch, {"ENVIRONMENT_NAME": "dev"})
    return made


def deployed(bedrock: FakeBedrock, serving: ServingPlan, redrives: int = 0) -> DeployedModel:
    """Return what DeployModel answered."""
    found = ensured(bedrock, redrives, serving)
    expires_at = bedrock.tags_of(found.name).get(names.TAG_EXPIRES)
    return DeployedModel(
        kind=found.kind,
        name=found.name,
        arn=found.arn,
        model_arn=MODEL_ARN,
        created_at=found.created_at.isoformat(),
        expires_at=expires_at,
        attempt=redrives + 1,
    )


def settled(
    serving: ServingPlan, model: DeployedModel, evaluation: ScoredEvaluation | None = None
) -> Any:
    """Call the function as the state does."""
    event = {"plan": plan_with(serving), "deployed": model, "evaluation": evaluation}
    return handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]


def changed(bedrock: FakeBedrock) -> list[str]:
    """Return what was called that changes anything since the creation."""
    return [one for one in bedrock.calls if one.startswith(("Delete", "Tag", "Update"))]


@BOTH_KINDS
def test_what_was_only_tried_is_retired(bedrock: FakeBedrock, serving: ServingPlan) -> None:
    model = deployed(bedrock, serving)
    assert settled(serving, model)["outcome"] == "retired"
    assert bedrock.serving == []


@pytest.mark.parametrize("serving", [ON_DEMAND, PROVISIONED, KEPT])
@pytest.mark.parametrize("choice", Choice)
def test_what_is_not_better_is_retired_whatever_its_time(
    bedrock: FakeBedrock, serving: ServingPlan, choice: Choice
) -> None:
    decisions = {
        Choice.BETTER: Decision.PROMOTE,
        Choice.NOT_BETTER: Decision.RETIRE,
        Choice.INCONCLUSIVE: Decision.UNDECIDED,
    }
    evaluation = ScoredEvaluation(
        verdict=Verdict(choice=choice, metric=Metric.CHRF, margin=0, sentence="So it is."),
        decision=decisions[choice],
        key="evaluation.json",
        headline="So it is.",
    )
    outcome = settled(serving, deployed(bedrock, serving), evaluation)["outcome"]
    assert (outcome == "retired") is (choice is Choice.NOT_BETTER)
    assert (bedrock.serving == []) is (choice is Choice.NOT_BETTER)


@BOTH_KINDS
def test_it_is_waited_for_until_it_is_gone(bedrock: FakeBedrock, serving: ServingPlan) -> None:
    model = deployed(bedrock, serving)
    bedrock.lingering_reads = 2
    with pytest.raises(StillStoppingError, match=NAME):
        settled(serving, model)
    assert settled(serving, model)["outcome"] == "retired"
    assert bedrock.serving == []
    assert settled(serving, model)["outcome"] == "retired"


def test_it_may_be_gone_already_and_a_lost_answer_changes_nothing(bedrock: FakeBedrock) -> None:
    model = deployed(bedrock, TRIED)
    bedrock.lose("DeleteCustomModelDeployment", DyingError())
    with pytest.raises(DyingError):
        settled(TRIED, model)
    assert settled(TRIED, model) == {
        "outcome": "retired",
        "arn": model.arn,
        "expires_at": None,
        "schema_version": 1,
    }


def test_what_earlier_attempts_left_goes_too(bedrock: FakeBedrock) -> None:
    ensured(bedrock, serving=TRIED)
    bedrock.change(NAME, "Failed")
    model = deployed(bedrock, TRIED, redrives=1)
    assert list(bedrock.deployments) == [NAME, capacity_name(2)]
    settled(TRIED, model)
    assert bedrock.deployments == {}


@pytest.mark.parametrize("serving", [ON_DEMAND, PROVISIONED])
def test_what_expires_is_tagged_and_left_to_its_time(
    bedrock: FakeBedrock, serving: ServingPlan
) -> None:
    model = deployed(bedrock, serving)
    answer = settled(serving, model)
    assert (answer["outcome"], answer["expires_at"]) == ("expires", model.expires_at)
    at = dt.datetime.fromisoformat(bedrock.tags_of(NAME)[names.TAG_SETTLED])
    assert abs(dt.datetime.now(dt.UTC) - at) < dt.timedelta(minutes=1)
    assert changed(bedrock) == ["TagResource"]


def test_what_is_kept_is_tagged_and_has_no_end(bedrock: FakeBedrock) -> None:
    answer = settled(KEPT, deployed(bedrock, KEPT))
    assert (answer["outcome"], answer["expires_at"]) == ("kept", None)
    assert names.TAG_SETTLED in bedrock.tags_of(NAME)


def test_the_tag_says_when_it_ends_and_may_have_been_changed(bedrock: FakeBedrock) -> None:
    model = deployed(bedrock, ON_DEMAND)
    bedrock.tags_of(NAME)[names.TAG_EXPIRES] = "2100-01-01T00:00:00+00:00"
    assert settled(ON_DEMAND, model)["expires_at"] == "2100-01-01T00:00:00+00:00"


def test_a_lost_answer_of_the_tagging_changes_nothing(bedrock: FakeBedrock) -> None:
    model = deployed(bedrock, ON_DEMAND)
    bedrock.lose("TagResource", DyingError())
    with pytest.raises(DyingError):
        settled(ON_DEMAND, model)
    assert settled(ON_DEMAND, model)["outcome"] == "expires"


@pytest.mark.parametrize("serving", [KEPT, ON_DEMAND])
def test_what_is_gone_before_its_time_is_an_error(
    bedrock: FakeBedrock, serving: ServingPlan
) -> None:
    model = deployed(bedrock, serving)
    bedrock.vanish(NAME)
    with pytest.raises(DeploymentGoneError, match=f"{NAME} was to serve on, but is gone"):
        settled(serving, model)
    assert DeploymentGoneError.__name__ in PERMANENT


def test_what_is_deleted_just_before_it_is_tagged_is_an_error(bedrock: FakeBedrock) -> None:
    model = deployed(bedrock, KEPT)

    def delete_first(called: str) -> None:
        if called == "TagResource":
            bedrock.vanish(NAME)

    bedrock.on_call = delete_first
    with pytest.raises(DeploymentGoneError, match="is gone"):
        settled(KEPT, model)


@pytest.mark.parametrize("word", ["Failed", "Paused"])
def test_what_no_longer_serves_is_not_settled(bedrock: FakeBedrock, word: str) -> None:
    model = deployed(bedrock, KEPT)
    bedrock.change(NAME, word)
    with pytest.raises(DeploymentGoneError, match=f"is {word}"):
        settled(KEPT, model)
    assert changed(bedrock) == []


def test_what_serves_another_model_is_not_settled(bedrock: FakeBedrock) -> None:
    model = deployed(bedrock, KEPT)
    bedrock.deployments[NAME]["modelArn"] = bedrock.add_model("other")
    with pytest.raises(DeploymentGoneError):
        settled(KEPT, model)


def test_what_had_its_time_is_retired_as_planned(bedrock: FakeBedrock) -> None:
    model = deployed(bedrock, ON_DEMAND)
    over = (dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)).isoformat()
    bedrock.vanish(NAME)
    answer = settled(ON_DEMAND, msgspec.structs.replace(model, expires_at=over))
    assert (answer["outcome"], answer["expires_at"]) == ("retired", over)
