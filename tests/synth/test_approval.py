"""Asking for an approval: how long a run waits, what approvers read, who reaches the plan."""

from typing import Any

import pytest

from lambdas.contract.approval import LONGEST_ANSWER_SECONDS
from lambdas.contract.errors import PERMANENT
from lambdas.contract.notification import LONGEST_SUBJECT
from stacks import waiting_settings
from stacks.settings import Settings
from stacks.waiting_settings import EVENTS_A_SWEEP, HISTORY_EVENTS, HISTORY_SHARE, Approvals
from tests.synth.assembly import Assembly
from tests.synth.definitions import State, machine, retriers
from tests.synth.shared_rights import of_every_function
from tests.synth.statements import rights_of, table
from tests.synth.test_ways_of_a_run import evaluated

LONGEST_RUN_ID = "a" * 20 + "_" + "b" * 59

RIGHTS = """
    KeepApprovals: allow s3:GetObject s3:PutObject
      on arn:aws:s3:::<ArtifactsBucket>/{prefix}*
      if StringEquals aws:ResourceAccount: <account>
    FindApprovals: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: {prefix}*
      if StringEquals aws:ResourceAccount: <account>
    UseDataKey: allow kms:Decrypt kms:GenerateDataKey
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    AnswerRuns: allow states:SendTaskFailure states:SendTaskSuccess
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
"""

READS_RUNS = """
    ReadExecutions: allow states:DescribeExecution
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-run:{team}_*
    DecryptExecutions: allow kms:Decrypt
      on <WorkflowKey>
      if StringEquals kms:ViaService: states.<region>.amazonaws.com
      if StringEquals kms:EncryptionContext:aws:states:stateMachineArn:
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-run
"""


@pytest.fixture
def approvals(chosen: Settings) -> Approvals:
    return chosen.approvals


@pytest.fixture
def waiting(assembly: Assembly) -> State:
    state: State = machine(assembly, "RunMachine")["States"]["RequestApproval"]
    return state


def told(assembly: Assembly, **approval: object) -> dict[str, Any]:
    """Return what approvers are told of a plan."""
    plan = {"run": {"run_id": "demo_r1", "team": "demo"}, "approval": approval}
    arguments = machine(assembly, "RunMachine")["States"]["TellApprovers"]["Arguments"]
    attribute = arguments["MessageAttributes"]["team"]["StringValue"]
    return {
        "subject": evaluated(arguments["Subject"], {"plan": plan}),
        "message": evaluated(arguments["Message"], {"plan": plan}),
        "audience": evaluated(attribute, {"plan": plan}),
    }


def test_waiting_is_one_callback(waiting: State) -> None:
    assert waiting["Resource"] == "arn:aws:states:::lambda:invoke.waitForTaskToken"
    assert waiting["Arguments"]["Payload"] == {
        "plan": "{% $plan %}",
        "execution_arn": "{% $states.context.Execution.Id %}",
        "task_token": "{% $states.context.Task.Token %}",
    }


def test_retries_are_tried_from_the_known_to_the_unforeseen(
    waiting: State, approvals: Approvals
) -> None:
    permanent, sweep, unforeseen = retriers(waiting)
    assert permanent == {"ErrorEquals": list(PERMANENT), "MaxAttempts": 0}
    assert sweep == {
        "ErrorEquals": ["States.Timeout"],
        "IntervalSeconds": 1,
        "MaxAttempts": waiting_settings.approval_looks(approvals),
        "BackoffRate": 1,
        "MaxDelaySeconds": 1,
    }
    assert unforeseen["ErrorEquals"] == ["States.ALL"]
    assert (unforeseen["JitterStrategy"], unforeseen["MaxDelaySeconds"]) == ("FULL", 300)


def test_the_function_ends_before_its_state_looks_again(
    assembly: Assembly, waiting: State, approvals: Approvals
) -> None:
    function = assembly.one("AWS::Lambda::Function", "RequestApproval").properties
    assert waiting["TimeoutSeconds"] == approvals.sweep_seconds > function["Timeout"]
    assert function["Environment"]["Variables"]["HOURS_TO_ANSWER"] == str(approvals.hours_to_answer)


def test_the_last_look_comes_after_the_time_to_answer(waiting: State, approvals: Approvals) -> None:
    looks = retriers(waiting)[1]["MaxAttempts"]
    longest = approvals.hours_to_answer * 3600 + LONGEST_ANSWER_SECONDS
    # The first look asks; the look that ends the run is a later one.
    assert looks * waiting["TimeoutSeconds"] > longest


def test_the_run_outlasts_all_its_waits(assembly: Assembly) -> None:
    definition = machine(assembly, "RunMachine")
    waits = [definition["States"][name] for name in ("RequestApproval", "TrainModel")]
    longest = 0
    for state in waits:
        for retry in retriers(state):
            if retry["ErrorEquals"] == ["States.Timeout"]:
                longest += (retry["MaxAttempts"] + 1) * (state["TimeoutSeconds"] + 1)
            elif retry["ErrorEquals"] == ["JobQuotaExceededError"]:
                longest += retry["MaxAttempts"] * retry["IntervalSeconds"]
    assert definition["TimeoutSeconds"] > longest


def test_the_history_has_room_for_the_longest_waits() -> None:
    looks = waiting_settings.approval_looks(Approvals(hours_to_answer=336, sweep_seconds=1800))
    assert looks * EVENTS_A_SWEEP <= HISTORY_EVENTS * HISTORY_SHARE / 4


def test_an_answer_has_as_long_as_a_plan_waits_past_its_time(assembly: Assembly) -> None:
    functions = [
        f
        for f in assembly.all("AWS::Lambda::Function")
        if f.name.endswith("Approver/AnswerApproval")
    ]
    assert functions
    assert {f.properties["Timeout"] for f in functions} == {LONGEST_ANSWER_SECONDS}


def test_approvers_read_why_how_and_until_when(
    assembly: Assembly, environment: str, approvals: Approvals
) -> None:
    mail = told(assembly, sentences=["It may cost $30.00.", "The price is not known."])
    assert mail["subject"] == "To approve: run demo_r1"
    assert mail["message"].splitlines() == [
        "Run demo_r1 waits for an approval, and makes nothing before it has one:",
        "- It may cost $30.00.",
        "- The price is not known.",
        "",
        "See the whole plan, and how to answer it: customize plan demo_r1 --environment "
        + environment,
        f"It can be answered for {approvals.hours_to_answer} hours; after that the run ends.",
    ]


def test_a_single_reason_is_a_sentence_too(embedded: Assembly) -> None:
    assert "\n- It asks.\n" in told(embedded, sentences=["It asks."])["message"]


def test_the_team_and_its_approvers_hear_of_it(embedded: Assembly) -> None:
    assert told(embedded, sentences=["It asks."])["audience"] == "demo_approvals"


def test_the_token_is_in_no_mail(embedded: Assembly) -> None:
    arguments = machine(embedded, "RunMachine")["States"]["TellApprovers"]["Arguments"]
    assert "Token" not in str(arguments)


def test_the_longest_run_id_fits_into_the_subject(embedded: Assembly) -> None:
    subject = machine(embedded, "RunMachine")["States"]["TellApprovers"]["Arguments"]["Subject"]
    plan = {"run": {"run_id": LONGEST_RUN_ID}}
    assert len(evaluated(subject, {"plan": plan})) <= LONGEST_SUBJECT


def test_who_asks_keeps_the_plans_of_all_teams_and_nothing_else(embedded: Assembly) -> None:
    wanted = table(RIGHTS.format(prefix="control/approvals/"))
    name = "RequestApproval"
    assert rights_of(embedded, name) == f"{of_every_function(name)}\n{wanted}"


@pytest.mark.parametrize("team", ["Demo", "Other"])
def test_who_takes_answers_reaches_the_plans_of_one_team(embedded: Assembly, team: str) -> None:
    wanted = table(
        RIGHTS.format(prefix=f"control/approvals/{team.lower()}/").rstrip()
        + READS_RUNS.format(team=team.lower())
    )
    name = f"{team}Approver/AnswerApproval"
    assert rights_of(embedded, name) == f"{of_every_function(name)}\n{wanted}"


@pytest.mark.parametrize("team", ["Demo", "Other"])
def test_who_takes_answers_knows_whose_they_may_be(embedded: Assembly, team: str) -> None:
    function = embedded.one("AWS::Lambda::Function", f"{team}Approver/AnswerApproval")
    assert function.properties["Environment"]["Variables"] == {
        "ACCOUNT_ID": "<account>",
        "APPROVER_ROLE_NAME": f"<{team}Approver>",
        "ARTIFACTS_BUCKET_NAME": "<ArtifactsBucket>",
        "TEAM_NAME": team.lower(),
    }
