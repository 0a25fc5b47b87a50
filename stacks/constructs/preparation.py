"""The preparation of datasets: one function, and a machine for each team that says whose data."""

import json

from aws_cdk import Aws, Duration
from aws_cdk import aws_kms as kms
from constructs import Construct

from lambdas.contract import layers, names
from stacks.constructs.function import Function
from stacks.constructs.lambda_state import ATTEMPTS, SLACK, lambda_state
from stacks.constructs.managed_role import allow
from stacks.constructs.run_resources import RunResources
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Settings, Team

LONGEST_PREPARATION = Duration.minutes(15)
"""Lambda's own limit; how much data it takes stands in `lambdas/datasets/prepare/borders.py`."""
ONE_CPU_MEMORY_MB = 1769
"""Memory is not needed, but a function's share of a processor follows from it: this much is one.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""
DISK_MB = 10_240
"""The most that a function can have; it is paid by the second of use.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html"""
BETWEEN_ATTEMPTS = Duration.minutes(5)


def prepare_dataset(scope: Construct, resources: RunResources) -> Function:
    """Return the function, which takes on the role of the team that it is called for."""
    roles = {team: role.role_arn for team, role in resources.data_roles.items()}
    return Function(
        scope,
        "PrepareDataset",
        surroundings=resources.surroundings,
        role_path=names.worker_path(resources.environment),
        statements=[allow("TakeOnTeam", ["sts:AssumeRole"], list(roles.values()))],
        environment={
            "ACCOUNT_ID": Aws.ACCOUNT_ID,
            "DATA_BUCKET_NAME": resources.data.bucket_name,
            "TEAM_DATA_ROLE_ARNS": json.dumps(roles),
        },
        timeout=LONGEST_PREPARATION,
        memory_mb=ONE_CPU_MEMORY_MB,
        storage_mb=DISK_MB,
        layer_names=(layers.BASE, layers.DATA),
    )


class PrepareMachine(Construct):
    """A team's machine of one state. Its definition says for which team, its input what to do."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        team: Team,
        function: Function,
        key: kms.IKey,
        logs_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        state = lambda_state(
            self,
            "PrepareDataset",
            function=function.function,
            payload={
                "team": team.name,
                "execution_name": "{% $states.context.Execution.Name %}",
                "request": "{% $states.input %}",
            },
        )
        each = function.timeout.plus(SLACK).plus(BETWEEN_ATTEMPTS)
        self.state_machine = StateMachine(
            self,
            "StateMachine",
            name=names.prepare_machine_name(settings.environment, team.name),
            role_path=names.iam_path(settings.environment),
            definition=state,
            statements=[
                allow("CallStates", ["lambda:InvokeFunction"], [function.function.function_arn])
            ],
            key=key,
            logs_key=logs_key,
            retention_days=settings.log_retention_days,
            timeout=Duration.seconds((1 + ATTEMPTS) * each.to_seconds()),
            comment=f"Prepares datasets of team {team.name}",
        )
