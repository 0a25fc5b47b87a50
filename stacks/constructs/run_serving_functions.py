"""The functions of a run that serve its model: deploy, promote, settle. Each has its own rights."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from lambdas.contract import names, places
from stacks.constructs import capacity_rights, rights, serving_rights, serving_variables
from stacks.constructs.function import Function
from stacks.constructs.managed_role import allow
from stacks.constructs.run_resources import RunResources

LONGEST_CALL = Duration.seconds(60)
"""How long a function that talks to AWS may take."""
SHORTEST_CALL_SECONDS = 15
"""Enough for a cold start and a few calls."""


def deploy_model(scope: Construct, r: RunResources) -> Function:
    """Make the function that ensures a run's own capacity and arranges its end."""
    group = names.schedule_group_name(r.environment)
    return Function(
        scope,
        "DeployModel",
        surroundings=r.surroundings,
        role_path=names.iam_path(r.environment),
        statements=[
            *capacity_rights.create(r.environment),
            capacity_rights.read(),
            capacity_rights.read_tags(),
            capacity_rights.decrypt_models(r.data_key),
            *_arrange_end(r, group),
        ],
        environment={
            "DEAD_LETTER_QUEUE_ARN": r.dead_letters.queue.queue_arn,
            "ENVIRONMENT_NAME": r.environment,
            "LONGEST_DEPLOYMENT_SECONDS": _longest(r),
            "RETIRE_MACHINE_ARN": r.retire_machine_arn,
            "SCHEDULE_GROUP_NAME": group,
            "SCHEDULE_ROLE_ARN": r.schedule_role.role_arn,
        },
        timeout=_look(r),
    )


def promote_model(scope: Construct, r: RunResources) -> Function:
    """Make the one function that moves aliases: it alone writes their records and parameters."""
    return Function(
        scope,
        "PromoteModel",
        surroundings=r.surroundings,
        role_path=names.promotion_path(r.environment),
        statements=[
            *capacity_rights.create(r.environment),
            capacity_rights.read(),
            capacity_rights.read_tags(),
            capacity_rights.count(),
            capacity_rights.swap(r.environment),
            capacity_rights.remove(r.environment),
            capacity_rights.decrypt_models(r.data_key),
            serving_rights.read_models(),
            *_keep_aliases(r),
            *serving_rights.read_owners(r.environment, r.workflow_key),
        ],
        environment={
            "ACCOUNT_ID": Aws.ACCOUNT_ID,
            "ARTIFACTS_BUCKET_NAME": r.artifacts.bucket_name,
            "ENVIRONMENT_NAME": r.environment,
            "LONGEST_DEPLOYMENT_SECONDS": _longest(r),
            **serving_variables.capacity_and_quotas(r.settings.serving),
        },
        timeout=LONGEST_CALL,
    )


def settle_deployment(scope: Construct, r: RunResources) -> Function:
    """Make the function that retires a run's capacity, or leaves it to its time."""
    return Function(
        scope,
        "SettleDeployment",
        surroundings=r.surroundings,
        role_path=names.iam_path(r.environment),
        statements=[
            capacity_rights.read(),
            capacity_rights.read_tags(),
            capacity_rights.settle(r.environment),
            capacity_rights.remove(r.environment),
        ],
        environment={"ENVIRONMENT_NAME": r.environment},
        timeout=LONGEST_CALL,
    )


def _look(r: RunResources) -> Duration:
    """Return how long one look may take: CleanUp waits as long for a call that it can't see."""
    sweep = r.settings.serving.sweep_seconds
    return Duration.seconds(min(max(sweep, SHORTEST_CALL_SECONDS), LONGEST_CALL.to_seconds()))


def _longest(r: RunResources) -> str:
    return str(r.settings.serving.longest_minutes * 60)


def _arrange_end(r: RunResources, group: str) -> list[iam.PolicyStatement]:
    """Allow schedules of this environment's names that act as the one role for schedules.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
    """
    account = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
    schedules = f"{group}/{names.job_name_prefix(r.environment)}*"
    return [
        allow(
            "ArrangeEnd",
            ["scheduler:CreateSchedule"],
            [f"arn:{Aws.PARTITION}:scheduler:{account}:schedule/{schedules}"],
        ),
        allow(
            "PassScheduleRole",
            ["iam:PassRole"],
            [r.schedule_role.role_arn],
            {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
        ),
    ]


def _keep_aliases(r: RunResources) -> list[iam.PolicyStatement]:
    parameters = f"parameter{names.alias_parameter(r.environment, '*', '*')}"
    return [
        rights.objects(
            "KeepAliases", r.artifacts, places.ALIASES_PREFIX, ["s3:GetObject", "s3:PutObject"]
        ),
        rights.listing("FindAliases", r.artifacts, places.ALIASES_PREFIX),
        rights.object_key("UseDataKey", r.data_key, ["kms:Decrypt", "kms:GenerateDataKey"]),
        allow(
            "ProjectAliases",
            ["ssm:DeleteParameter", "ssm:PutParameter"],
            [f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:{parameters}"],
        ),
    ]
