"""Everything that is put in the place of something else, while one play is played."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import botocore.endpoint
import msgspec
from ministack.services import cloudwatch, scheduler, stepfunctions

from lambdas.answer_batch import handler as answer_batch
from lambdas.common import aws
from lambdas.common import environment as variables
from lambdas.write_report import svg
from local.bedrock import deployments, job_runner, throughputs
from local.bedrock.things import Phase
from tests.faults.moments import clock_module
from tests.faults.timeline import Event

if TYPE_CHECKING:
    from tests.faults.cloud import Cloud
    from tests.faults.functions import Functions

DURATIONS: dict[ModuleType, dict[str, Any]] = {
    job_runner: {
        "MINUTES": {
            Phase.VALIDATION: 0.2,
            Phase.DATA_PROCESSING: 0.2,
            Phase.TRAINING: 0.4,
        },
        "STOPPING_MINUTES": 0.2,
    },
    deployments: {"CREATING_MINUTES": 0.4, "UPDATING_MINUTES": 0.4},
    throughputs: {"CREATING_MINUTES": 0.6, "UPDATING_MINUTES": 0.4},
}
"""Virtual minutes of what Bedrock does: a few looks of the states that wait for it."""

CACHED = (
    "bedrock",
    "bedrock_runtime",
    "bedrock_runtime_once",
    "cloudwatch",
    "scheduler",
    "ssm",
    "stepfunctions",
    "s3",
    "sts",
    "sts_unsigned",
)


@contextmanager
def in_place(cloud: Cloud) -> Iterator[None]:
    """Put the harness in the place of clocks, threads, clients and variables."""
    timeline, functions = cloud.timeline, cloud.functions
    with ExitStack() as stack:
        for name, value in _interpreter(cloud).items():
            stack.enter_context(patch.object(stepfunctions, name, value))
        publish = {"arn:aws:states:::sns:publish": cloud.steps.publish}
        stack.enter_context(patch.dict(stepfunctions._SERVICE_DISPATCH, publish))
        stack.enter_context(patch.object(aws, "boto3", cloud.clients))
        for module in _handler_modules():
            stack.enter_context(patch.object(module, "dt", clock_module(timeline)))
        stack.enter_context(patch.object(variables, "os", _Variables(functions)))
        time = SimpleNamespace(
            sleep=functions.wait,
            time=lambda: timeline.now().timestamp(),
            monotonic=lambda: timeline.now().timestamp(),
            perf_counter=lambda: timeline.now().timestamp(),
        )
        for module in (botocore.endpoint, cloudwatch, scheduler, answer_batch):
            stack.enter_context(patch.object(module, "time", time))
        for owner, minutes in DURATIONS.items():
            for name, value in minutes.items():
                stack.enter_context(patch.object(owner, name, value))
        stack.enter_context(patch.object(svg, "_render", _drawn_once))
        stack.callback(_forget_clients)
        _forget_clients()
        yield


@contextmanager
def in_silence() -> Iterator[None]:
    """Let nobody log: hundreds of plays say the same."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _interpreter(cloud: Cloud) -> dict[str, Any]:
    timeline, executions = cloud.timeline, cloud.machines
    tasks, steps = cloud.tasks, cloud.steps
    return {
        "threading": SimpleNamespace(
            Event=lambda: Event(timeline),
            Thread=lambda target, args, **_: SimpleNamespace(
                start=lambda: executions.begin(target, *args)
            ),
        ),
        "time": SimpleNamespace(sleep=tasks.sleep),
        "now_iso": executions.now_iso,
        "new_uuid": executions.new_uuid,
        "_start_execution": executions.start_execution,
        "_describe_execution": executions.describe_execution,
        "_execute_task": tasks.execute_task,
        "_run_distributed_map": tasks.run_map,
        "_add_event": tasks.add_event,
        "_find_matching_retrier": tasks.find_retrier,
        "_scaled_sleep": tasks.sleep,
        "_invoke_resource_with_timeout": tasks.invoke_in_time,
        "_invoke_with_callback": tasks.invoke_with_callback,
        "_invoke_nested_start_execution": steps.start,
        "_call_lambda": tasks.call_function,
        "_fail_execution": executions.fail_execution,
        "_emit_execution_status_event": executions.tell,
    }


def _handler_modules() -> list[Any]:
    """Return the modules of ours that read the clock, each as `dt`."""
    ours = [module for name, module in sys.modules.items() if name.startswith("lambdas.")]
    for module in ours:
        _settle_types(module)
    return [module for module in ours if getattr(module, "dt", None) is dt]


@cache
def _settle_types(module: ModuleType) -> None:
    """Let msgspec look up what the members of structs are while `dt` still is what it says."""
    for member in list(vars(module).values()):
        if isinstance(member, type) and issubclass(member, msgspec.Struct):
            with suppress(NameError, TypeError):
                msgspec.json.Decoder(member)


class _Variables:
    """Stands for the module `os` where handlers look at their variables."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    @property
    def environ(self) -> Any:
        return self._functions.variables()


_drawings: dict[tuple[str, svg.Shape], str] = {}
_render = svg._render


def _drawn_once(chart: svg.Chart, shape: svg.Shape, name: str) -> str:
    """Return a chart of a report: all are of one dataset, and drawing takes longer than a play."""
    if (name, shape) not in _drawings:
        _drawings[name, shape] = _render(chart, shape, name)
    return _drawings[name, shape]


def _forget_clients() -> None:
    for name in CACHED:
        getattr(aws, name).cache_clear()
