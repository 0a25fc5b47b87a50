"""The AWS that handlers see, in memory, and one environment's configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from lambdas.common import aws
from lambdas.contract import names
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.s3 import OWNER, FakeS3
from tests.fakes.stepfunctions import FakeStepFunctions

ENVIRONMENT = "dev"
ARTIFACTS = "artifacts"
STATES = f"arn:aws:states:us-east-1:{OWNER}"
RUN_MACHINE_ARN = f"{STATES}:stateMachine:{names.run_machine_name(ENVIRONMENT)}"
CLEAN_UP_MACHINE_ARN = f"{STATES}:stateMachine:{names.clean_up_machine_name(ENVIRONMENT)}"


@dataclass(frozen=True)
class Cloud:
    """The services of one account."""

    bedrock: FakeBedrock = field(default_factory=FakeBedrock)
    stepfunctions: FakeStepFunctions = field(default_factory=FakeStepFunctions)
    s3: FakeS3 = field(default_factory=FakeS3)

    def install(self, monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> None:
        """Become what the handlers' clients reach, with their environment variables set."""
        monkeypatch.setattr(aws, "bedrock", lambda: self.bedrock)
        monkeypatch.setattr(aws, "stepfunctions", lambda: self.stepfunctions)
        monkeypatch.setattr(aws, "s3", lambda: self.s3)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)


def execution_arn(run_id: str, environment: str = ENVIRONMENT) -> str:
    """Return the ARN of a run's execution."""
    return f"{STATES}:execution:{names.run_machine_name(environment)}:{run_id}"
