"""What one team's roles may do. No statement of a team names another team."""

import pytest

from tests.synth.assembly import Assembly
from tests.synth.shared_rights import of_every_machine
from tests.synth.statements import rights_of, statements_of, table, text, trust_of

DATA = table(
    """
    ReadDatasets: allow s3:GetObject s3:GetObjectVersion
      on arn:aws:s3:::<DataBucket>/teams/demo/*
      if StringEquals aws:ResourceAccount: <account>
    ListDatasets: allow s3:ListBucket
      on arn:aws:s3:::<DataBucket>
      if StringLike s3:prefix: teams/demo/*
      if StringEquals aws:ResourceAccount: <account>
    CopyInputs: allow s3:PutObject
      on arn:aws:s3:::<DataBucket>/runs/demo/*
      if StringEquals aws:ResourceAccount: <account>
    WritePrepared: allow s3:PutObject
      on arn:aws:s3:::<DataBucket>/teams/demo/prepared/*
      if StringEquals aws:ResourceAccount: <account>
    KeepResults: allow s3:GetObject s3:PutObject
      on arn:aws:s3:::<ArtifactsBucket>/runs/demo/*
      if StringEquals aws:ResourceAccount: <account>
    ListResults: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: runs/demo/*
      if StringEquals aws:ResourceAccount: <account>
    UseDataKey: allow kms:Decrypt kms:GenerateDataKey
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    """
)

FRONT_DOOR = table(
    """
    StartRuns: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
    """
)

LAUNCHER = table(
    """
    StartRuns: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-start
    ListRuns: allow states:ListExecutions
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-start
    SeeStarts: allow states:DescribeExecution
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-demo-start:*
    StartRollbacks: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-rollback
    SeeRollbacks: allow states:DescribeExecution
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-demo-rollback:*
    StartPreparations: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-prepare
    SeePreparations: allow states:DescribeExecution states:StopExecution
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-demo-prepare:*
    SeeMachines: allow states:DescribeStateMachine
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-start
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-rollback
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-prepare
    WatchRuns: allow states:DescribeExecution states:GetExecutionHistory states:RedriveExecution
          states:StopExecution
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-run:demo_*
    DecryptExecutions: allow kms:Decrypt
      on <WorkflowKey>
      if StringEquals kms:EncryptionContext:aws:states:stateMachineArn:
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-start
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-rollback
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-demo-prepare
      if StringEquals kms:ViaService: states.<region>.amazonaws.com
    BringDatasets: allow s3:DeleteObject s3:GetObject s3:PutObject
      on arn:aws:s3:::<DataBucket>/teams/demo/*
      if StringEquals aws:ResourceAccount: <account>
    ListDatasets: allow s3:ListBucket
      on arn:aws:s3:::<DataBucket>
      if StringLike s3:prefix: teams/demo/*
      if StringEquals aws:ResourceAccount: <account>
    ReadResults: allow s3:GetObject
      on arn:aws:s3:::<ArtifactsBucket>/runs/demo/*
      if StringEquals aws:ResourceAccount: <account>
    ListResults: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: runs/demo/*
      if StringEquals aws:ResourceAccount: <account>
    ReadAliases: allow s3:GetObject
      on arn:aws:s3:::<ArtifactsBucket>/aliases/demo/*
      if StringEquals aws:ResourceAccount: <account>
    ListAliases: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: aliases/demo/*
      if StringEquals aws:ResourceAccount: <account>
    UseDataKey: allow kms:Decrypt kms:GenerateDataKey
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    FindDeployment: allow ssm:GetParameter
      on arn:aws:ssm:<region>:<account>:parameter/bedrock-customization/embedded/deployment
    WatchJobs: allow bedrock:GetModelCustomizationJob
      on arn:aws:bedrock:<region>:<account>:model-customization-job/*
      if StringEquals aws:ResourceTag/bedrock-customization:team: demo
    NeverAnswer: deny lambda:InvokeFunction states:SendTaskFailure states:SendTaskHeartbeat
          states:SendTaskSuccess sts:AssumeRole
      on *
    NeverChangePrepared: deny s3:PutObject
      on arn:aws:s3:::<DataBucket>/teams/demo/prepared/*
    """
)


TRUST_OF_DATA = table(
    """
    (no sid): allow sts:AssumeRole
      to arn:aws:iam::<account>:root
      if ArnLike aws:PrincipalArn:
          arn:aws:iam::<account>:role/bedrock-customization/embedded/workers/*
    """
)

APPROVER = table(
    """
    ReadPlans: allow s3:GetObject
      on arn:aws:s3:::<ArtifactsBucket>/runs/demo/*/plan.json
      if StringEquals aws:ResourceAccount: <account>
    DecryptPlans: allow kms:Decrypt
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    FindDeployment: allow ssm:GetParameter
      on arn:aws:ssm:<region>:<account>:parameter/bedrock-customization/embedded/deployment
    NeverAct: deny iam:PassRole sts:AssumeRole states:RedriveExecution states:SendTaskFailure
          states:SendTaskHeartbeat states:SendTaskSuccess states:StartExecution states:StopExecution
      on *
    """
)

ANSWERING = table(
    """
    AnswerPlans: allow lambda:InvokeFunction
      on <DemoApprover/AnswerApproval>
    """
)

ROLES = ["Data", "Bedrock", "Launcher", "FrontDoor", "Approver", "Approver/AnswerApproval"]


def test_functions_take_on_a_teams_data_role_and_reach_its_prefixes(embedded: Assembly) -> None:
    assert rights_of(embedded, "DemoData") == DATA
    assert trust_of(embedded, "DemoData") == TRUST_OF_DATA


def test_a_front_door_starts_runs_and_nothing_else(embedded: Assembly) -> None:
    wanted = [of_every_machine("bedrock-customization-embedded-demo-start"), FRONT_DOOR]
    assert rights_of(embedded, "DemoFrontDoor") == "\n".join(wanted)


def test_launchers_bring_data_start_watch_stop_redrive_and_roll_back(embedded: Assembly) -> None:
    assert rights_of(embedded, "DemoLauncher") == LAUNCHER


def test_approvers_see_plans_answer_them_and_are_denied_to_act(embedded: Assembly) -> None:
    assert rights_of(embedded, "DemoApprover") == APPROVER
    assert rights_of(embedded, "DemoApprover/Answering") == ANSWERING


@pytest.mark.parametrize("role", ["DemoLauncher", "DemoApprover"])
def test_without_named_people_the_accounts_iam_decides_who_is_one(
    embedded: Assembly, role: str
) -> None:
    allowed = "(no sid): allow sts:AssumeRole\n  to arn:aws:iam::<account>:root"
    assert trust_of(embedded, role) == allowed


@pytest.mark.parametrize("role", ROLES)
def test_every_team_has_the_same_rights_on_its_own_things(embedded: Assembly, role: str) -> None:
    # Compared as one line: longer names are wrapped elsewhere.
    mine, theirs = (
        " ".join(text(statements_of(embedded, f"{team}{role}")).split())
        for team in ("Demo", "Other")
    )
    assert theirs == mine.replace("demo", "other").replace("Demo", "Other")
    assert trust_of(embedded, f"Other{role}") == trust_of(embedded, f"Demo{role}")


@pytest.mark.parametrize("role", ROLES)
def test_no_statement_of_a_team_names_another(embedded: Assembly, role: str) -> None:
    rights = text(statements_of(embedded, f"Demo{role}")).lower()
    assert "demo" in rights
    assert "other" not in rights
