"""What functions of the workflow work with."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.function import FunctionSurroundings
from stacks.settings import Settings


@dataclass(frozen=True, kw_only=True)
class RunResources:
    """What functions of the workflow work with."""

    settings: Settings
    surroundings: FunctionSurroundings
    data: s3.IBucket
    artifacts: s3.IBucket
    data_key: kms.IKey
    workflow_key: kms.IKey
    run_machine_arn: str
    retire_machine_arn: str
    alias_machine_arn: str
    schedule_role: iam.IRole
    """What ends capacity at its time acts as."""
    data_roles: Mapping[str, iam.IRole]
    """By team."""
    bedrock_roles: Mapping[str, iam.IRole]
    """By team."""
    training_group_id: str
    dead_letters: DeadLetters

    @property
    def environment(self) -> str:
        """The environment's name."""
        return self.settings.environment

    @property
    def logs_key(self) -> kms.IKey:
        """What logs are encrypted with."""
        return self.surroundings.logs_key
