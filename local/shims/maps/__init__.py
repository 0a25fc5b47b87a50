"""Distributed maps whose states are written in JSONata.

https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.core import responses
from ministack.services import stepfunctions

from local.bedrock.things import Scope
from local.bedrock.world import MissingError, RefusedError
from local.shims import rights
from local.shims.bodies import Json
from local.shims.maps.child import ChildEndedError, end_children, machine_of
from local.shims.maps.fields import Fields, Read, failure
from local.shims.maps.run import Limits, MapRun

_KNOWN = {
    *("Type", "Comment", "QueryLanguage", "Label", "Retry", "Catch", "Next", "End"),
    *("ItemReader", "Items", "ItemSelector", "ItemBatcher", "ItemProcessor", "MaxConcurrency"),
    *("ToleratedFailurePercentage", "ToleratedFailureCount", "Assign", "Output"),
}
"""Fields of a state. A result writer is not among them: results are the state's output."""


def run_distributed_maps() -> None:
    """The emulator's distributed maps know nothing of JSONata; AWS's evaluate all their fields.

    It also batches nothing, reads S3 with nobody's rights, lets children see their parent's
    variables and context, assigns nothing, and lets children outlive an execution that was stopped.
    """
    run, stop, add_event = (
        stepfunctions._run_distributed_map,
        stepfunctions._stop_execution,
        stepfunctions._add_event,
    )
    maps = DistributedMaps(_read_as_the_machine, rights.require)

    def run_as_aws(state: Json, given: Any, effective: Any, *rest: Any) -> Any:
        processor, execution, context = rest
        if stepfunctions._state_query_language(state, context) != "JSONata":
            return run(state, given, effective, *rest)
        rights.act_for(execution)
        return maps.run(state, given, effective, processor, execution, context)

    def stop_with_children(data: Json) -> Any:
        answer = stop(data)
        end_children(data["executionArn"])
        return answer

    def add_if_running(execution: Json, kind: str, details: Json | None = None) -> Any:
        if execution.get("mapRunArn") and execution["status"] != "RUNNING":
            raise ChildEndedError
        return add_event(execution, kind, details)

    stepfunctions._run_distributed_map = run_as_aws
    stepfunctions._stop_execution = stop_with_children
    stepfunctions._add_event = add_if_running


@dataclass(frozen=True)
class DistributedMaps:
    """Runs Map states in distributed mode."""

    read: Read
    require: Callable[[str, str], None]
    """Raises what a machine's role doesn't allow, by action and resource."""

    def run(
        self, state: Json, given: Any, _: Any, processor: Json, execution: Json, context: Json
    ) -> tuple[Any, str | None]:
        """Run a state; return its output and the next state's name.

        Raises:
            _ExecutionError: Too many children failed, or the state itself can't be run.
        """
        for field in state.keys() - _KNOWN:
            raise failure("States.Runtime", f"this emulator runs no distributed map with {field}")
        self.require("states:StartExecution", machine_of(execution))
        fields = Fields(state, given, context)
        children = fields.children(fields.items(self.read))
        label = state.get("Label") or stepfunctions.new_uuid()
        run = MapRun(execution, processor, _limits(fields), label)
        results = run.results(children, context["QueryLanguage"])
        if execution["status"] != "RUNNING":
            return given, None
        output = stepfunctions._apply_jsonata_output(
            state, given, context, result=results, default=results
        )
        stepfunctions._apply_state_assign(state, given, context, result=results)
        return output, stepfunctions._next_or_end(state)


def _limits(fields: Fields) -> Limits:
    state = fields.state
    return Limits(
        at_once=int(fields.number(state, "MaxConcurrency") or 0),
        failed_share=fields.number(state, "ToleratedFailurePercentage", 0, 100),
        failed_count=fields.number(state, "ToleratedFailureCount"),
    )


def _read_as_the_machine(bucket: str, key: str) -> str:
    """Return the text of an object, if the machine's role may read and decrypt it.

    https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
    """
    from local.bedrock.ministack_world import signed_in

    scope = Scope(responses.get_account_id(), responses.get_region())
    role = signed_in(rights.role(), "step-functions", scope)
    try:
        return role.read(bucket, key).decode()
    except (RefusedError, MissingError, UnicodeDecodeError) as error:
        raise failure("States.ItemReaderFailed", f"s3://{bucket}/{key}: {error}") from error
