"""The keys: written by hand, naming accounts, services and IAM paths only."""

import json

import pytest

from tests.synth.assembly import Assembly
from tests.synth.statements import KEY, key_statements, table, text

KEYS = ["DataKey", "LogsKey", "WorkflowKey"]

ADMINISTRATION = table(
    """
    Administration: allow kms:CancelKeyDeletion kms:DescribeKey kms:DisableKey
          kms:DisableKeyRotation kms:EnableKey kms:EnableKeyRotation kms:GetKeyPolicy
          kms:GetKeyRotationStatus kms:ListGrants kms:ListKeyPolicies kms:ListResourceTags
          kms:PutKeyPolicy kms:RevokeGrant kms:ScheduleKeyDeletion kms:TagResource kms:UntagResource
          kms:UpdateKeyDescription
      to arn:aws:iam::<account>:root
      on *
    """
)

ROLES = table(
    """
    Roles: allow kms:Decrypt kms:DescribeKey kms:GenerateDataKey
      to arn:aws:iam::<account>:root
      on *
      if ArnLike aws:PrincipalArn: arn:aws:iam::<account>:role/bedrock-customization/embedded/*
    """
)

MODELS = table(
    """
    CustomModels: allow kms:CreateGrant
      to arn:aws:iam::<account>:root
      on *
      if ArnLike aws:PrincipalArn: arn:aws:iam::<account>:role/bedrock-customization/embedded/*
      if StringEquals kms:ViaService: bedrock.<region>.amazonaws.com
    """
)

LOG_GROUPS = table(
    """
    LogGroups: allow kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom
          kms:ReEncryptTo
      to logs.<region>.amazonaws.com
      on *
      if ArnLike kms:EncryptionContext:aws:logs:arn: arn:aws:logs:<region>:<account>:log-group:*
    """
)

EXECUTIONS_AND_MESSAGES = table(
    """
    ServiceEvents: allow kms:Decrypt kms:GenerateDataKey
      to events.amazonaws.com
      on *
      if StringEquals aws:SourceAccount: <account>
      if ArnLike aws:SourceArn: arn:aws:events:<region>:<account>:rule/*
    ServiceCloudwatch: allow kms:Decrypt kms:GenerateDataKey
      to cloudwatch.amazonaws.com
      on *
      if StringEquals aws:SourceAccount: <account>
      if ArnLike aws:SourceArn: arn:aws:cloudwatch:<region>:<account>:alarm:*
    LogDelivery: allow kms:Decrypt
      to delivery.logs.amazonaws.com
      on *
      if StringLike kms:EncryptionContext:SourceArn: arn:aws:logs:<region>:<account>:*
    Deployment: allow kms:CreateGrant kms:Decrypt kms:Encrypt kms:GenerateDataKey
      to arn:aws:iam::<account>:root
      on *
      if ArnLike aws:PrincipalArn: arn:aws:iam::<account>:role/cdk-*-cfn-exec-role-*
      if StringEquals kms:ViaService: lambda.<region>.amazonaws.com states.<region>.amazonaws.com
    """
)


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("DataKey", [ADMINISTRATION, ROLES, MODELS]),
        ("WorkflowKey", [ADMINISTRATION, ROLES, EXECUTIONS_AND_MESSAGES]),
        ("LogsKey", [ADMINISTRATION, LOG_GROUPS]),
    ],
)
def test_a_key_opens_to_its_services_and_our_roles(
    embedded: Assembly, key: str, parts: list[str]
) -> None:
    assert text(key_statements(embedded, key)) == "\n".join(parts)


@pytest.mark.parametrize("key", KEYS)
def test_keys_turn_and_outlive_their_stack(embedded: Assembly, key: str) -> None:
    found = embedded.one(KEY, key)
    assert found.properties["EnableKeyRotation"] is True
    assert found.properties["PendingWindowInDays"] == 30
    assert (found.raw["DeletionPolicy"], found.raw["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_there_is_no_other_key(embedded: Assembly) -> None:
    assert sorted(key.name for key in embedded.all(KEY)) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_key_policy_refers_to_no_resource(embedded: Assembly, key: str) -> None:
    policy = json.dumps(embedded.one(KEY, key).raw["Properties"]["KeyPolicy"])
    assert "Fn::ImportValue" not in policy
    assert "Fn::GetAtt" not in policy


@pytest.mark.parametrize("key", KEYS)
def test_whoever_is_let_in_is_bound_to_the_account(embedded: Assembly, key: str) -> None:
    for statement in key_statements(embedded, key)[1:]:
        assert "<account>" in json.dumps(statement["Condition"]), statement["Sid"]
