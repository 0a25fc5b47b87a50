"""The errors a run can end with. Step Functions matches them by class name."""


class PipelineError(Exception):
    """An error whose message is written for the person who reads the execution."""


class InvalidRequestError(PipelineError):
    """The request or its data can't be trained on; the message lists every problem."""


class ApprovalRejectedError(PipelineError):
    """An approver said no; nothing was created."""


class ApprovalExpiredError(PipelineError):
    """Nobody answered in time; nothing was created."""


class AnswerRefusedError(PipelineError):
    """An answer to a plan doesn't count: not this plan, too late, not the first, or nobody's."""


class AccessRefusedError(PipelineError):
    """AWS refused a call for want of a permission; trying again won't help."""


class TrainingRefusedError(PipelineError):
    """Bedrock refused the job; trying again won't help."""


class TrainingFailedError(PipelineError):
    """The job ended Failed, or with a status word that this version doesn't know."""


class TrainingStoppedError(PipelineError):
    """Somebody stopped the job."""


class TrainingTimeExceededError(PipelineError):
    """The job is older than the longest job this environment allows."""


class MetricsMissingError(PipelineError):
    """The job ended well but left no training metrics."""


class DeploymentRefusedError(PipelineError):
    """Bedrock refused the deployment or the throughput; trying again won't help."""


class DeploymentFailedError(PipelineError):
    """It ended Failed, or with a status word that this version doesn't know."""


class DeploymentTimeExceededError(PipelineError):
    """It is older than the longest creation this environment waits for, and doesn't serve yet."""


class DeploymentGoneError(PipelineError):
    """What was to answer or to be kept is no longer there."""


class ModelUnitsExceededError(PipelineError):
    """The account has no model units left; only a raised quota or freed units help."""


class ModelNotAnsweringError(PipelineError):
    """The deployed model gave no answer that anybody could use."""


class EvaluationDamagedError(PipelineError):
    """A file of the evaluation is not what was checked or written."""


class PromotionRefusedError(PipelineError):
    """The alias can't be moved: unknown, nothing to go back to, or settings forbid it."""


class RemovalRefusedError(PipelineError):
    """The alias still serves, and settings don't say that it may be removed."""


class JobQuotaExceededError(Exception):
    """Bedrock runs as many customization jobs as it may; waiting helps."""


class DeploymentQuotaExceededError(Exception):
    """Bedrock holds as many deployments as it may; waiting can help."""


class StillDeployingError(Exception):
    """What has to serve does not serve yet; looking again helps."""


class StillStoppingError(Exception):
    """What has to be gone is not gone yet; looking again helps."""


class StillAnsweringError(Exception):
    """Not every question of a batch is answered yet; going on helps."""


class StillEmbeddingError(Exception):
    """Not every text has its vector yet; going on helps."""


class AliasBusyError(Exception):
    """Another run is moving the alias right now; it comes to an end."""


PERMANENT = tuple(error.__name__ for error in PipelineError.__subclasses__())
"""The errors that no retry can mend."""

STOP_AT_ONCE = (TrainingTimeExceededError.__name__, DeploymentTimeExceededError.__name__)
"""Errors after which nothing has a grace time: going on can't be wanted."""
