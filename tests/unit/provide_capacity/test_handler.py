"""ProvideCapacity: C1, C3, C4. Each request is one order, and resources keep their ids."""

import io
import json
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.common.entry import logger
from lambdas.contract.aliases import AliasAction, AliasOrder
from lambdas.contract.serving import Commitment, DeclaredCapacity, Kind
from lambdas.provide_capacity.handler import handler
from tests.fakes.cloud import ARTIFACTS, STATES, Cloud
from tests.fakes.custom_models import NOVA_MICRO
from tests.fakes.requests import service_error
from tests.fakes.s3 import OWNER
from tests.unit.provide_capacity.requests import RELEASED, REQUEST_ID, request

MACHINE = f"{STATES}:stateMachine:bedrock-customization-dev-aliases"
EXECUTIONS = f"{STATES}:execution:bedrock-customization-dev-aliases"
VARIABLES = {
    "ACCOUNT_ID": OWNER,
    "ALIAS_MACHINE_ARN": MACHINE,
    "ARTIFACTS_BUCKET_NAME": ARTIFACTS,
    "ENVIRONMENT_NAME": "dev",
}
INVENTED = "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    made.install(monkeypatch, VARIABLES)
    return made


def provided(event: dict[str, Any]) -> Any:
    """Call the function as the provider does."""
    return handler(event, None)  # type: ignore[arg-type]


def order_in(cloud: Cloud) -> AliasOrder:
    """Return the order of the one execution, as the machine hands it to PromoteModel."""
    (started,) = cloud.stepfunctions.started
    assert started["stateMachineArn"] == MACHINE
    return msgspec.convert(json.loads(started["input"]) | {"execution_arn": "me"}, AliasOrder)


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_what_is_declared_is_conformed_to(cloud: Cloud, kind: str) -> None:
    answer = provided(request(kind, RELEASED[1]))
    order = order_in(cloud)
    assert (order.action, order.team, order.alias) == (AliasAction.CONFORM, "demo", "faq")
    assert order.declared == DeclaredCapacity(
        team="demo",
        alias="faq",
        kind=Kind.PROVISIONED,
        units=2,
        commitment=Commitment.SIX_MONTHS,
        old_first=True,
    )
    assert answer == {
        "PhysicalResourceId": "dev/demo/faq",
        "ExecutionArn": f"{EXECUTIONS}:conform-faq-{REQUEST_ID}",
        "CapacityPrefix": "bc-dev-demo-faq-s",
    }


def test_the_base_it_is_declared_for_reaches_the_alias_machine(cloud: Cloud) -> None:
    provided(request("Create"))
    declared = order_in(cloud).declared
    assert declared is not None
    assert declared.base == NOVA_MICRO == RELEASED[0]["Base"]


@pytest.mark.parametrize(("on_removal", "may_remove"), [("refuse", False), ("remove", True)])
def test_p5_what_is_deleted_is_withdrawn_as_the_settings_said(
    cloud: Cloud, on_removal: str, may_remove: bool
) -> None:
    answer = provided(request("Delete", RELEASED[0] | {"OnRemoval": on_removal}))
    order = order_in(cloud)
    assert (order.action, order.team, order.alias) == (AliasAction.WITHDRAW, "demo", "faq")
    assert (order.kind, order.may_remove) == (Kind.ON_DEMAND, may_remove)
    assert answer["PhysicalResourceId"] == "dev/demo/faq"
    assert answer["ExecutionArn"] == f"{EXECUTIONS}:withdraw-faq-{REQUEST_ID}"


@pytest.mark.parametrize("physical_id", [INVENTED, "CapacityDemofaq-1ABC", "dev/other/alias"])
def test_c1_a_deletion_goes_by_the_properties_and_gives_its_id_back(
    cloud: Cloud, physical_id: str
) -> None:
    answer = provided(request("Delete", PhysicalResourceId=physical_id))
    assert answer["PhysicalResourceId"] == physical_id
    order = order_in(cloud)
    assert (order.team, order.alias, order.action) == ("demo", "faq", AliasAction.WITHDRAW)


@pytest.mark.parametrize("kind", ["Create", "Update", "Delete"])
@pytest.mark.parametrize("properties", RELEASED)
def test_c4_properties_of_every_released_version_are_understood(
    cloud: Cloud, kind: str, properties: dict[str, str]
) -> None:
    assert provided(request(kind, properties))["PhysicalResourceId"] == "dev/demo/faq"
    order = order_in(cloud)
    assert order.declared is None or order.declared.units == int(properties.get("Units", "0"))


def test_c4_the_oldest_properties_mean_what_they_meant(cloud: Cloud) -> None:
    provided(request("Update", RELEASED[-1]))
    declared = order_in(cloud).declared
    assert declared == DeclaredCapacity(team="demo", alias="faq", kind=Kind.ON_DEMAND)


def test_c4_properties_of_a_newer_version_are_let_through(cloud: Cloud) -> None:
    provided(request("Update", RELEASED[0] | {"AddedLater": "yes"}))
    assert order_in(cloud).alias == "faq"


@pytest.mark.parametrize("change", [{"Team": "other"}, {"Alias": "chat"}])
def test_p6_another_alias_is_another_resource(cloud: Cloud, change: dict[str, str]) -> None:
    answer = provided(request("Update", RELEASED[0] | change))
    assert answer["PhysicalResourceId"] != "dev/demo/faq"
    assert order_in(cloud).action is AliasAction.CONFORM


@pytest.mark.usefixtures("cloud")
def test_p6_any_other_change_is_the_same_resource() -> None:
    assert provided(request("Update", RELEASED[1]))["PhysicalResourceId"] == "dev/demo/faq"


def test_c2_the_same_request_again_is_the_same_execution(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = provided(request("Create"))

    def started_before(**_asked: object) -> None:
        raise service_error("ExecutionAlreadyExists")

    monkeypatch.setattr(cloud.stepfunctions, "start_execution", started_before)
    assert provided(request("Create")) == first


def test_another_request_is_another_execution(cloud: Cloud) -> None:
    first = provided(request("Update"))
    second = provided(request("Update", RequestId="another"))
    assert first["ExecutionArn"] != second["ExecutionArn"]
    assert len({started["name"] for started in cloud.stepfunctions.started}) == 2


def test_any_other_refusal_is_an_error(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_asked: object) -> None:
        raise service_error("StateMachineDoesNotExist")

    monkeypatch.setattr(cloud.stepfunctions, "start_execution", refuse)
    with pytest.raises(ClientError, match="StateMachineDoesNotExist"):
        provided(request("Create"))


@pytest.mark.usefixtures("cloud")
def test_the_address_that_answers_cloudformation_is_not_logged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    provided(request("Create"))
    assert "started" in written.getvalue()
    assert "secret" not in written.getvalue()
