"""The errors a run can end with. Step Functions matches them by class name."""


class PipelineError(Exception):
    """An error whose message is written for the person who reads the execution."""


class InvalidRequestError(PipelineError):
    """The request or its data can't be trained on; the message lists every problem."""


class ApprovalRequiredError(PipelineError):
    """The run may not start on its own: over budget, or its price is unknown."""


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


class JobQuotaExceededError(Exception):
    """Bedrock runs as many customization jobs as it may; waiting helps."""


class StillStoppingError(Exception):
    """What has to be gone is not gone yet; looking again helps."""


PERMANENT = tuple(error.__name__ for error in PipelineError.__subclasses__())
"""The errors that no retry can mend."""

STOP_AT_ONCE = (TrainingTimeExceededError.__name__,)
"""Errors after which the job is stopped without a grace time: going on can't be wanted."""
