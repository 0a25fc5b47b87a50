"""Bedrock in memory: customization jobs, their models, and what serves these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from tests.fakes.calls import Json, Pages
from tests.fakes.custom_models import ACCOUNT, MODELS
from tests.fakes.requests import service_error
from tests.fakes.serving import FakeServing

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

JOBS = f"{ACCOUNT}:model-customization-job"
CREATE = "CreateModelCustomizationJob"
ENDED = {"Completed", "Failed", "Stopped"}


class FakeBedrock(FakeServing):
    """Keeps every job ever made; a status changes only when a test or a stop changes it."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[str, Json] = {}
        """Each job with its request, by name, oldest first."""
        self.quota = 10
        self.hidden_reads = 0
        """How many reads of an existing job still fail to see it."""
        self.stops: list[str] = []

    @property
    def client(self) -> BedrockClient:
        """This, as handlers see it."""
        return cast("BedrockClient", self)

    @property
    def live(self) -> list[str]:
        """The names of the jobs that have not ended, whatever their status word means."""
        return [name for name, job in self.jobs.items() if job["status"] not in ENDED]

    def change(self, name: str, status: str, message: str = "") -> None:
        """Give a job, or capacity, another status."""
        if name not in self.jobs:
            super().change(name, status, message)
            return
        job = self.jobs[name]
        job |= {"status": status, "failureMessage": message}
        if status in ENDED:
            job["endTime"] = self.now()
        if status == "Completed":
            job["outputModelArn"] = f"{MODELS}/{job['jobArn'].split('/', 1)[1]}"
            self._add_model_of(job)

    def create_model_customization_job(self, **asked: Any) -> Json:
        """Make a job; a repeated token is ignored in silence, a repeated name is a conflict."""
        self._begin(CREATE, asked)
        token = asked.get("clientRequestToken")
        for job in self.jobs.values():
            if token and job["request"].get("clientRequestToken") == token:
                return {"jobArn": job["jobArn"]}
        if asked["jobName"] in self.jobs:
            raise service_error("ConflictException", "The provided job name is in use.")
        if len(self.live) >= self.quota:
            raise service_error("ServiceQuotaExceededException", "Too many jobs.")
        job = self._make(asked)
        self._end(CREATE)
        return {"jobArn": job["jobArn"]}

    def get_model_customization_job(self, **asked: Any) -> Json:
        """Return a job by name or ARN."""
        self._begin("GetModelCustomizationJob", asked)
        job = self._job(asked["jobIdentifier"])
        if self.hidden_reads:
            self.hidden_reads -= 1
            raise service_error("ResourceNotFoundException")
        return job

    def stop_model_customization_job(self, **asked: Any) -> Json:
        """Begin to stop a job; one that doesn't run is a conflict."""
        self._begin("StopModelCustomizationJob", asked)
        job = self._job(asked["jobIdentifier"])
        self.stops.append(job["jobName"])
        if job["status"] in {*ENDED, "Stopping"}:
            raise service_error("ConflictException", f"The job is {job['status']}.")
        job["status"] = "Stopping"
        return {}

    def list_tags_for_resource(self, **asked: Any) -> Json:
        """Return the tags of a job, a model or capacity."""
        if asked["resourceARN"] in self.tags:
            return super().list_tags_for_resource(**asked)
        self._begin("ListTagsForResource", asked)
        return {"tags": self._job(asked["resourceARN"])["request"].get("jobTags", [])}

    def get_paginator(self, operation: str) -> Pages:
        """Return what pages through a listing."""
        if operation == "list_model_customization_jobs":
            return Pages(self._pages_of_jobs)
        return super().get_paginator(operation)

    def _pages_of_jobs(self, asked: Json) -> Iterator[Json]:
        self._begin("ListModelCustomizationJobs", asked)
        for name, job in list(self.jobs.items()):
            wanted = asked.get("statusEquals", job["status"])
            if asked.get("nameContains", "") in name and job["status"] == wanted:
                yield {"modelCustomizationJobSummaries": [job]}
        yield {"modelCustomizationJobSummaries": []}

    def _job(self, identifier: str) -> Json:
        for name, job in self.jobs.items():
            if identifier in {name, job["jobArn"]}:
                return job
        raise service_error("ResourceNotFoundException")

    def _add_model_of(self, job: Json) -> None:
        asked = job["request"]
        tags = {tag["key"]: tag["value"] for tag in asked.get("customModelTags", [])}
        base, arn = asked["baseModelIdentifier"], job["outputModelArn"]
        self.add_model(job["outputModelName"], tags, base, job["endTime"], arn)

    def _make(self, asked: Json) -> Json:
        arn = f"{JOBS}/{asked['baseModelIdentifier']}/{len(self.jobs):012d}"
        self.jobs[asked["jobName"]] = {
            "jobArn": arn,
            "jobName": asked["jobName"],
            "outputModelName": asked["customModelName"],
            "status": "InProgress",
            "creationTime": self.now(),
            "outputDataConfig": asked["outputDataConfig"],
            "request": asked,
        }
        return self.jobs[asked["jobName"]]
