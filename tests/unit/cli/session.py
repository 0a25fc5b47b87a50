"""What stands where boto3's session, clients and paginators do, in front of the `Cloud`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.unit.cli.cloud import Cloud, Json

OPERATIONS = {
    "get_caller_identity": "GetCallerIdentity",
    "get_parameter": "GetParameter",
    "start_execution": "StartExecution",
    "describe_execution": "DescribeExecution",
    "stop_execution": "StopExecution",
    "list_executions": "ListExecutions",
    "get_execution_history": "GetExecutionHistory",
    "get_model_customization_job": "GetModelCustomizationJob",
    "get_object": "GetObject",
    "list_objects_v2": "ListObjectsV2",
}


class Session:
    """Stands where `boto3.Session` does."""

    def __init__(self, cloud: Cloud, region_name: str | None) -> None:
        self._cloud = cloud
        self.region_name = region_name

    def client(self, service: str, config: object) -> "Client":
        """Return a client of the cloud."""
        del config
        return Client(self._cloud, service)


class Client:
    """Has every operation that the cloud knows, as a method."""

    def __init__(self, cloud: Cloud, service: str) -> None:
        self._cloud = cloud
        self._service = service

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = OPERATIONS[name]
        return lambda **parameters: self._cloud.call(self._service, operation, parameters)

    def get_paginator(self, name: str) -> "Pages":
        """Return the pages of an operation."""
        return Pages(self, name)


@dataclass
class Pages:
    """Follows `nextToken`."""

    client: Client
    name: str

    def paginate(self, **parameters: Any) -> Iterator[Json]:
        """Yield one page a call, as far as anybody asks."""
        settings = parameters.pop("PaginationConfig", {})
        if "PageSize" in settings:
            parameters["maxResults"] = settings["PageSize"]
        while True:
            page = getattr(self.client, self.name)(**parameters)
            yield page
            if "nextToken" not in page:
                return
            parameters["nextToken"] = page["nextToken"]
