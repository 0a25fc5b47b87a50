"""What looks after serving: the machine that retires, the one that mends aliases, the audit."""

from constructs import Construct

from lambdas.contract import names
from stacks.constructs.alias_machine import GIVEN, AliasMachine
from stacks.constructs.audit import Audit
from stacks.constructs.function import Function
from stacks.constructs.notify_state import Topics
from stacks.constructs.retire_machine import RetireMachine
from stacks.constructs.run_resources import RunResources
from stacks.constructs.serving_functions import ServingFunctions


def look_after_serving(
    scope: Construct, r: RunResources, *, promote_model: Function, topics: Topics
) -> None:
    """Make what goes on after the runs: capacity ends in time, aliases are what they should be."""
    functions = ServingFunctions(scope, "Serving", resources=r)
    RetireMachine(
        scope,
        "RetireMachine",
        settings=r.settings,
        retire_capacity=functions.retire_capacity,
        topics=topics,
        key=r.workflow_key,
        logs_key=r.logs_key,
    )
    _alias_machine(scope, r, promote_model, topics).alarm_on_failure(topics.alarms)
    Audit(
        scope,
        "Audit",
        settings=r.settings,
        audit_serving=functions.audit_serving,
        dead_letters=r.dead_letters,
        alarms=topics.alarms,
    )


def _alias_machine(
    scope: Construct, r: RunResources, promote_model: Function, topics: Topics
) -> AliasMachine:
    return AliasMachine(
        scope,
        "AliasMachine",
        name=names.alias_machine_name(r.environment),
        comment="Makes aliases what settings and their records say",
        order=GIVEN,
        settings=r.settings,
        promote_model=promote_model,
        topic=topics.runs,
        key=r.workflow_key,
        logs_key=r.logs_key,
    )
