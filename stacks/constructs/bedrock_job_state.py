"""A Bedrock job as one state: started, waited for and answered for by one callback."""

from collections.abc import Mapping
from math import ceil

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract.errors import PERMANENT, JobQuotaExceededError
from stacks.settings import Jobs, quota_waits, sweeps

UNFORESEEN_ATTEMPTS = 8


class BedrockJobState(Construct):
    """A callback task whose Lambda ensures the job and leaves the task's token to the answer.

    Bedrock's event wakes the run; events are best effort, so the task also times out every sweep
    and the Lambda looks again. A sweep costs one transition and at most four history events.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        function: lambda_.IFunction,
        payload: Mapping[str, str],
        assign: Mapping[str, str],
        jobs: Jobs,
    ) -> None:
        super().__init__(scope, construct_id)
        self.state = tasks.LambdaInvoke.jsonata(
            self,
            "State",
            state_name=construct_id,
            lambda_function=function,
            integration_pattern=sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
            payload=sfn.TaskInput.from_object(
                {**payload, "task_token": "{% $states.context.Task.Token %}"}
            ),
            assign=dict(assign),
            task_timeout=sfn.Timeout.duration(Duration.seconds(jobs.sweep_seconds)),
            retry_on_service_exceptions=False,
        )
        self._retry_nothing_permanent()
        self._wait_for_a_place(jobs)
        self._sweep(jobs)
        self._retry_the_unforeseen()

    def _retry_nothing_permanent(self) -> None:
        self.state.add_retry(errors=list(PERMANENT), max_attempts=0)

    def _wait_for_a_place(self, jobs: Jobs) -> None:
        wait = Duration.seconds(jobs.quota_wait_seconds)
        self.state.add_retry(
            errors=[JobQuotaExceededError.__name__],
            interval=wait,
            backoff_rate=1,
            max_delay=wait,
            max_attempts=quota_waits(jobs),
        )

    def _sweep(self, jobs: Jobs) -> None:
        # Written out: the default doubles the wait, and the 20th look would come six days late.
        self.state.add_retry(
            errors=["States.Timeout"],
            interval=Duration.seconds(1),
            backoff_rate=1,
            max_delay=Duration.seconds(1),
            max_attempts=sweeps(jobs),
        )

    def _retry_the_unforeseen(self) -> None:
        self.state.add_retry(
            errors=["States.ALL"],
            interval=Duration.seconds(5),
            backoff_rate=2,
            max_delay=Duration.minutes(5),
            jitter_strategy=sfn.JitterType.FULL,
            max_attempts=UNFORESEEN_ATTEMPTS,
        )


def longest_wait(jobs: Jobs) -> Duration:
    """Return how long the state can last: the longest job and the wait for its place."""
    return Duration.hours(ceil(jobs.longest_hours + jobs.quota_wait_hours) + 1)
