"""What every status word of Bedrock means to a run. One table, used by code and tests."""

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Outcome(Enum):
    """The three things a status word can mean."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


TRAINING_JOB = {
    "InProgress": Outcome.RUNNING,
    "Stopping": Outcome.RUNNING,
    "Completed": Outcome.DONE,
    "Failed": Outcome.FAILED,
    "Stopped": Outcome.FAILED,
}
"""https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetModelCustomizationJob.html"""

DEPLOYMENT = {
    "Creating": Outcome.RUNNING,
    "Active": Outcome.DONE,
    "Failed": Outcome.FAILED,
}
"""https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetCustomModelDeployment.html"""

DEPLOYMENT_UPDATE = {
    "Updating": Outcome.RUNNING,
    "UpdateCompleted": Outcome.DONE,
    "UpdateFailed": Outcome.FAILED,
}
"""https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CustomModelDeploymentUpdateDetails.html"""

THROUGHPUT = {
    "Creating": Outcome.RUNNING,
    "Updating": Outcome.RUNNING,
    "InService": Outcome.DONE,
    "Failed": Outcome.FAILED,
}
"""https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetProvisionedModelThroughput.html"""

JOB_STOPPED: Final = "Stopped"
JOB_IN_PROGRESS: Final = "InProgress"
JOB_STOPPING: Final = "Stopping"

JOB_EVENT_SOURCE = "aws.bedrock"
JOB_EVENT_TYPE = "Model Customization Job State Change"
"""https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-eventbridge-how-it-works.html"""

RUN_EVENT_SOURCE = "aws.states"
RUN_EVENT_TYPE = "Step Functions Execution Status Change"
RUN_RUNNING = "RUNNING"
RUN_SUCCEEDED = "SUCCEEDED"
RUN_FAILED = "FAILED"
RUN_ABORTED = "ABORTED"
RUN_TIMED_OUT = "TIMED_OUT"
ENDED_BADLY = (RUN_FAILED, RUN_ABORTED, RUN_TIMED_OUT)

RUN = {
    RUN_RUNNING: Outcome.RUNNING,
    # Only a distributed map's children wait for a redrive; a run is never one.
    "PENDING_REDRIVE": Outcome.RUNNING,
    RUN_SUCCEEDED: Outcome.DONE,
    RUN_FAILED: Outcome.FAILED,
    RUN_ABORTED: Outcome.FAILED,
    RUN_TIMED_OUT: Outcome.FAILED,
}
"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html"""


def ended_job_words() -> list[str]:
    """The status words after which a job changes no more."""
    return [word for word, outcome in TRAINING_JOB.items() if outcome is not Outcome.RUNNING]


def outcome_of(word: str, table: Mapping[str, Outcome] = TRAINING_JOB) -> Outcome:
    """Return what a status word means; an unknown word is a failure, never a wait."""
    return table.get(word, Outcome.FAILED)
