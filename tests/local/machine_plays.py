"""Short plays of the machines that move aliases, retire and clean up: what their history says."""

import json

from lambdas.contract import names
from lambdas.contract.aliases import AliasAction
from lambdas.contract.retirement import Reason, Thing
from lambdas.contract.serving import Kind
from local import deploy
from tests.local import leftovers
from tests.local.plays import execution, finished_job, fresh
from tests.local.serving_plays import finding, order, put_behind_the_alias, tidy
from tests.local.system import TEAM, Json, System, wait_for

FAQ = "faq"
"""An alias that settings declare: a team's own machine moves no other."""
REFUSED = "not authorized"


@tidy
def withdraw(system: System) -> str:
    """Let the alias machine take an alias out of service, which its team hears of."""
    put_behind_the_alias(system)
    asked = {"action": AliasAction.WITHDRAW.value, "team": TEAM, "alias": leftovers.ALIAS}
    how = {"kind": Kind.ON_DEMAND.value, "may_remove": True}
    return told(system, names.alias_machine_name(deploy.ENVIRONMENT), asked | how)


@tidy
def roll_back(system: System) -> str:
    """Let a team's own machine bring the model before back, which the team hears of."""
    for model in (finished_job(system).model_arn, leftovers.spare_model(system)):
        order(system, AliasAction.PROMOTE, alias=FAQ, model_arn=model)
    return told(system, names.rollback_machine_name(deploy.ENVIRONMENT, TEAM), {"alias": FAQ})


@tidy
def tell(system: System) -> str:
    """Let the retire machine tell the operators of something."""
    found = finding("anything", Thing.DEPLOYMENT, Reason.IDLE)
    return told(system, names.retire_machine_name(deploy.ENVIRONMENT), found | {"remove": False})


@tidy
def fail_to_clean_up(system: System) -> str:
    """Let a clean-up fail, because what it is to clean up after is no run; say why it ended."""
    run = names.run_machine_name(deploy.ENVIRONMENT)
    door = names.front_door_name(deploy.ENVIRONMENT, TEAM)
    asked = {"execution_arn": execution(system).replace(f":{run}:", f":{door}:")}
    arn = _start(system, names.clean_up_machine_name(deploy.ENVIRONMENT), asked)
    end = wait_for("the end of the clean-up", lambda: system.ended(arn))
    return str(end.get("cause") or "")


def told(system: System, machine: str, asked: Json) -> str:
    """Return what failed in an execution, as soon as it ends or something is refused."""
    arn = _start(system, machine, asked)

    def over() -> list[str] | None:
        history = system.stepfunctions.get_execution_history(executionArn=arn)["events"]
        failed = [json.dumps(event, default=str) for event in history if "Failed" in event["type"]]
        return [REFUSED, *failed] if REFUSED in str(failed) or system.ended(arn) else None

    failed = wait_for(f"the end of {machine}", over)
    if not system.ended(arn):
        system.stepfunctions.stop_execution(executionArn=arn)
    return "; ".join(failed[1:])


def _start(system: System, machine: str, asked: Json) -> str:
    started = system.stepfunctions.start_execution(
        stateMachineArn=system.machine(machine), name=fresh("play"), input=json.dumps(asked)
    )
    return str(started["executionArn"])
