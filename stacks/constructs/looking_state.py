"""A state that looks until something is so: Bedrock tells nobody when capacity serves or ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract import errors
from stacks.constructs.lambda_state import SLACK
from stacks.serving_settings import (
    DEPLOYING_LOOKS,
    PROMOTING_LOOKS,
    REMOVING_LOOKS,
    Serving,
    looks_needed,
)

STOP_LOOKS = 480
STOP_INTERVAL = Duration.seconds(15)
"""Two hours of looking: stopping takes minutes, and tokens are billed until it is done."""
UNFORESEEN_ATTEMPTS = 10
LONGEST_BACKOFF = Duration.minutes(5)


@dataclass(frozen=True, kw_only=True)
class Looks:
    """Which errors mean "not yet", and how often and for how long to look again."""

    errors: Sequence[type[Exception]]
    interval: Duration
    attempts: int

    def longest(self, function: lambda_.Function) -> Duration:
        """Return how long looking can last, each look as slow as its function may be."""
        each = self.interval.plus(function.timeout or Duration.seconds(0))
        return Duration.seconds(self.attempts * each.to_seconds())


def deploying(serving: Serving) -> Looks:
    """Return how a run looks whether its own capacity serves."""
    return Looks(
        errors=[errors.StillDeployingError, errors.DeploymentQuotaExceededError],
        interval=Duration.seconds(serving.sweep_seconds),
        attempts=DEPLOYING_LOOKS * looks_needed(serving),
    )


def promoting(serving: Serving) -> Looks:
    """Return how whoever moves an alias looks whether the capacity behind it serves."""
    return Looks(
        errors=[
            errors.StillDeployingError,
            errors.StillStoppingError,
            errors.AliasBusyError,
            errors.DeploymentQuotaExceededError,
        ],
        interval=Duration.seconds(serving.sweep_seconds),
        attempts=PROMOTING_LOOKS * looks_needed(serving),
    )


def removing(serving: Serving) -> Looks:
    """Return how one looks whether capacity is gone; what is still made can't be removed before."""
    return Looks(
        errors=[errors.StillStoppingError],
        interval=Duration.seconds(serving.sweep_seconds),
        attempts=REMOVING_LOOKS * looks_needed(serving),
    )


def stopping() -> Looks:
    """Return how one looks whether a training job has ended."""
    return Looks(errors=[errors.StillStoppingError], interval=STOP_INTERVAL, attempts=STOP_LOOKS)


def looking_state(
    scope: Construct,
    construct_id: str,
    *,
    function: lambda_.Function,
    payload: Mapping[str, object],
    looks: Looks,
    assign: Mapping[str, object] | None = None,
    outputs: str = "{% $states.result.Payload %}",
) -> tasks.LambdaInvoke:
    """Return the state that calls a function until it no longer says "not yet".

    The function raises one of `looks.errors` until it is done, and the retry is the wait: a look
    costs one transition and at most four history events, and a lost answer changes nothing.

    Args:
        scope: the construct the state belongs to.
        construct_id: the state's name.
        function: what to call.
        payload: what to call it with, in JSONata.
        looks: what "not yet" is, and how long to go on.
        assign: variables to keep for later states, in JSONata.
        outputs: the next state's input, in JSONata.
    """
    timeout = function.timeout or Duration.seconds(0)
    state = tasks.LambdaInvoke.jsonata(
        scope,
        construct_id,
        lambda_function=function,
        payload=sfn.TaskInput.from_object(dict(payload)),
        outputs=outputs,
        assign=dict(assign) if assign else None,
        task_timeout=sfn.Timeout.duration(timeout.plus(SLACK)),
        retry_on_service_exceptions=False,
    )
    state.add_retry(errors=list(errors.PERMANENT), max_attempts=0)
    # Written out: the default doubles the wait, and the 20th look would come days late.
    state.add_retry(
        errors=[error.__name__ for error in looks.errors],
        interval=looks.interval,
        backoff_rate=1,
        max_delay=looks.interval,
        max_attempts=looks.attempts,
    )
    state.add_retry(
        errors=["States.ALL"],
        interval=Duration.seconds(5),
        backoff_rate=2,
        max_delay=LONGEST_BACKOFF,
        jitter_strategy=sfn.JitterType.FULL,
        max_attempts=UNFORESEEN_ATTEMPTS,
    )
    return state
