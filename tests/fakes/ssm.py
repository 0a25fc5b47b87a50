"""SSM's parameters in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tests.fakes.calls import Calls, Json
from tests.fakes.requests import service_error

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient


class FakeSsm(Calls):
    """Keeps the newest value of every parameter."""

    service = "ssm"

    def __init__(self) -> None:
        super().__init__()
        self.parameters: dict[str, str] = {}

    @property
    def client(self) -> SSMClient:
        """This, as handlers see it."""
        return cast("SSMClient", self)

    def put_parameter(self, **asked: Any) -> Json:
        """Write a parameter; one that exists only where overwriting is asked for."""
        self._begin("PutParameter", asked)
        if asked["Name"] in self.parameters and not asked.get("Overwrite"):
            raise service_error("ParameterAlreadyExists")
        self.parameters[asked["Name"]] = asked["Value"]
        self._end("PutParameter")
        return {"Version": 1}

    def get_parameter(self, **asked: Any) -> Json:
        """Return a parameter."""
        self._begin("GetParameter", asked)
        self._check(asked["Name"])
        parameter = {"Name": asked["Name"], "Value": self.parameters[asked["Name"]]}
        return {"Parameter": parameter | {"Type": "String"}}

    def delete_parameter(self, **asked: Any) -> Json:
        """Delete a parameter; what isn't there can't be deleted."""
        self._begin("DeleteParameter", asked)
        self._check(asked["Name"])
        del self.parameters[asked["Name"]]
        self._end("DeleteParameter")
        return {}

    def get_parameters_by_path(self, **asked: Any) -> Json:
        """Return every parameter below a path, all on one page."""
        self._begin("GetParametersByPath", asked)
        path = asked["Path"].rstrip("/") + "/"
        found = {name: value for name, value in self.parameters.items() if name.startswith(path)}
        return {"Parameters": [{"Name": name, "Value": found[name]} for name in sorted(found)]}

    def _check(self, name: str) -> None:
        if name not in self.parameters:
            raise service_error("ParameterNotFound")
