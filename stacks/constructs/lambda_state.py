"""An ordinary state: one Lambda call, retried when trying again can help."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract.errors import PERMANENT

ATTEMPTS = 5
SLACK = Duration.seconds(30)
"""What the task waits longer than its function: a queue, a cold start."""


def lambda_state(
    scope: Construct,
    construct_id: str,
    *,
    function: lambda_.Function,
    payload: Mapping[str, object],
    assign: Mapping[str, object] | None = None,
) -> tasks.LambdaInvoke:
    """Return the state that calls a function; its answer is the next state's input.

    Args:
        scope: the construct the state belongs to.
        construct_id: the state's name, which is the function's construct id.
        function: what to call.
        payload: what to call it with, in JSONata.
        assign: variables to keep for later states, in JSONata.
    """
    timeout = function.timeout or Duration.seconds(0)
    state = tasks.LambdaInvoke.jsonata(
        scope,
        construct_id,
        lambda_function=function,
        payload=sfn.TaskInput.from_object(dict(payload)),
        outputs="{% $states.result.Payload %}",
        assign=dict(assign) if assign else None,
        task_timeout=sfn.Timeout.duration(timeout.plus(SLACK)),
        retry_on_service_exceptions=False,
    )
    return retried(state)


def retried(state: tasks.LambdaInvoke) -> tasks.LambdaInvoke:
    """Give a state the retries of every ordinary state."""
    state.add_retry(errors=list(PERMANENT), max_attempts=0)
    state.add_retry(
        errors=["States.ALL"],
        interval=Duration.seconds(2),
        backoff_rate=2,
        max_delay=Duration.minutes(1),
        jitter_strategy=sfn.JitterType.FULL,
        max_attempts=ATTEMPTS,
    )
    return state
