"""A Bedrock job as one state: started, waited for and answered for by one callback."""

from collections.abc import Mapping
from math import ceil

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from lambdas.contract.errors import JobQuotaExceededError
from stacks.constructs import callback_task
from stacks.waiting_settings import Jobs, quota_waits, sweeps


class BedrockJobState(Construct):
    """A callback task whose Lambda ensures the job and leaves the task's token to the answer.

    Bedrock's event wakes the run; events are best effort, so the Lambda looks again every sweep.
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
        self.state = callback_task.callback_task(
            self,
            "State",
            state_name=construct_id,
            function=function,
            payload=payload,
            assign=assign,
            sweep_seconds=jobs.sweep_seconds,
        )
        callback_task.retry_nothing_permanent(self.state)
        self._wait_for_a_place(jobs)
        callback_task.sweep(self.state, sweeps(jobs))
        callback_task.retry_the_unforeseen(self.state)

    def _wait_for_a_place(self, jobs: Jobs) -> None:
        wait = Duration.seconds(jobs.quota_wait_seconds)
        self.state.add_retry(
            errors=[JobQuotaExceededError.__name__],
            interval=wait,
            backoff_rate=1,
            max_delay=wait,
            max_attempts=quota_waits(jobs),
        )


def longest_wait(jobs: Jobs) -> Duration:
    """Return how long the state can last: the longest job and the wait for its place."""
    return Duration.hours(ceil(jobs.longest_hours + jobs.quota_wait_hours) + 1)
