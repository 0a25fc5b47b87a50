"""The role people of a team take on: bring data, start, watch, stop and redrive their own runs."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.contract import names
from stacks.constructs import rights
from stacks.constructs.front_door import FrontDoor
from stacks.constructs.managed_role import ManagedRole, allow
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Team


class LauncherRole(ManagedRole):
    """What a team may do. It never holds `states:SendTask*`, and sees no other team's runs."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        team: Team,
        front_door: FrontDoor,
        run_machine: StateMachine,
        data: s3.IBucket,
        artifacts: s3.IBucket,
        data_key: kms.IKey,
        workflow_key: kms.IKey,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            path=names.team_path(environment, team.name),
            assumed_by=_people(team.launchers),
            description=f"People of team {team.name}: start, watch, stop and redrive runs",
            statements=[
                *_front_door(environment, team.name, front_door.state_machine.arn),
                # What the console asks for before it shows a machine or one of its executions.
                allow(
                    "SeeMachines",
                    ["states:DescribeStateMachine"],
                    [front_door.state_machine.arn, run_machine.arn],
                ),
                *_runs(environment, team.name, run_machine.arn, workflow_key),
                *_files(team.name, data, artifacts, data_key),
                allow("FindDeployment", ["ssm:GetParameter"], [_parameter(environment)]),
                allow(
                    "WatchJobs",
                    ["bedrock:GetModelCustomizationJob"],
                    [rights.all_jobs()],
                    {"StringEquals": {f"aws:ResourceTag/{names.TAG_TEAM}": team.name}},
                ),
            ],
        )


def _people(launchers: Sequence[str]) -> iam.IPrincipal:
    if not launchers:
        return iam.AccountRootPrincipal()
    return iam.CompositePrincipal(*(iam.ArnPrincipal(arn) for arn in launchers))


def _front_door(environment: str, team: str, machine_arn: str) -> list[iam.PolicyStatement]:
    executions = _execution(names.front_door_name(environment, team), "*")
    return [
        allow("StartRuns", ["states:StartExecution"], [machine_arn]),
        allow("ListRuns", ["states:ListExecutions"], [machine_arn]),
        allow("SeeStarts", ["states:DescribeExecution"], [executions]),
    ]


def _runs(
    environment: str, team: str, machine_arn: str, workflow_key: kms.IKey
) -> list[iam.PolicyStatement]:
    runs = _execution(names.run_machine_name(environment), f"{team}_*")
    front_door = machine_arn.replace(
        names.run_machine_name(environment), names.front_door_name(environment, team)
    )
    return [
        allow(
            "WatchRuns",
            [
                "states:DescribeExecution",
                "states:GetExecutionHistory",
                "states:RedriveExecution",
                "states:StopExecution",
            ],
            [runs],
        ),
        allow(
            "DecryptExecutions",
            ["kms:Decrypt"],
            [workflow_key.key_arn],
            {
                "StringEquals": {
                    "kms:EncryptionContext:aws:states:stateMachineArn": [machine_arn, front_door],
                    "kms:ViaService": f"states.{Aws.REGION}.amazonaws.com",
                }
            },
        ),
    ]


def _files(
    team: str, data: s3.IBucket, artifacts: s3.IBucket, key: kms.IKey
) -> list[iam.PolicyStatement]:
    datasets, runs = names.team_prefix(team), names.runs_prefix(team)
    return [
        rights.objects(
            "BringDatasets", data, datasets, ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        ),
        rights.listing("ListDatasets", data, datasets),
        rights.objects("ReadResults", artifacts, runs, ["s3:GetObject"]),
        rights.listing("ListResults", artifacts, runs),
        rights.object_key("UseDataKey", key, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ]


def _execution(machine: str, execution: str) -> str:
    account = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
    return f"arn:{Aws.PARTITION}:states:{account}:execution:{machine}:{execution}"


def _parameter(environment: str) -> str:
    name = names.deployment_parameter(environment)
    return f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:parameter{name}"
