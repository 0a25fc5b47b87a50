"""Short plays of what CloudFormation asks for: the functions that the CDK's provider calls."""

from lambdas.contract import guard
from lambdas.contract.guard import GuardedAlias
from lambdas.contract.serving import Kind
from tests.local import leftovers
from tests.local.plays import fresh
from tests.local.serving_plays import call, put_behind_the_alias, tidy
from tests.local.system import TEAM, System, wait_for

RESOURCE = {"Team": TEAM, "Alias": leftovers.ALIAS, "Kind": Kind.ON_DEMAND.value}


@tidy
def provide(system: System) -> None:
    """Declare capacity for an alias that no model stands behind, and wait for it."""
    asked = {"RequestType": "Create", "RequestId": fresh("play"), "ResourceProperties": RESOURCE}
    awaited = asked | call(system, "ProvideCapacity", asked)
    wait_for("the capacity", lambda: call(system, "AwaitCapacity", awaited)["IsComplete"])


@tidy
def take_back(system: System) -> None:
    """Take back an update that declared an alias, which serves by now."""
    put_behind_the_alias(system)
    declared = [GuardedAlias(team=TEAM, alias=leftovers.ALIAS, on_removal=guard.REFUSE)]
    asked = {
        "ResourceType": guard.RESOURCE_TYPE,
        "RequestType": "Update",
        "ResourceProperties": {"Declared": guard.encoded([])},
        "OldResourceProperties": {"Declared": guard.encoded(declared)},
    }
    call(system, "ProvideCapacity", asked)
