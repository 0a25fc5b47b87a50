"""What CleanUp may do: its functions, its machine and the rule that starts it."""

from tests.synth.assembly import Assembly
from tests.synth.shared_rights import (
    READ_CAPACITY,
    READ_CAPACITY_TAGS,
    REMOVE_CAPACITY,
    of_every_function,
    of_every_machine,
)
from tests.synth.statements import rights_of, table

READ_RUNS = table(
    """
    ReadExecutions: allow states:DescribeExecution
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-run:*
    DecryptExecutions: allow kms:Decrypt
      on <WorkflowKey>
      if StringEquals kms:ViaService: states.<region>.amazonaws.com
      if StringEquals kms:EncryptionContext:aws:states:stateMachineArn:
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
    """
)

READ_JOBS = table(
    """
    ReadJobs: allow bedrock:GetModelCustomizationJob
      on arn:aws:bedrock:<region>:<account>:model-customization-job/*
    """
)

STOP_JOBS = table(
    """
    StopJobs: allow bedrock:StopModelCustomizationJob
      on arn:aws:bedrock:<region>:<account>:model-customization-job/*
      if StringEquals aws:ResourceTag/bedrock-customization:environment: embedded
    """
)

FIND_RUNS = table(
    """
    ListJobs: allow bedrock:ListModelCustomizationJobs
      on *
    ReadTags: allow bedrock:ListTagsForResource
      on arn:aws:bedrock:<region>:<account>:model-customization-job/*
    StartCleanUp: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-clean-up
    LeaveDeadLetters: allow sqs:SendMessage
      on <DeadLetters>
    EncryptDeadLetters: allow kms:Decrypt kms:GenerateDataKey
      on <WorkflowKey>
      if StringEquals kms:ViaService: sqs.<region>.amazonaws.com
    """
)

CLEAN_UP = table(
    """
    CallStates: allow lambda:InvokeFunction
      on <JudgeEndedRun>
      on <StopTraining>
      on <RemoveCapacity>
    Publish: allow sns:Publish
      on <Topics/Runs>
    EncryptMessages: allow kms:Decrypt kms:GenerateDataKey
      on <WorkflowKey>
      if StringEquals kms:ViaService: sns.<region>.amazonaws.com
    RaiseAlarm: allow sns:Publish
      on <Topics/Alarms>
    """
)

START_CLEAN_UP = table(
    """
    StartCleanUp: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-clean-up
    """
)


def test_judge_ended_run_only_reads(embedded: Assembly) -> None:
    wanted = [
        of_every_function("JudgeEndedRun"),
        READ_RUNS,
        READ_JOBS,
        READ_CAPACITY,
        READ_CAPACITY_TAGS,
    ]
    assert rights_of(embedded, "JudgeEndedRun") == "\n".join(wanted)


def test_stop_training_stops_this_environments_jobs_and_no_other(embedded: Assembly) -> None:
    wanted = [of_every_function("StopTraining"), READ_RUNS, READ_JOBS, STOP_JOBS]
    assert rights_of(embedded, "StopTraining") == "\n".join(wanted)


def test_remove_capacity_removes_this_environments_and_no_other(embedded: Assembly) -> None:
    wanted = [
        of_every_function("RemoveCapacity"),
        READ_RUNS,
        READ_CAPACITY,
        READ_CAPACITY_TAGS,
        REMOVE_CAPACITY,
    ]
    assert rights_of(embedded, "RemoveCapacity") == "\n".join(wanted)


def test_sweep_runs_finds_live_jobs_and_starts_clean_up(embedded: Assembly) -> None:
    wanted = [of_every_function("SweepRuns"), READ_RUNS, FIND_RUNS]
    assert rights_of(embedded, "SweepRuns") == "\n".join(wanted)


def test_the_machine_calls_its_functions_and_tells(embedded: Assembly) -> None:
    wanted = [of_every_machine("bedrock-customization-embedded-clean-up"), CLEAN_UP]
    assert rights_of(embedded, "CleanUpMachine") == "\n".join(wanted)


def test_the_rule_starts_clean_up_and_nothing_else(embedded: Assembly) -> None:
    assert rights_of(embedded, "Listeners/StartCleanUp") == START_CLEAN_UP
