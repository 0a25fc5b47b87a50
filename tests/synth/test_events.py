"""What listens, what happens to what can't be delivered, and who hears of it."""

import json

import pytest

from lambdas.contract import names
from tests.synth.assembly import Assembly
from tests.synth.statements import listed, resource_policy, table, text

RULE = "AWS::Events::Rule"
ALARM = "AWS::CloudWatch::Alarm"
TOPIC = "AWS::SNS::Topic"
RUN_MACHINE = "arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run"

TARGETS = {
    "Listeners/JobEnded": "<AnswerTraining>",
    "Listeners/RunEnded": "<CleanUpMachine>",
    "Listeners/EveryHour": "<SweepRuns>",
    "Audit/EveryHour": "<AuditServing>",
}

ALARMS = {
    "DeadLetters/NotEmpty": "ApproximateNumberOfMessagesVisible",
    **{
        f"{machine}/{alarm}": f"Executions{alarm}"
        for machine in ("CleanUpMachine", "RetireMachine", "AliasMachine")
        for alarm in ("Failed", "TimedOut", "Aborted")
    },
    "Audit/ModelUnitHours": "ModelUnitHours",
    "Audit/Failed": "Errors",
}

DECLARED_UNIT_HOURS = 24
"""One model unit, all day."""

ALARMS_PUBLISH = table(
    """
    AllowPublishThroughSSLOnly: deny sns:Publish
      to *
      on <Topics/Alarms>
      if Bool aws:SecureTransport: false
    Alarms: allow sns:Publish
      to cloudwatch.amazonaws.com
      on <Topics/Alarms>
      if StringEquals aws:SourceAccount: <account>
      if ArnLike aws:SourceArn: arn:aws:cloudwatch:<region>:<account>:alarm:*
    """
)


def test_each_rule_has_its_target(embedded: Assembly) -> None:
    found = {r.name: [t["Arn"] for t in r.properties["Targets"]] for r in embedded.all(RULE)}
    assert found == {rule: [target] for rule, target in TARGETS.items()}


def test_only_ended_jobs_of_this_environment_wake_a_run(embedded: Assembly) -> None:
    assert embedded.one(RULE, "Listeners/JobEnded").properties["EventPattern"] == {
        "source": ["aws.bedrock"],
        "detail-type": ["Model Customization Job State Change"],
        "detail": {
            "jobStatus": ["Completed", "Failed", "Stopped"],
            "jobName": [{"prefix": names.job_name_prefix("embedded")}],
        },
    }


def test_only_bad_ends_of_the_run_machine_start_clean_up(embedded: Assembly) -> None:
    rule = embedded.one(RULE, "Listeners/RunEnded").properties
    assert rule["EventPattern"] == {
        "source": ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        "detail": {
            "stateMachineArn": [RUN_MACHINE],
            "status": ["FAILED", "ABORTED", "TIMED_OUT"],
        },
    }
    (target,) = rule["Targets"]
    assert target["RoleArn"] == "<Listeners/StartCleanUp>"
    assert target["InputTransformer"] == {
        "InputPathsMap": {"detail-executionArn": "$.detail.executionArn"},
        "InputTemplate": '{"execution_arn":<detail-executionArn>}',
    }


@pytest.mark.parametrize("rule", ["Listeners/EveryHour", "Audit/EveryHour"])
def test_the_backstops_look_every_hour(embedded: Assembly, rule: str) -> None:
    assert embedded.one(RULE, rule).properties["ScheduleExpression"] == "rate(1 hour)"


@pytest.mark.parametrize("rule", sorted(TARGETS))
def test_events_are_tried_again_and_then_kept(embedded: Assembly, rule: str) -> None:
    (target,) = embedded.one(RULE, rule).properties["Targets"]
    assert target["DeadLetterConfig"] == {"Arn": "<DeadLetters>"}
    assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 7200, "MaximumRetryAttempts": 8}


def test_only_our_rules_call_functions(embedded: Assembly) -> None:
    calls = {
        (found["SourceArn"], found["FunctionName"], found["Principal"])
        for found in (p.properties for p in embedded.all("AWS::Lambda::Permission"))
    }
    assert calls == {
        ("<Listeners/JobEnded>", "<AnswerTraining>", "events.amazonaws.com"),
        ("<Listeners/EveryHour>", "<SweepRuns>", "events.amazonaws.com"),
        ("<Audit/EveryHour>", "<AuditServing>", "events.amazonaws.com"),
    }


def test_the_queue_keeps_events_for_two_weeks_under_the_workflow_key(embedded: Assembly) -> None:
    (queue,) = embedded.all("AWS::SQS::Queue")
    assert queue.properties["KmsMasterKeyId"] == "<WorkflowKey>"
    assert queue.properties["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_only_our_rules_fill_the_queue(embedded: Assembly) -> None:
    refused, *allowed = resource_policy(embedded, "AWS::SQS::QueuePolicy", "DeadLetters")
    assert refused["Effect"] == "Deny"
    assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert [(s["Principal"], s["Action"], s["Condition"]) for s in allowed] == [
        (
            {"Service": "events.amazonaws.com"},
            "sqs:SendMessage",
            {"ArnEquals": {"aws:SourceArn": f"<{rule}>"}},
        )
        for rule in TARGETS
    ]


def test_operators_hear_of_lost_events_and_failed_clean_ups(embedded: Assembly) -> None:
    found = {alarm.name: alarm.properties["MetricName"] for alarm in embedded.all(ALARM)}
    assert found == ALARMS
    for alarm in embedded.all(ALARM):
        assert alarm.properties["AlarmActions"] == ["<Topics/Alarms>"]
        at_first = alarm.name != "Audit/ModelUnitHours"
        assert alarm.properties["Threshold"] == (1 if at_first else DECLARED_UNIT_HOURS)
        assert alarm.properties["EvaluationPeriods"] == 1
        assert alarm.properties["TreatMissingData"] == "notBreaching"


def test_alarms_watch_the_queue_the_machines_and_the_audit(embedded: Assembly) -> None:
    machines = ("CleanUpMachine", "RetireMachine", "AliasMachine")
    wanted = {
        "DeadLetters/NotEmpty": ("QueueName", "<DeadLetters.QueueName>"),
        "Audit/ModelUnitHours": ("Environment", "embedded"),
        "Audit/Failed": ("FunctionName", "<AuditServing>"),
        **{
            f"{machine}/{alarm}": ("StateMachineArn", f"<{machine}>")
            for machine in machines
            for alarm in ("Failed", "TimedOut", "Aborted")
        },
    }
    for alarm in embedded.all(ALARM):
        (dimension,) = alarm.properties["Dimensions"]
        assert (dimension["Name"], dimension["Value"]) == wanted[alarm.name]


def test_every_queue_has_an_alarm(embedded: Assembly) -> None:
    alarms = json.dumps([alarm.properties["Dimensions"] for alarm in embedded.all(ALARM)])
    for queue in embedded.all("AWS::SQS::Queue"):
        assert f"<{queue.name}.QueueName>" in alarms


def test_this_accounts_alarms_may_publish(embedded: Assembly) -> None:
    # A topic with a policy of its own has lost the default one, which let the account publish.
    policy = resource_policy(embedded, "AWS::SNS::TopicPolicy", "Topics/Alarms")
    assert text(policy) == ALARMS_PUBLISH


def test_topics_are_encrypted_and_refuse_plain_connections(embedded: Assembly) -> None:
    assert {topic.name for topic in embedded.all(TOPIC)} == {"Topics/Alarms", "Topics/Runs"}
    for topic in embedded.all(TOPIC):
        assert topic.properties["KmsMasterKeyId"] == "<WorkflowKey>"
        first, *_ = resource_policy(embedded, "AWS::SNS::TopicPolicy", topic.name)
        assert (first["Effect"], listed(first["Action"])) == ("Deny", ["sns:Publish"])


def test_a_team_hears_of_its_own_runs_only(embedded: Assembly) -> None:
    subscriptions = [s.properties for s in embedded.all("AWS::SNS::Subscription")]
    assert {(s["TopicArn"], s["Protocol"]) for s in subscriptions} == {("<Topics/Runs>", "email")}
    # Approvers hear of plans that wait; the team hears that and how its runs ended.
    assert {s["Endpoint"]: s["FilterPolicy"] for s in subscriptions} == {
        "demo@example.com": {"team": ["demo", "demo_approvals"]},
        "approver@example.com": {"team": ["demo_approvals"]},
    }
