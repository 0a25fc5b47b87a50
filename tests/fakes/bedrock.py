"""Bedrock's customization jobs in memory: the rules that matter to one job a run."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from tests.fakes.requests import check_request, service_error

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

Json = dict[str, Any]

JOBS = "arn:aws:bedrock:us-east-1:111122223333:model-customization-job"
MODELS = "arn:aws:bedrock:us-east-1:111122223333:custom-model"
CREATE = "CreateModelCustomizationJob"
ENDED = {"Completed", "Failed", "Stopped"}


class FakeBedrock:
    """Keeps every job ever made; a status changes only when a test or a stop changes it."""

    def __init__(self) -> None:
        self.jobs: dict[str, Json] = {}
        """Each job with its request, by name, oldest first."""
        self.quota = 10
        self.hidden_reads = 0
        """How many reads of an existing job still fail to see it."""
        self.lost: BaseException | None = None
        """Raised once, when the next job has been made, in the place of the answer."""
        self.stops: list[str] = []
        self.calls: list[str] = []
        self.now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
        self._refusals: dict[str, list[Exception]] = defaultdict(list)

    @property
    def client(self) -> BedrockClient:
        """This, as handlers see it."""
        return cast("BedrockClient", self)

    @property
    def live(self) -> list[str]:
        """The names of the jobs that have not ended, whatever their status word means."""
        return [name for name, job in self.jobs.items() if job["status"] not in ENDED]

    def refuse(self, operation: str, code: str, message: str = "") -> None:
        """Refuse the next call of an operation."""
        self._refusals[operation].append(service_error(code, message))

    def change(self, name: str, status: str, message: str = "") -> None:
        """Give a job another status."""
        job = self.jobs[name]
        job |= {"status": status, "failureMessage": message}
        if status in ENDED:
            job["endTime"] = self.now()
        if status == "Completed":
            job["outputModelArn"] = f"{MODELS}/{job['jobArn'].split('/', 1)[1]}"

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
        if self.lost:
            lost, self.lost = self.lost, None
            raise lost
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
        """Return a job's tags."""
        self._begin("ListTagsForResource", asked)
        return {"tags": self._job(asked["resourceARN"])["request"].get("jobTags", [])}

    def get_paginator(self, operation: str) -> FakeBedrock:
        """Return what pages through jobs, which is this."""
        if operation != "list_model_customization_jobs":
            raise NotImplementedError(operation)
        return self

    def paginate(self, **asked: Any) -> Iterator[Json]:
        """Yield the jobs that a listing asks for, one a page, and an empty page."""
        self._begin("ListModelCustomizationJobs", asked)
        for name, job in self.jobs.items():
            wanted = asked.get("statusEquals", job["status"])
            if asked.get("nameContains", "") in name and job["status"] == wanted:
                yield {"modelCustomizationJobSummaries": [job]}
        yield {"modelCustomizationJobSummaries": []}

    def _begin(self, operation: str, asked: Json) -> None:
        check_request("bedrock", operation, asked)
        self.calls.append(operation)
        if self._refusals[operation]:
            raise self._refusals[operation].pop(0)

    def _job(self, identifier: str) -> Json:
        for name, job in self.jobs.items():
            if identifier in {name, job["jobArn"]}:
                return job
        raise service_error("ResourceNotFoundException")

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
