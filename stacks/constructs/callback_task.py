"""A task whose Lambda leaves the task's token to whoever answers, and looks by itself as well.

Whoever answers may fail to, so the task times out every sweep and the Lambda looks again. A sweep
costs one transition and at most four history events.
"""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract.errors import PERMANENT

UNFORESEEN_ATTEMPTS = 8


def callback_task(
    scope: Construct,
    construct_id: str,
    *,
    state_name: str,
    function: lambda_.IFunction,
    payload: Mapping[str, str],
    assign: Mapping[str, str],
    sweep_seconds: int,
) -> tasks.LambdaInvoke:
    """Return the task, without its retries: the order in which they are added is theirs.

    Args:
        scope: the construct the task belongs to.
        construct_id: the task's id there.
        state_name: the state's name.
        function: what to call; its answer comes by the token.
        payload: what to call it with, in JSONata; the token is added.
        assign: variables to keep for later states, in JSONata.
        sweep_seconds: how long to wait for the answer before looking again.
    """
    return tasks.LambdaInvoke.jsonata(
        scope,
        construct_id,
        state_name=state_name,
        lambda_function=function,
        integration_pattern=sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
        payload=sfn.TaskInput.from_object(
            {**payload, "task_token": "{% $states.context.Task.Token %}"}
        ),
        assign=dict(assign),
        task_timeout=sfn.Timeout.duration(Duration.seconds(sweep_seconds)),
        retry_on_service_exceptions=False,
    )


def retry_nothing_permanent(state: tasks.LambdaInvoke) -> None:
    """End the run on errors that no retry mends."""
    state.add_retry(errors=list(PERMANENT), max_attempts=0)


def sweep(state: tasks.LambdaInvoke, looks: int) -> None:
    """Look again, so many times, when nobody answered in time."""
    # Written out: the default doubles the wait, and the 20th look would come six days late.
    state.add_retry(
        errors=["States.Timeout"],
        interval=Duration.seconds(1),
        backoff_rate=1,
        max_delay=Duration.seconds(1),
        max_attempts=looks,
    )


def retry_the_unforeseen(state: tasks.LambdaInvoke) -> None:
    """Try again after any other error, with patience; last and alone."""
    state.add_retry(
        errors=["States.ALL"],
        interval=Duration.seconds(5),
        backoff_rate=2,
        max_delay=Duration.minutes(5),
        jitter_strategy=sfn.JitterType.FULL,
        max_attempts=UNFORESEEN_ATTEMPTS,
    )
