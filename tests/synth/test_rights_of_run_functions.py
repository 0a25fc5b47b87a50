"""What the functions of a run may do: every statement, no more and no less."""

import pytest

from tests.synth.assembly import Assembly
from tests.synth.shared_rights import COUNT_CAPACITY, DECRYPT_MODEL, of_every_function
from tests.synth.statements import rights_of, table

TAKE_ON_TEAMS = table(
    """
    TakeOnTeam: allow sts:AssumeRole
      on <DemoData>
      on <OtherData>
    """
)

READ_BASE_MODELS = table(
    """
    ReadBaseModels: allow bedrock:GetFoundationModel
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-2-lite-v1:0:256k
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-lite-v1:0:300k
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-micro-v1:0:128k
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-pro-v1:0:300k
    """
)

EMBED = table(
    """
    EmbedTexts: allow bedrock:InvokeModel
      on arn:aws:bedrock:<region>::foundation-model/amazon.titan-embed-text-v2:0
    """
)

READ_PRICES = table(
    """
    ReadPrices: allow s3:GetObject
      on arn:aws:s3:::<ArtifactsBucket>/prices/*
      if StringEquals aws:ResourceAccount: <account>
    FindPrices: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: prices/*
      if StringEquals aws:ResourceAccount: <account>
    DecryptPrices: allow kms:Decrypt
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    """
)

TRAIN_MODEL = table(
    """
    CreateJobs: allow bedrock:CreateModelCustomizationJob
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-2-lite-v1:0:256k
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-lite-v1:0:300k
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-micro-v1:0:128k
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-pro-v1:0:300k
      on arn:aws:bedrock:<region>:<account>:custom-model/*
      on arn:aws:bedrock:<region>:<account>:model-customization-job/*
      if StringEquals aws:RequestTag/bedrock-customization:environment: embedded
    TagJobs: allow bedrock:TagResource
      on arn:aws:bedrock:<region>:<account>:custom-model/*
      on arn:aws:bedrock:<region>:<account>:model-customization-job/*
      if StringEquals aws:RequestTag/bedrock-customization:environment: embedded
    PassBedrockRoles: allow iam:PassRole
      on <DemoBedrock>
      on <OtherBedrock>
      if StringEquals iam:PassedToService: bedrock.amazonaws.com
    EncryptModel: allow kms:CreateGrant kms:Decrypt kms:DescribeKey kms:GenerateDataKey
      on <DataKey>
      if StringEquals kms:ViaService: bedrock.<region>.amazonaws.com
    ReadJobs: allow bedrock:GetModelCustomizationJob
      on arn:aws:bedrock:<region>:<account>:model-customization-job/*
    KeepToken: allow s3:PutObject
      on arn:aws:s3:::<ArtifactsBucket>/control/bc-embedded-*
      if StringEquals aws:ResourceAccount: <account>
    EncryptToken: allow kms:GenerateDataKey
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    AnswerRuns: allow states:SendTaskFailure states:SendTaskSuccess
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
    """
)

ASK_MODELS = table(
    """
    AskModels: allow bedrock:InvokeModel
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
      if StringEquals aws:ResourceTag/bedrock-customization:environment: embedded
    """
)

ANSWER_TRAINING = table(
    """
    ReadJobs: allow bedrock:GetModelCustomizationJob
      on arn:aws:bedrock:<region>:<account>:model-customization-job/*
    ReadToken: allow s3:GetObject
      on arn:aws:s3:::<ArtifactsBucket>/control/bc-embedded-*
      if StringEquals aws:ResourceAccount: <account>
    FindToken: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: control/bc-embedded-*
      if StringEquals aws:ResourceAccount: <account>
    DecryptToken: allow kms:Decrypt
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    AnswerRuns: allow states:SendTaskFailure states:SendTaskSuccess
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
    LeaveDeadLetters: allow sqs:SendMessage
      on <DeadLetters>
    EncryptDeadLetters: allow kms:Decrypt kms:GenerateDataKey
      on <WorkflowKey>
      if StringEquals kms:ViaService: sqs.<region>.amazonaws.com
    """
)


@pytest.mark.parametrize("name", ["AnalyzeTraining", "WriteReport"])
def test_functions_that_touch_team_data_only_take_on_that_teams_role(
    embedded: Assembly, name: str
) -> None:
    assert rights_of(embedded, name) == f"{of_every_function(name)}\n{TAKE_ON_TEAMS}"


def test_plan_run_also_counts_what_serves_and_asks_for_base_models_prices_and_vectors(
    embedded: Assembly,
) -> None:
    own = [COUNT_CAPACITY, READ_BASE_MODELS, EMBED, READ_PRICES]
    wanted = [of_every_function("PlanRun"), TAKE_ON_TEAMS, *own]
    assert rights_of(embedded, "PlanRun") == "\n".join(wanted)


def test_try_model_also_asks_what_serves_this_environments_models(embedded: Assembly) -> None:
    wanted = [of_every_function("TryModel"), TAKE_ON_TEAMS, ASK_MODELS, DECRYPT_MODEL]
    assert rights_of(embedded, "TryModel") == "\n".join(wanted)


def test_train_model_ensures_the_job_and_keeps_the_token(embedded: Assembly) -> None:
    assert rights_of(embedded, "TrainModel") == f"{of_every_function('TrainModel')}\n{TRAIN_MODEL}"


def test_answer_training_reads_the_token_and_answers(embedded: Assembly) -> None:
    wanted = f"{of_every_function('AnswerTraining')}\n{ANSWER_TRAINING}"
    assert rights_of(embedded, "AnswerTraining") == wanted
