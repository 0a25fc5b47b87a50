"""The AWS that handlers see, in memory, and one environment's configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import partial

import pytest

from lambdas.common import aws
from lambdas.contract import names
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.bedrock_runtime import FakeBedrockRuntime
from tests.fakes.s3 import OWNER, FakeS3
from tests.fakes.scheduler import FakeScheduler
from tests.fakes.stepfunctions import FakeStepFunctions

ENVIRONMENT = "dev"
ARTIFACTS = "artifacts"
STATES = f"arn:aws:states:us-east-1:{OWNER}"
RUN_MACHINE_ARN = f"{STATES}:stateMachine:{names.run_machine_name(ENVIRONMENT)}"
CLEAN_UP_MACHINE_ARN = f"{STATES}:stateMachine:{names.clean_up_machine_name(ENVIRONMENT)}"
RETIRE_MACHINE_ARN = f"{STATES}:stateMachine:{names.retire_machine_name(ENVIRONMENT)}"


@dataclass(frozen=True)
class Cloud:
    """The services of one account."""

    bedrock: FakeBedrock = field(default_factory=FakeBedrock)
    stepfunctions: FakeStepFunctions = field(default_factory=FakeStepFunctions)
    s3: FakeS3 = field(default_factory=FakeS3)
    scheduler: FakeScheduler = field(default_factory=FakeScheduler)
    bedrock_runtime: FakeBedrockRuntime = field(default_factory=FakeBedrockRuntime)
    ssm: object = None
    """None: no function of the test reaches it. The same holds for the next."""
    cloudwatch: object = None
    sts_unsigned: object = None

    def install(self, monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> None:
        """Become what the handlers' clients reach, with their environment variables set."""
        for service in fields(self):
            client = getattr(self, service.name)
            if client is not None:
                monkeypatch.setattr(aws, service.name, partial(_same, client))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)


def execution_arn(run_id: str, environment: str = ENVIRONMENT) -> str:
    """Return the ARN of a run's execution."""
    return f"{STATES}:execution:{names.run_machine_name(environment)}:{run_id}"


def _same(client: object) -> object:
    return client
