"""Where the schedules live that end capacity at its time, and what they may do."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from lambdas.contract import names
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.managed_role import ManagedRole, allow


class ExpirySchedules(Construct):
    """A group of one-time schedules, which DeployModel fills, and the role they run with.

    Each starts the retire machine when its capacity has reached its end and then deletes itself;
    what can't be started lands in the dead-letter queue, which alarms.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        retire_machine_arn: str,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, construct_id)
        self.group_name = names.schedule_group_name(environment)
        scheduler.CfnScheduleGroup(self, "Group", name=self.group_name)
        rights = ManagedRole(
            self,
            "Start",
            path=names.iam_path(environment),
            assumed_by=_schedules_of(self.group_name),
            description="What the schedules may do that end capacity at its time",
            statements=[
                allow("StartRetirement", ["states:StartExecution"], [retire_machine_arn]),
                *dead_letters.sending(),
            ],
        )
        self.role = rights.role


def _schedules_of(group: str) -> iam.IPrincipal:
    """Trust EventBridge Scheduler for the schedules of one group only.

    The source is the group: AWS asks for its ARN, and for no schedule's.
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    """
    account = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
    return iam.ServicePrincipal(
        "scheduler.amazonaws.com",
        conditions={
            "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            "ArnLike": {
                "aws:SourceArn": f"arn:{Aws.PARTITION}:scheduler:{account}:schedule-group/{group}"
            },
        },
    )
