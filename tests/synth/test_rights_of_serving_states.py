"""What the functions may do that serve a run's model and move aliases: every statement."""

from tests.synth.assembly import Assembly
from tests.synth.shared_rights import (
    COUNT_CAPACITY,
    DECRYPT_MODEL,
    READ_CAPACITY,
    READ_CAPACITY_TAGS,
    REMOVE_CAPACITY,
    of_every_function,
)
from tests.synth.statements import rights_of, statements_of, table

CREATE_CAPACITY = table(
    """
    CreateCapacity: allow bedrock:CreateCustomModelDeployment
          bedrock:CreateProvisionedModelThroughput
      on arn:aws:bedrock:<region>:<account>:custom-model/*
      if StringEquals aws:RequestTag/bedrock-customization:environment: embedded
      if StringEquals aws:ResourceTag/bedrock-customization:environment: embedded
    TagCapacity: allow bedrock:TagResource
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
      if StringEquals aws:RequestTag/bedrock-customization:environment: embedded
      if StringEqualsIfExists aws:ResourceTag/bedrock-customization:environment: embedded
    """
)

ARRANGE_END = table(
    """
    ArrangeEnd: allow scheduler:CreateSchedule
      on arn:aws:scheduler:<region>:<account>:schedule/bedrock-customization-embedded/bc-embedded-*
    PassScheduleRole: allow iam:PassRole
      on <ExpirySchedules/Start>
      if StringEquals iam:PassedToService: scheduler.amazonaws.com
    """
)

SWAP_MODELS = table(
    """
    SwapModels: allow bedrock:UpdateCustomModelDeployment bedrock:UpdateProvisionedModelThroughput
      on arn:aws:bedrock:<region>:<account>:custom-model/*
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
      if StringEquals aws:ResourceTag/bedrock-customization:environment: embedded
    """
)

READ_MODELS = table(
    """
    ReadModels: allow bedrock:GetCustomModel
      on arn:aws:bedrock:<region>:<account>:custom-model/*
    """
)

KEEP_ALIASES = table(
    """
    KeepAliases: allow s3:GetObject s3:PutObject
      on arn:aws:s3:::<ArtifactsBucket>/aliases/*
      if StringEquals aws:ResourceAccount: <account>
    FindAliases: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: aliases/*
      if StringEquals aws:ResourceAccount: <account>
    UseDataKey: allow kms:Decrypt kms:GenerateDataKey
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    ProjectAliases: allow ssm:DeleteParameter ssm:PutParameter
      on arn:aws:ssm:<region>:<account>:parameter/bedrock-customization/embedded/aliases/*/*
    """
)

READ_CLAIMS = table(
    """
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

SETTLE_CAPACITY = table(
    """
    SettleCapacity: allow bedrock:TagResource
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
      if StringEquals aws:ResourceTag/bedrock-customization:environment: embedded
      if ForAllValues:StringEquals aws:TagKeys: bedrock-customization:settled-at
    """
)

CREATING = {"DeployModel", "PromoteModel"}
"""The functions that make something which may bill by the hour."""


def test_deploy_model_makes_capacity_and_arranges_its_end(embedded: Assembly) -> None:
    wanted = [
        of_every_function("DeployModel"),
        CREATE_CAPACITY,
        READ_CAPACITY,
        READ_CAPACITY_TAGS,
        DECRYPT_MODEL,
        ARRANGE_END,
    ]
    assert rights_of(embedded, "DeployModel") == "\n".join(wanted)


def test_promote_model_makes_swaps_and_removes_and_alone_writes_aliases(
    embedded: Assembly,
) -> None:
    wanted = [
        of_every_function("PromoteModel"),
        CREATE_CAPACITY,
        READ_CAPACITY,
        READ_CAPACITY_TAGS,
        COUNT_CAPACITY,
        SWAP_MODELS,
        REMOVE_CAPACITY,
        DECRYPT_MODEL,
        READ_MODELS,
        KEEP_ALIASES,
        READ_CLAIMS,
    ]
    assert rights_of(embedded, "PromoteModel") == "\n".join(wanted)


def test_settle_deployment_notes_or_removes_and_makes_nothing(embedded: Assembly) -> None:
    wanted = [
        of_every_function("SettleDeployment"),
        READ_CAPACITY,
        READ_CAPACITY_TAGS,
        SETTLE_CAPACITY,
        REMOVE_CAPACITY,
    ]
    assert rights_of(embedded, "SettleDeployment") == "\n".join(wanted)


def test_nobody_else_makes_capacity(embedded: Assembly) -> None:
    makes = ("bedrock:CreateCustomModelDeployment", "bedrock:CreateProvisionedModelThroughput")
    found = {
        policy.name
        for policy in embedded.all("AWS::IAM::ManagedPolicy")
        if any(action in str(policy.properties) for action in makes)
    }
    assert found == CREATING


def test_what_bills_is_changed_and_removed_by_this_environments_tag_only(
    embedded: Assembly,
) -> None:
    changing = ("bedrock:Delete", "bedrock:Update", "bedrock:InvokeModel", "bedrock:CreateP")
    held = "aws:ResourceTag/bedrock-customization:environment"
    for policy in embedded.all("AWS::IAM::ManagedPolicy"):
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            # Base models have no tags; these statements name each of them.
            if statement.get("Sid") in {"AskBaseModels", "EmbedTexts"}:
                continue
            if any(action in str(statement["Action"]) for action in changing):
                assert statement["Condition"]["StringEquals"][held] == "embedded", policy.name


def test_only_the_launchers_and_the_audit_start_what_moves_aliases(embedded: Assembly) -> None:
    starting = {
        policy.name
        for policy in embedded.all("AWS::IAM::ManagedPolicy")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if "states:StartExecution" in str(statement["Action"])
        and any(end in str(statement["Resource"]) for end in ("-aliases", "-rollback"))
    }
    assert starting == {"DemoLauncher", "OtherLauncher", "AuditServing", "ProvideCapacity"}
    assert "rollback" not in str(statements_of(embedded, "AuditServing")).replace("-*-rollback", "")
