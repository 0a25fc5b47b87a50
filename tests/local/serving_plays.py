"""Short plays of what serves a run's model, function by function.

They call the functions as the machines do, with a model that is there already, and return what
went wrong; what they leave goes at their end.
"""

import json
from collections.abc import Callable
from functools import wraps

from lambdas.contract import errors, names
from lambdas.contract.aliases import AliasAction
from lambdas.contract.retirement import Reason, Thing
from lambdas.contract.serving import Kind
from local import deploy
from tests.local import leftovers
from tests.local.plays import Play, execution, executions_of, finished, finished_job, fresh
from tests.local.serving_scenarios import RETIRED
from tests.local.system import REQUEST, TEAM, Json, System, wait_for

KEPT = {"kind": Kind.ON_DEMAND.value, "hours_to_live": 1}
NOT_YET = {errors.StillDeployingError.__name__, errors.StillStoppingError.__name__}
"""What a machine waits for by calling again."""


class FailedError(Exception):
    """A function failed; the message is everything it said."""


def tidy(work: Callable[[System], str | None]) -> Play:
    """Return a play that returns what went wrong, or what it was told, and leaves nothing."""

    @wraps(work)
    def play(system: System) -> str:
        try:
            return work(system) or ""
        except FailedError as error:
            return str(error)
        finally:
            leftovers.remove(system)

    return play


@tidy
def plan(system: System) -> None:
    """Plan a run whose model is to be served."""
    plan_of(system, RETIRED)


@tidy
def serve(system: System) -> None:
    """Deploy a model, ask it and retire it."""
    _serve(system, RETIRED)


@tidy
def keep(system: System) -> None:
    """Deploy a model, ask it and leave it to its time."""
    _serve(system, KEPT)


@tidy
def promote(system: System) -> None:
    """Put a model behind an alias, then another, and take the alias out of service."""
    put_behind_the_alias(system)
    order(system, AliasAction.PROMOTE, model_arn=leftovers.spare_model(system))
    order(system, AliasAction.CONFORM)
    order(system, AliasAction.WITHDRAW, kind=Kind.ON_DEMAND.value, may_remove=True)


@tidy
def judge_deployed(system: System) -> None:
    """Judge a run that ended and left a deployment."""
    leftovers.capacity(system, finished(system))
    call(system, "JudgeEndedRun", {"execution_arn": execution(system)})


@tidy
def remove(system: System) -> None:
    """Remove the deployment that a run left."""
    leftovers.capacity(system, finished(system))
    asked = {"execution_arn": execution(system), "redrive_count": 0, "kind": Kind.ON_DEMAND.value}
    call(system, "RemoveCapacity", asked)


@tidy
def retire(system: System) -> None:
    """Remove a deployment without an owner."""
    name = leftovers.capacity(system, leftovers.unknown_run())
    call(system, "RetireCapacity", finding(name, Thing.DEPLOYMENT, Reason.ORPHANED))


@tidy
def retire_model(system: System) -> None:
    """Remove a model that was announced long ago, beside an alias that needs another."""
    put_behind_the_alias(system)
    arn = leftovers.spare_model(system, **{names.TAG_REMOVE_AFTER: leftovers.LONG_AGO})
    call(system, "RetireCapacity", finding(arn, Thing.MODEL, Reason.SURPLUS))


def call(system: System, function: str, event: Json) -> Json:
    """Return what a function answers in the end.

    Raises:
        FailedError: it failed, and not because something takes its time.
    """

    def ended() -> str | None:
        said = system.invoke(function, event)
        return None if json.loads(said).get("errorType") in NOT_YET else said

    said = str(wait_for(f"the end of {function}", ended))
    answer: Json = json.loads(said)
    if "errorType" in answer:
        raise FailedError(said)
    return answer


def put_behind_the_alias(system: System) -> None:
    """Put the model of the run that ended behind the plays' alias."""
    order(system, AliasAction.PROMOTE, model_arn=finished_job(system).model_arn)


def order(
    system: System, action: AliasAction, alias: str = leftovers.ALIAS, **more: object
) -> None:
    """Give PromoteModel an order, in the name of an execution that nobody knows."""
    machine = system.machine(names.alias_machine_name(deploy.ENVIRONMENT))
    by = f"{executions_of(machine)}:{fresh('play')}"
    declared = {"team": TEAM, "alias": alias, "kind": Kind.ON_DEMAND.value}
    asked = {"action": action.value, "team": TEAM, "alias": alias, "declared": declared}
    call(system, "PromoteModel", {**asked, "execution_arn": by, **more})


def finding(name: str, thing: Thing, reason: Reason) -> Json:
    """Return a finding that is to be removed."""
    return {"name": name, "thing": thing.value, "reason": reason.value, "remove": True}


def plan_of(system: System, deployment: Json, **more: object) -> Json:
    """Plan a run that nobody knows, whose model is to be served."""
    asked = {"team": TEAM, "request": {**REQUEST, "deployment": deployment, **more}}
    return call(system, "PlanRun", {"run_id": leftovers.unknown_run(), **asked})


def deployed(system: System, planned: Json) -> Json:
    """Deploy the model that is there already as if the plan's run had made it."""
    job = finished_job(system)
    trained = {
        "job_arn": job.arn,
        "job_name": job.name,
        "model_arn": job.model_arn,
        "model_name": job.name,
        "output_uri": "",
        "started_at": "",
        "ended_at": "",
        "attempt": 1,
    }
    return call(system, "DeployModel", {"plan": planned, "trained": trained, "redrive_count": 0})


def _serve(system: System, deployment: Json) -> None:
    planned = plan_of(system, deployment)
    served = {"plan": planned, "deployed": deployed(system, planned)}
    call(system, "TryModel", served)
    call(system, "SettleDeployment", served)
