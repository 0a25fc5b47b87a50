"""What Bedrock says about a run's customization job."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from cli.output import utc
from cli.progress import Job
from cli.service_errors import code_of
from lambdas.contract.names import job_name

if TYPE_CHECKING:
    from mypy_boto3_bedrock.type_defs import (
        GetModelCustomizationJobResponseTypeDef,
        StatusDetailsTypeDef,
    )

    from cli.deployment import Run, Site

NOT_FOUND = "ResourceNotFoundException"


class JobLook:
    """Finds the job of the attempt in effect and tells when something about it changed."""

    def __init__(self, site: Site, run: Run) -> None:
        self._site = site
        self._run = run
        self._told: Job | None = None

    def look(self, redrives: int) -> Iterable[Job]:
        """Yield the job if it is new or changed since the last look.

        Args:
            redrives: How often the run was redriven. Each may have made a new attempt, or have
                adopted the job of an earlier one.
        """
        for attempt in range(1 + redrives, 0, -1):
            answer = self._find(attempt)
            if answer is not None:
                job = summary(answer, attempt)
                if job != self._told:
                    self._told = job
                    yield job
                return

    def _find(self, attempt: int) -> GetModelCustomizationJobResponseTypeDef | None:
        name = job_name(self._site.deployment.environment, self._run.run_id, attempt)
        try:
            return self._site.aws.bedrock.get_model_customization_job(jobIdentifier=name)
        except ClientError as error:
            if code_of(error) != NOT_FOUND:
                raise
            return None


def summary(answer: GetModelCustomizationJobResponseTypeDef, attempt: int) -> Job:
    """Return what a watcher wants to know of Bedrock's answer."""
    changed = answer.get("lastModifiedTime") or answer.get("creationTime")
    return Job(
        at=utc(changed) if changed else None,
        job_name=answer["jobName"],
        job_arn=answer["jobArn"],
        attempt=attempt,
        status=answer["status"],
        phases=_phases(answer.get("statusDetails", {})),
        failure_message=answer.get("failureMessage"),
    )


def _phases(details: StatusDetailsTypeDef) -> dict[str, str]:
    phases = {
        "validation": details.get("validationDetails", {}),
        "data_processing": details.get("dataProcessingDetails", {}),
        "training": details.get("trainingDetails", {}),
    }
    return {name: phase["status"] for name, phase in phases.items() if "status" in phase}
