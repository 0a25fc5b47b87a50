"""The alarms of a state machine whose bad end nobody would see."""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct


def alarm_on_failure(
    scope: Construct, machine: sfn.StateMachine, *, description: str, topic: sns.ITopic
) -> None:
    """Raise an alarm at the first execution that failed, ran out of time or was aborted."""
    failures = {
        "Failed": machine.metric_failed(),
        "TimedOut": machine.metric_timed_out(),
        "Aborted": machine.metric_aborted(),
    }
    for construct_id, metric in failures.items():
        alarm_at_first(scope, construct_id, metric=metric, description=description, topic=topic)


def alarm_at_first(
    scope: Construct,
    construct_id: str,
    *,
    metric: cloudwatch.IMetric,
    description: str,
    topic: sns.ITopic,
) -> None:
    """Raise an alarm at the first thing that a metric counts."""
    alarm = cloudwatch.Alarm(
        scope,
        construct_id,
        alarm_description=description,
        metric=metric,
        threshold=1,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    alarm.add_alarm_action(actions.SnsAction(topic))
