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
    "invoke": "Invoke",
    "put_object": "PutObject",
    "assume_role": "AssumeRole",
    "get_products": "GetProducts",
    "list_objects_v2": "ListObjectsV2",
}


class Session:
    """Stands where `boto3.Session` does."""

    def __init__(self, cloud: Cloud, region_name: str | None, caller: str = "person") -> None:
        self._cloud = cloud
        self._caller = caller
        self.region_name = region_name

    def client(self, service: str, config: object, region_name: str | None = None) -> "Client":
        """Return a client of the cloud."""
        del config, region_name
        return Client(self._cloud, service, self._caller)


class Client:
    """Has every operation that the cloud knows, as a method."""

    def __init__(self, cloud: Cloud, service: str, caller: str) -> None:
        self._cloud = cloud
        self._service = service
        self._caller = caller

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = OPERATIONS[name]
        self._cloud.callers[operation] = self._caller
        return lambda **parameters: self._cloud.call(self._service, operation, parameters)

    def get_paginator(self, name: str) -> "Pages":
        """Return the pages of an operation."""
        return Pages(self, name)


@dataclass
class Pages:
    """Follows `nextToken`, which the Price List writes with a capital."""

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
            tokens = {name: page[name] for name in ("nextToken", "NextToken") if name in page}
            if not tokens:
                return
            parameters |= tokens
