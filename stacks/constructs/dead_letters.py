"""Where events go that could not be delivered, and the alarm that says so."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.constructs.managed_role import allow


class DeadLetters(Construct):
    """An encrypted queue that keeps undelivered events for two weeks and alarms at the first."""

    def __init__(
        self, scope: Construct, construct_id: str, *, key: kms.IKey, alarms: sns.ITopic
    ) -> None:
        super().__init__(scope, construct_id)
        self._key = key
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=kms.Key.from_key_arn(self, "Key", key.key_arn),
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        alarm = cloudwatch.Alarm(
            self,
            "NotEmpty",
            alarm_description=f"{scope.node.id}: an event could not be delivered; see the queue",
            metric=self.queue.metric_approximate_number_of_messages_visible(
                period=Duration.minutes(1), statistic="Maximum"
            ),
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(alarms))

    def sending(self) -> list[iam.PolicyStatement]:
        """Return what a function needs to leave its failed events here."""
        return [
            allow("LeaveDeadLetters", ["sqs:SendMessage"], [self.queue.queue_arn]),
            allow(
                "EncryptDeadLetters",
                ["kms:Decrypt", "kms:GenerateDataKey"],
                [self._key.key_arn],
                {"StringEquals": {"kms:ViaService": f"sqs.{Aws.REGION}.amazonaws.com"}},
            ),
        ]
