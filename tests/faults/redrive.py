"""Executions taken up again where they ended.

https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ministack.services import stepfunctions

from tests.faults.cloud import Cloud


def redrive(cloud: Cloud, arn: str) -> None:
    """Take an execution that ended badly up again, at the state where it ended.

    MiniStack has no redrive. So the execution runs a definition of its own, which begins with all
    variables and the input of that state, and goes on as the machine's does.
    """
    execution = stepfunctions._executions[arn]
    count = execution.get("redriveCount", 0) + 1
    machine = cloud.blueprint.machine_of(arn)
    hidden = f"{machine.arn}#{execution['name']}-{count}"
    definition = _from_where_it_ended(cloud, machine.definition, arn)
    stepfunctions._state_machines[hidden] = {
        **stepfunctions._state_machines[machine.arn],
        "definition": json.dumps(definition),
    }
    execution |= {"status": "RUNNING", "stateMachineArn": hidden, "stopDate": None}
    execution |= {"error": "", "cause": ""}
    execution |= {"redriveCount": count, "redriveDate": cloud.machines.now_iso()}
    cloud.machines.limit_time(arn, count)
    cloud.machines.tell(execution)
    cloud.machines.begin(stepfunctions._run_execution, arn)


def _from_where_it_ended(cloud: Cloud, definition: Mapping[str, Any], arn: str) -> dict[str, Any]:
    if arn not in cloud.tasks.contexts:
        return dict(definition)
    state, context, given = cloud.tasks.contexts[arn]
    again = {"Type": "Pass", "Assign": context["variables"], "Output": given, "Next": state}
    states = {**definition["States"], "Redriven": again}
    return {**definition, "StartAt": "Redriven", "States": states}
