"""AnswerTraining: Bedrock's event wakes the run that waits for the job.

In: the event, which alone is worth nothing: the job is read again from Bedrock. Out: nothing. Lost,
doubled, late and early events change nothing, because the run also looks by itself.
"""

import msgspec

from lambdas.common import aws, callback, environment, training_jobs
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """The event's detail.

    https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-eventbridge-how-it-works.html
    """

    job_name: str = msgspec.field(name="jobName")


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    artifacts_bucket_name: str


@entry
def handler(event: Event) -> None:
    """Answer the run that waits for the event's job, if there is one and the job has ended."""
    detail = msgspec.convert(event["detail"], Detail)
    env = environment.read(Environment)
    waiting = callback.recall(
        Bucket(aws.s3(), env.artifacts_bucket_name, env.account_id), detail.job_name
    )
    job = training_jobs.find(aws.bedrock(), detail.job_name)
    if waiting is None or job is None:
        logger.info("nobody waits for this job")
        return
    logger.append_keys(run_id=waiting.run.run_id)
    callback.answer(aws.stepfunctions(), waiting, job)
