"""The audit of what serves: when it looks, what it may do, and which alarms go with it."""

import json
from typing import Any

import pytest

from tests.synth.assembly import Assembly
from tests.synth.shared_rights import of_every_function
from tests.synth.statements import rights_of, table, trust_of

ALARM = "AWS::CloudWatch::Alarm"

LOOK_AROUND = table(
    """
    CountCapacity: allow bedrock:ListCustomModelDeployments bedrock:ListProvisionedModelThroughputs
      on *
    ReadTags: allow bedrock:ListTagsForResource
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
      on arn:aws:bedrock:<region>:<account>:custom-model/*
    ReadAliases: allow s3:GetObject
      on arn:aws:s3:::<ArtifactsBucket>/aliases/*
      if StringEquals aws:ResourceAccount: <account>
    FindAliases: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: aliases/*
      if StringEquals aws:ResourceAccount: <account>
    DecryptAliases: allow kms:Decrypt
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    ReadExecutions: allow states:DescribeExecution
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-run:*
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-aliases:*
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-*-rollback:*
    DecryptExecutions: allow kms:Decrypt
      on <WorkflowKey>
      if StringEquals kms:ViaService: states.<region>.amazonaws.com
      if StringLike kms:EncryptionContext:aws:states:stateMachineArn:
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-aliases
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-*-rollback
    """
)

REMOVE = table(
    """
    ReadCapacity: allow bedrock:GetCustomModelDeployment bedrock:GetProvisionedModelThroughput
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
    ReadModels: allow bedrock:GetCustomModel
      on arn:aws:bedrock:<region>:<account>:custom-model/*
    RemoveCapacity: allow bedrock:DeleteCustomModelDeployment
          bedrock:DeleteProvisionedModelThroughput
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
      if StringEquals aws:ResourceTag/bedrock-customization:environment: embedded
    RemoveModels: allow bedrock:DeleteCustomModel
      on arn:aws:bedrock:<region>:<account>:custom-model/*
      if StringEquals aws:ResourceTag/bedrock-customization:environment: embedded
    """
)

TELL = table(
    """
    ListModels: allow bedrock:ListCustomModels
      on *
    AnnounceRemoval: allow bedrock:TagResource bedrock:UntagResource
      on arn:aws:bedrock:<region>:<account>:custom-model/*
      if StringEquals aws:ResourceTag/bedrock-customization:environment: embedded
      if ForAllValues:StringEquals aws:TagKeys: bedrock-customization:remove-after
    ReadBases: allow bedrock:GetFoundationModel
      on arn:aws:bedrock:<region>::foundation-model/*
    CountInvocations: allow cloudwatch:GetMetricStatistics
      on *
    PutModelUnits: allow cloudwatch:PutMetricData
      on *
      if StringEquals cloudwatch:namespace: BedrockCustomization
    ReadProjections: allow ssm:GetParameter
      on arn:aws:ssm:<region>:<account>:parameter/bedrock-customization/embedded/aliases/*/*
    StartMachines: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-retire
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-aliases
    LeaveDeadLetters: allow sqs:SendMessage
      on <DeadLetters>
    EncryptDeadLetters: allow kms:Decrypt kms:GenerateDataKey
      on <WorkflowKey>
      if StringEquals kms:ViaService: sqs.<region>.amazonaws.com
    """
)

SCHEDULES = table(
    """
    StartRetirement: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-retire
    LeaveDeadLetters: allow sqs:SendMessage
      on <DeadLetters>
    EncryptDeadLetters: allow kms:Decrypt kms:GenerateDataKey
      on <WorkflowKey>
      if StringEquals kms:ViaService: sqs.<region>.amazonaws.com
    """
)

TRUST_OF_SCHEDULES = table(
    """
    (no sid): allow sts:AssumeRole
      to scheduler.amazonaws.com
      if StringEquals aws:SourceAccount: <account>
      if ArnLike aws:SourceArn:
          arn:aws:scheduler:<region>:<account>:schedule-group/bedrock-customization-embedded
    """
)


def test_the_audit_reads_tells_and_starts_and_deletes_nothing(embedded: Assembly) -> None:
    wanted = [of_every_function("AuditServing"), LOOK_AROUND, TELL]
    assert rights_of(embedded, "AuditServing") == "\n".join(wanted)


def test_the_retirement_deletes_this_environments_things_and_no_others(embedded: Assembly) -> None:
    wanted = [of_every_function("RetireCapacity"), LOOK_AROUND, REMOVE]
    assert rights_of(embedded, "RetireCapacity") == "\n".join(wanted)


def test_schedules_start_the_retirement_and_leave_what_they_cannot(embedded: Assembly) -> None:
    assert rights_of(embedded, "ExpirySchedules/Start") == SCHEDULES


def test_only_schedules_of_our_group_take_their_role_on(embedded: Assembly) -> None:
    assert trust_of(embedded, "ExpirySchedules/Start") == TRUST_OF_SCHEDULES
    group = embedded.one("AWS::Scheduler::ScheduleGroup", "ExpirySchedules/Group")
    assert group.properties["Name"] == "bedrock-customization-embedded"


def test_the_audit_looks_every_hour_and_its_lost_calls_are_kept(embedded: Assembly) -> None:
    rule = embedded.one("AWS::Events::Rule", "Audit/EveryHour").properties
    assert rule["ScheduleExpression"] == "rate(1 hour)"
    (target,) = rule["Targets"]
    assert target["Arn"] == "<AuditServing>"
    assert target["DeadLetterConfig"] == {"Arn": "<DeadLetters>"}
    assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 7200, "MaximumRetryAttempts": 8}


def test_only_its_rule_calls_the_audit(embedded: Assembly) -> None:
    permissions = [permission.properties for permission in embedded.all("AWS::Lambda::Permission")]
    (found,) = (p for p in permissions if p["FunctionName"] == "<AuditServing>")
    assert (found["Principal"], found["SourceArn"]) == ("events.amazonaws.com", "<Audit/EveryHour>")


@pytest.mark.parametrize(("environment", "hours"), [("embedded", 24), ("dev", 48)])
def test_more_model_units_in_a_day_than_declared_ring_an_alarm(
    request: pytest.FixtureRequest, environment: str, hours: int
) -> None:
    assembly: Assembly = request.getfixturevalue(environment)
    alarm = assembly.one(ALARM, "Audit/ModelUnitHours").properties
    assert (alarm["Namespace"], alarm["MetricName"]) == ("BedrockCustomization", "ModelUnitHours")
    assert alarm["Dimensions"] == [{"Name": "Environment", "Value": environment}]
    assert (alarm["Statistic"], alarm["Period"], alarm["EvaluationPeriods"]) == ("Sum", 86_400, 1)
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", hours)
    # Without capacity nothing is put, and that is no reason for an alarm.
    assert alarm["TreatMissingData"] == "notBreaching"
    assert alarm["AlarmActions"] == ["<Topics/Alarms>"]


def test_a_failed_audit_rings_an_alarm(embedded: Assembly) -> None:
    alarm = embedded.one(ALARM, "Audit/Failed").properties
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Errors")
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": "<AuditServing>"}]
    assert (alarm["Statistic"], alarm["Period"], alarm["Threshold"]) == ("Sum", 3600, 1)
    assert alarm["AlarmActions"] == ["<Topics/Alarms>"]


def test_the_audit_goes_by_what_settings_say(dev: Assembly) -> None:
    found = variables(dev, "AuditServing")
    machines = "arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-dev"
    assert json.loads(found.pop("UNIT_HOUR_PRICES"))["amazon.nova-micro-v1:0:128k"] == {
        "one_month": 10.0,
    }
    declared = json.loads(found.pop("DECLARED_CAPACITY"))
    assert [(one["team"], one["alias"], one["units"]) for one in declared] == [
        ("research", "faq-long", 0),
        ("research-faq", "long", 0),
        ("research", "live", 2),
    ]
    assert found == {
        "ACCOUNT_ID": "<account>",
        "ALIAS_MACHINE_ARN": f"{machines}-aliases",
        "ARTIFACTS_BUCKET_NAME": "<ArtifactsBucket>",
        "ENVIRONMENT_NAME": "dev",
        "GRACE_SECONDS": "14400",
        "IDLE_HOURS": "24",
        "IDLE_POLICY": "tell",
        "KEEP_MODELS": "0",
        "ORPHAN_POLICY": "remove",
        "RETIRE_MACHINE_ARN": f"{machines}-retire",
        "RUN_MACHINE_ARN": f"{machines}-run",
    }


def test_the_retirement_knows_where_owners_are(embedded: Assembly) -> None:
    machines = "arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded"
    assert variables(embedded, "RetireCapacity") == {
        "ACCOUNT_ID": "<account>",
        "ARTIFACTS_BUCKET_NAME": "<ArtifactsBucket>",
        "ENVIRONMENT_NAME": "embedded",
        "RUN_MACHINE_ARN": f"{machines}-run",
    }


def variables(assembly: Assembly, function: str) -> dict[str, Any]:
    """Return the environment variables of a function."""
    properties = assembly.one("AWS::Lambda::Function", function).properties
    found: dict[str, Any] = properties["Environment"]["Variables"]
    return dict(found)
