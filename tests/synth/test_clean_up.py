"""CleanUp: in which order it ends what a run left, and what it does when it can't."""

import pytest

from lambdas.contract.clean_up import Judgement
from tests.synth.assembly import Assembly
from tests.synth.definitions import Definition, machine

ORDER = [
    "NotifyTeam",
    "RemoveThroughput",
    "WaitForLateCalls",
    "RemoveLateThroughput",
    "WaitGrace",
    "StopTraining",
    "RemoveDeployments",
    "WaitForLaterCalls",
    "StopLateTraining",
    "RemoveLateDeployments",
    "NothingRuns",
]
KINDS = {
    "RemoveThroughput": "provisioned",
    "RemoveLateThroughput": "provisioned",
    "RemoveDeployments": "on_demand",
    "RemoveLateDeployments": "on_demand",
}
DOING = ["JudgeEndedRun", "StopTraining", "StopLateTraining", *KINDS]


@pytest.fixture(scope="module")
def clean_up(embedded: Assembly) -> Definition:
    return machine(embedded, "CleanUpMachine")


def test_what_bills_by_the_hour_goes_before_the_grace_and_the_rest_after(
    clean_up: Definition,
) -> None:
    passed, state = [], clean_up["States"]["GoesOn"]["Default"]
    while state:
        passed.append(state)
        state = clean_up["States"][state].get("Next")
    assert passed == ORDER


def test_a_run_that_goes_on_is_left_alone(clean_up: Definition) -> None:
    judged, (choice,) = clean_up["States"]["JudgeEndedRun"], clean_up["States"]["GoesOn"]["Choices"]
    assert judged["Next"] == "GoesOn"
    assert choice == {"Condition": "{% $judgement.leave_alone %}", "Next": "LeaveAlone"}


@pytest.mark.parametrize("name", sorted({*DOING} - {"JudgeEndedRun"}))
def test_each_state_says_how_often_the_run_had_been_redriven(
    clean_up: Definition, name: str
) -> None:
    payload = clean_up["States"][name]["Arguments"]["Payload"]
    kind = {"kind": KINDS[name]} if name in KINDS else {}
    assert payload == {
        "execution_arn": "{% $judgement.execution_arn %}",
        "redrive_count": "{% $judgement.redrive_count %}",
        **kind,
    }
    assert {"execution_arn", "redrive_count"} <= set(Judgement.__struct_fields__)


@pytest.mark.parametrize("name", DOING)
def test_operators_hear_of_every_failure(clean_up: Definition, name: str) -> None:
    (catch,) = clean_up["States"][name]["Catch"]
    assert (catch["ErrorEquals"], catch["Next"]) == (["States.ALL"], "RaiseAlarm")


def test_the_alarm_says_which_run_what_failed_and_what_to_do(clean_up: Definition) -> None:
    alarm = clean_up["States"]["RaiseAlarm"]
    assert alarm["Arguments"]["TopicArn"] == "<Topics/Alarms>"
    assert alarm["Next"] == "CleanUpFailed"
    for said in (
        "$states.context.Execution.Input.execution_arn",
        "$states.input.error.Error",
        "$states.input.error.Cause",
        "stop-model-customization-job",
        "delete-provisioned-model-throughput",
        "delete-custom-model-deployment",
    ):
        assert said in alarm["Arguments"]["Message"]


def test_it_goes_on_even_when_the_team_cannot_be_told(clean_up: Definition) -> None:
    tell = clean_up["States"]["NotifyTeam"]
    (catch,) = tell["Catch"]
    assert (catch["ErrorEquals"], catch["Next"]) == (["States.ALL"], tell["Next"])


@pytest.mark.parametrize("name", ["WaitForLateCalls", "WaitForLaterCalls"])
@pytest.mark.parametrize("creating", ["TrainModel", "DeployModel"])
def test_it_looks_again_after_the_longest_call_that_creates(
    embedded: Assembly, clean_up: Definition, name: str, creating: str
) -> None:
    function = embedded.one("AWS::Lambda::Function", creating)
    assert clean_up["States"][name]["Seconds"] >= function.properties["Timeout"]
