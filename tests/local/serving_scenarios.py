"""The runs that serve what they make, each disturbed in its own way."""

from typing import Any

from lambdas.contract import names
from local import deploy
from local.bedrock import faults
from local.bedrock.faults import Fault
from local.bedrock.ledger import CapacityEntry
from tests.local.scenarios import FOREVER, SDK_ATTEMPTS, Scenario, aborted_inside, named
from tests.local.system import REQUEST, Json, System

CREATE_DEPLOYMENT = "CreateCustomModelDeployment"
CREATE_THROUGHPUT = "CreateProvisionedModelThroughput"
RETIRED = {"kind": "on_demand", "hours_to_live": 0}
EXPIRING = {"kind": "provisioned", "hours_to_live": 0.03}
"""Over in two minutes."""
FOR_A_DAY = {"kind": "on_demand", "hours_to_live": 24}
UNITS = {"kind": "provisioned", "hours_to_live": 0}


def served(deployment: Json, *ordered: Fault) -> Scenario:
    """Return a scenario of a run whose model is served like this, and meets these faults."""

    def play(system: System, name: str) -> Json:
        system.stand_in.order(*(named(fault, name) for fault in ordered))
        return system.end_of(system.start(name, {**REQUEST, "deployment": deployment}))

    return play


def promoted(alias: str, kind: str) -> Scenario:
    """Return a scenario of two runs that promote their models, one after the other."""
    deployment: dict[str, Any] = {**RETIRED, "kind": kind, "alias": alias}

    def play(system: System, name: str) -> Json:
        served(deployment)(system, f"{name}-first")
        return served(deployment)(system, f"{name}-second")

    return play


def aborted_while_asked(system: System, name: str) -> Json:
    """The abort falls into the question that the deployed model is asked."""
    asking = named(faults.HoldCall(operation="Converse", times=FOREVER), name)
    request = {**REQUEST, "deployment": RETIRED}
    return aborted_inside(asking, request)(system, name)


def capacity_of(system: System, run_id: str) -> list[CapacityEntry]:
    """Return everything that ever served for a run."""
    stem = names.stem(run_id)
    ledger = system.stand_in.ledger()
    return [one for one in [*ledger.deployments, *ledger.throughputs] if stem in one.name]


def capacity_behind(system: System, team: str, alias: str) -> list[CapacityEntry]:
    """Return everything that ever served an alias."""
    prefix = names.alias_capacity_prefix(deploy.ENVIRONMENT, team, alias)
    ledger = system.stand_in.ledger()
    return [
        one for one in [*ledger.deployments, *ledger.throughputs] if one.name.startswith(prefix)
    ]


SERVING: dict[str, Scenario] = {
    "expiring": served(EXPIRING),
    "promoted": promoted("faq", "on_demand"),
    "promoted-units": promoted("support", "on_demand"),
    "aborted-while-asked": aborted_while_asked,
    "lost-deployment-response": served(
        RETIRED, faults.LoseResponse(operation=CREATE_DEPLOYMENT, times=SDK_ATTEMPTS)
    ),
    "lost-units-response": served(
        UNITS, faults.LoseResponse(operation=CREATE_THROUGHPUT, times=SDK_ATTEMPTS)
    ),
    "failing-deployment": served(RETIRED, faults.FailDeployment()),
    "retired": served(RETIRED),
    "kept-for-a-day": served(FOR_A_DAY),
}
"""The longest first."""
