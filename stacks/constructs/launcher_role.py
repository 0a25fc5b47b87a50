"""The role people of a team take on: bring data, start and watch their runs, roll aliases back."""

from collections.abc import Sequence

from aws_cdk import Aws, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.contract import names, places
from stacks.constructs import rights
from stacks.constructs.front_door import FrontDoor
from stacks.constructs.managed_role import ManagedRole, allow
from stacks.constructs.people import deny, deployment_arn, people
from stacks.constructs.state_machine import StateMachine, machine_arn
from stacks.settings import Team

NEVER = (
    "lambda:InvokeFunction",
    "states:SendTaskFailure",
    "states:SendTaskHeartbeat",
    "states:SendTaskSuccess",
    "sts:AssumeRole",
)
"""Who asks must not answer: neither by AnswerApproval, the only function that people call, nor past
it, nor by going on to another role. Denied, so that no policy added later changes it."""


class LauncherRole(ManagedRole):
    """What a team may do. It can't answer for a plan, and sees no other team's runs."""

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
        rollback_machine = machine_arn(
            Stack.of(scope), names.rollback_machine_name(environment, team.name)
        )
        prepare_machine = machine_arn(
            Stack.of(scope), names.prepare_machine_name(environment, team.name)
        )
        machines = [
            front_door.state_machine.arn,
            run_machine.arn,
            rollback_machine,
            prepare_machine,
        ]
        super().__init__(
            scope,
            construct_id,
            path=names.team_path(environment, team.name),
            assumed_by=people(team.launchers),
            description=f"People of team {team.name}: start, watch, stop and redrive runs",
            statements=[
                *_front_door(environment, team.name, front_door.state_machine.arn),
                *_rollback(environment, team.name, rollback_machine),
                *_preparation(environment, team.name, prepare_machine),
                # What the console asks for before it shows a machine or one of its executions.
                allow("SeeMachines", ["states:DescribeStateMachine"], machines),
                _runs(environment, team.name),
                _decrypt(workflow_key, machines),
                *_files(team.name, data, artifacts, data_key),
                allow("FindDeployment", ["ssm:GetParameter"], [deployment_arn(environment)]),
                allow(
                    "WatchJobs",
                    ["bedrock:GetModelCustomizationJob"],
                    [rights.all_jobs()],
                    {"StringEquals": {f"aws:ResourceTag/{names.TAG_TEAM}": team.name}},
                ),
                deny("NeverAnswer", NEVER),
                deny(
                    "NeverChangePrepared",
                    ["s3:PutObject"],
                    [data.arn_for_objects(f"{places.prepared_prefix(team.name)}*")],
                ),
            ],
        )


def _front_door(environment: str, team: str, machine_arn: str) -> list[iam.PolicyStatement]:
    executions = _execution(names.front_door_name(environment, team), "*")
    return [
        allow("StartRuns", ["states:StartExecution"], [machine_arn]),
        allow("ListRuns", ["states:ListExecutions"], [machine_arn]),
        allow("SeeStarts", ["states:DescribeExecution"], [executions]),
    ]


def _rollback(environment: str, team: str, machine: str) -> list[iam.PolicyStatement]:
    """Allow taking back the team's aliases: the machine's definition says whose they are."""
    executions = _execution(names.rollback_machine_name(environment, team), "*")
    return [
        allow("StartRollbacks", ["states:StartExecution"], [machine]),
        allow("SeeRollbacks", ["states:DescribeExecution"], [executions]),
    ]


def _preparation(environment: str, team: str, machine: str) -> list[iam.PolicyStatement]:
    """Allow preparing the team's datasets: the machine's definition says whose they are."""
    executions = _execution(names.prepare_machine_name(environment, team), "*")
    return [
        allow("StartPreparations", ["states:StartExecution"], [machine]),
        allow(
            "SeePreparations", ["states:DescribeExecution", "states:StopExecution"], [executions]
        ),
    ]


def _runs(environment: str, team: str) -> iam.PolicyStatement:
    runs = _execution(names.run_machine_name(environment), f"{team}_*")
    return allow(
        "WatchRuns",
        [
            "states:DescribeExecution",
            "states:GetExecutionHistory",
            "states:RedriveExecution",
            "states:StopExecution",
        ],
        [runs],
    )


def _decrypt(key: kms.IKey, machines: Sequence[str]) -> iam.PolicyStatement:
    return allow(
        "DecryptExecutions",
        ["kms:Decrypt"],
        [key.key_arn],
        {
            "StringEquals": {
                "kms:EncryptionContext:aws:states:stateMachineArn": list(machines),
                "kms:ViaService": f"states.{Aws.REGION}.amazonaws.com",
            }
        },
    )


def _files(
    team: str, data: s3.IBucket, artifacts: s3.IBucket, key: kms.IKey
) -> list[iam.PolicyStatement]:
    datasets, runs, aliases = (
        prefix(team) for prefix in (places.team_prefix, places.runs_prefix, places.aliases_prefix)
    )
    return [
        rights.objects(
            "BringDatasets", data, datasets, ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        ),
        rights.listing("ListDatasets", data, datasets),
        rights.objects("ReadResults", artifacts, runs, ["s3:GetObject"]),
        rights.listing("ListResults", artifacts, runs),
        rights.objects("ReadAliases", artifacts, aliases, ["s3:GetObject"]),
        rights.listing("ListAliases", artifacts, aliases),
        rights.object_key("UseDataKey", key, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ]


def _execution(machine: str, execution: str) -> str:
    account = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
    return f"arn:{Aws.PARTITION}:states:{account}:execution:{machine}:{execution}"
