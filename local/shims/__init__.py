"""Closes MiniStack's gaps, each with its reason. Nothing deployed knows of this folder.

Every shim has a test in `tests/local/test_shims.py` that fails when the gap closes by itself, so
that what is no longer needed goes.
"""

from local.bedrock import Bedrock
from local.shims.callbacks import fail_callbacks_whose_function_failed
from local.shims.cloudformation import accept_missing_resources
from local.shims.conditions import (
    name_metric_namespaces,
    name_principals_by_role,
    resolve_requested_tags,
)
from local.shims.executions import (
    keep_aborted_runs_aborted,
    keep_payloads_out_of_events,
    time_out_when_told,
)
from local.shims.functions import (
    name_function_errors,
    run_node_functions_on_our_node,
    share_layers,
)
from local.shims.maps import run_distributed_maps
from local.shims.resources import (
    name_bedrock_resources,
    name_invoked_models,
    name_schedules,
    name_task_machines,
)
from local.shims.rights import act_with_the_machines_rights
from local.shims.server import stay_off_the_https_port


def install(bedrock: Bedrock) -> None:
    """Close every gap; once, before the server starts."""
    accept_missing_resources()
    name_bedrock_resources(bedrock)
    name_invoked_models()
    name_task_machines()
    name_schedules()
    resolve_requested_tags()
    act_with_the_machines_rights()
    fail_callbacks_whose_function_failed()
    name_function_errors()
    keep_aborted_runs_aborted()
    name_principals_by_role()
    keep_payloads_out_of_events()
    time_out_when_told()
    run_distributed_maps()
    stay_off_the_https_port()
    run_node_functions_on_our_node()
    name_metric_namespaces()
    share_layers()
