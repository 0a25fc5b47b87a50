"""What a deployed environment tells the command: one SSM parameter, JSON.

The parameter's name is `names.deployment_parameter(environment)`.
"""

import msgspec

SCHEMA_VERSION = 1


class TeamDeployment(msgspec.Struct, frozen=True, kw_only=True):
    """A team's way in."""

    front_door_arn: str
    launcher_role_arn: str
    rollback_machine_arn: str = ""
    prepare_machine_arn: str = ""
    approver_role_arn: str = ""
    answer_approval_arn: str = ""
    """The function that takes the approver's answer."""


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """Where the parts of an environment are."""

    environment: str
    account: str
    region: str
    data_bucket: str
    artifacts_bucket: str
    run_machine_arn: str
    teams: dict[str, TeamDeployment]
    price_keeper_role_arn: str = ""
    """Who refreshes the price file acts as this role."""
    hours_to_answer: int = 0
    """How long a plan waits for its approval; 0: a version without approvals."""
    schema_version: int = SCHEMA_VERSION
