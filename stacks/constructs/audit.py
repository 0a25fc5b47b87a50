"""The hourly audit of what serves models, and the alarms that go with it."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns
from constructs import Construct

from lambdas.contract.retirement import (
    METRIC_DIMENSION,
    METRIC_MODEL_UNIT_HOURS,
    METRIC_NAMESPACE,
)
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.failure_alarms import alarm_at_first
from stacks.constructs.function import Function
from stacks.constructs.listeners import DELIVERY_ATTEMPTS, OLDEST_EVENT
from stacks.serving_settings import model_unit_hours_a_day
from stacks.settings import Settings


class Audit(Construct):
    """A rule that calls AuditServing every hour, and two alarms.

    One rings when more model units were alive in a day than settings expect, which is what a
    forgotten throughput looks like; the other when the audit itself fails and so sees nothing.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        audit_serving: Function,
        dead_letters: DeadLetters,
        alarms: sns.ITopic,
    ) -> None:
        super().__init__(scope, construct_id)
        self._every_hour(audit_serving, dead_letters)
        self._alarm_on_units(settings, alarms)
        alarm_at_first(
            self,
            "Failed",
            metric=audit_serving.function.metric_errors(period=Duration.hours(1)),
            description="The audit of serving failed: leaks and expiries go unseen until it works",
            topic=alarms,
        )

    def _every_hour(self, function: Function, dead_letters: DeadLetters) -> None:
        rule = events.Rule(
            self,
            "EveryHour",
            description="The backstop for capacity that nobody owns or needs any more",
            schedule=events.Schedule.rate(Duration.hours(1)),
        )
        rule.add_target(
            targets.LambdaFunction(
                function.function,
                dead_letter_queue=dead_letters.queue,
                max_event_age=OLDEST_EVENT,
                retry_attempts=DELIVERY_ATTEMPTS,
            )
        )

    def _alarm_on_units(self, settings: Settings, topic: sns.ITopic) -> None:
        expected = model_unit_hours_a_day(settings.serving)
        alarm = cloudwatch.Alarm(
            self,
            "ModelUnitHours",
            alarm_description=(
                f"More than {expected:g} model-unit hours in a day: capacity is alive that settings"
                " do not expect. aws bedrock list-provisioned-model-throughputs"
            ),
            metric=cloudwatch.Metric(
                namespace=METRIC_NAMESPACE,
                metric_name=METRIC_MODEL_UNIT_HOURS,
                dimensions_map={METRIC_DIMENSION: settings.environment},
                statistic="Sum",
                period=Duration.days(1),
            ),
            threshold=expected,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(topic))
