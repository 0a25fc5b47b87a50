"""What DeployModel asks Bedrock for, and what each refusal becomes."""

import datetime as dt

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.contract import names
from lambdas.contract.errors import (
    PERMANENT,
    DeploymentQuotaExceededError,
    DeploymentRefusedError,
    ModelUnitsExceededError,
)
from lambdas.contract.serving import ServingPlan
from lambdas.deploy_model.ensure import lifetime
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.serving import CREATE_DEPLOYMENT, CREATE_THROUGHPUT
from tests.unit.analyze_training.samples import RUN
from tests.unit.deploy_model.samples import (
    KEPT,
    LONGEST,
    MODEL_ARN,
    ON_DEMAND,
    PROVISIONED,
    TRIED,
    capacity_name,
    ensured,
    plan_with,
)
from tests.unit.plan_evaluation.samples import planned

NOW = dt.datetime(2026, 8, 21, 12, 0, 0, 700_000, tzinfo=dt.UTC)
OWNED = {
    "bedrock-customization:environment": "dev",
    "bedrock-customization:team": "demo",
    "bedrock-customization:run": RUN.run_id,
}
CREATES = {"on_demand": CREATE_DEPLOYMENT, "provisioned": CREATE_THROUGHPUT}


@pytest.fixture(autouse=True)
def at_noon(bedrock: FakeBedrock) -> None:
    bedrock.now = lambda: NOW


def listed(tags: dict[str, str]) -> list[dict[str, str]]:
    """Return tags as Bedrock takes them."""
    return [{"key": key, "value": value} for key, value in tags.items()]


def test_a_deployment_is_asked_for_exactly_so(bedrock: FakeBedrock) -> None:
    assert ensured(bedrock).name == capacity_name()
    assert bedrock.deployments[capacity_name()]["request"] == {
        "modelDeploymentName": capacity_name(),
        "modelArn": MODEL_ARN,
        "tags": listed({**OWNED, names.TAG_EXPIRES: "2026-08-23T12:00:00+00:00"}),
        "clientRequestToken": names.client_request_token(capacity_name()),
    }


def test_throughput_is_asked_for_exactly_so(bedrock: FakeBedrock) -> None:
    assert ensured(bedrock, serving=PROVISIONED).name == capacity_name()
    assert bedrock.throughputs[capacity_name()]["request"] == {
        "provisionedModelName": capacity_name(),
        "modelId": MODEL_ARN,
        "modelUnits": 2,
        "tags": listed({**OWNED, names.TAG_EXPIRES: "2026-08-21T16:00:00+00:00"}),
        "clientRequestToken": names.client_request_token(capacity_name()),
    }


def test_what_is_only_tried_has_a_safety_net(bedrock: FakeBedrock) -> None:
    ensured(bedrock, serving=TRIED)
    end = (NOW + LONGEST + dt.timedelta(hours=1)).replace(microsecond=0)
    assert bedrock.tags_of(capacity_name())[names.TAG_EXPIRES] == end.isoformat()


def test_what_is_judged_lasts_as_long_as_that_can_take() -> None:
    judged = msgspec.structs.replace(plan_with(TRIED), evaluation=planned())
    with_it, without = lifetime(judged, LONGEST), lifetime(plan_with(TRIED), LONGEST)
    assert with_it
    assert without
    assert with_it - without == dt.timedelta(seconds=600)
    for serving in (KEPT, ON_DEMAND):
        plan = plan_with(serving)
        judged = msgspec.structs.replace(plan, evaluation=planned())
        assert lifetime(judged, LONGEST) == lifetime(plan, LONGEST)


def test_what_is_kept_has_no_end(bedrock: FakeBedrock) -> None:
    ensured(bedrock, serving=KEPT)
    assert bedrock.tags_of(capacity_name()) == OWNED


@pytest.mark.parametrize("serving", [ON_DEMAND, PROVISIONED])
@pytest.mark.parametrize(
    "code", ["ValidationException", "ResourceNotFoundException", "TooManyTagsException"]
)
def test_a_refused_request_is_refused_for_good(
    bedrock: FakeBedrock, serving: ServingPlan, code: str
) -> None:
    bedrock.refuse(CREATES[serving.kind], code, "The model can't be served.")
    with pytest.raises(DeploymentRefusedError, match=rf"{capacity_name()}.*can't be served"):
        ensured(bedrock, serving=serving)
    assert DeploymentRefusedError.__name__ in PERMANENT


def test_too_many_deployments_are_worth_waiting_for(bedrock: FakeBedrock) -> None:
    bedrock.deployments_quota = 0
    with pytest.raises(DeploymentQuotaExceededError):
        ensured(bedrock)
    assert DeploymentQuotaExceededError.__name__ not in PERMANENT
    bedrock.deployments_quota = 1
    assert ensured(bedrock).status == "Creating"


def test_model_units_that_the_account_has_not_are_not(bedrock: FakeBedrock) -> None:
    bedrock.units_quota = 1
    with pytest.raises(ModelUnitsExceededError, match="L-BE77399C"):
        ensured(bedrock, serving=PROVISIONED)
    assert ModelUnitsExceededError.__name__ in PERMANENT


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerException"])
def test_an_accident_of_the_service_is_not_renamed(bedrock: FakeBedrock, code: str) -> None:
    bedrock.refuse(CREATE_DEPLOYMENT, code)
    with pytest.raises(ClientError, match=code):
        ensured(bedrock)


def test_unreadable_capacity_is_not_taken_for_missing(bedrock: FakeBedrock) -> None:
    bedrock.refuse("GetCustomModelDeployment", "ThrottlingException")
    with pytest.raises(ClientError, match="ThrottlingException"):
        ensured(bedrock)
    assert bedrock.calls == ["GetCustomModelDeployment"]
