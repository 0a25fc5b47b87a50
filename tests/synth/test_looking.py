"""The arithmetic of looking until capacity serves or is gone, on both environments' templates."""

import pytest

from lambdas.contract import errors
from lambdas.contract.errors import PERMANENT
from stacks.serving_settings import Serving, looks_needed
from stacks.settings import Settings
from stacks.waiting_settings import EVENTS_A_SWEEP, HISTORY_EVENTS, HISTORY_SHARE
from tests.synth.assembly import Assembly
from tests.synth.definitions import State, machine, retriers, tasks

SERVES = ["StillDeployingError", "DeploymentQuotaExceededError"]
MOVED = [
    "StillDeployingError",
    "StillStoppingError",
    "AliasBusyError",
    "DeploymentQuotaExceededError",
]
GONE = ["StillStoppingError"]
LOOKING: dict[tuple[str, str], tuple[list[str], int]] = {
    ("RunMachine", "DeployModel"): (SERVES, 2),
    ("RunMachine", "PromoteModel"): (MOVED, 3),
    ("RunMachine", "SettleDeployment"): (GONE, 1),
    ("CleanUpMachine", "RemoveThroughput"): (GONE, 1),
    ("CleanUpMachine", "RemoveLateThroughput"): (GONE, 1),
    ("CleanUpMachine", "RemoveDeployments"): (GONE, 1),
    ("CleanUpMachine", "RemoveLateDeployments"): (GONE, 1),
    ("AliasMachine", "PromoteModel"): (MOVED, 3),
    ("RetireMachine", "RetireCapacity"): (GONE, 1),
}
"""What "not yet" is, and how many times the longest creation is waited for."""
STOPPING = {("CleanUpMachine", "StopTraining"), ("CleanUpMachine", "StopLateTraining")}
EMBEDDING = {("RunMachine", "PlanEvaluation")}
"""It doesn't look but goes on, see tests/synth/test_evaluation.py."""
MACHINES = ["RunMachine", "CleanUpMachine", "AliasMachine", "RetireMachine"]
NOT_YET = {
    name
    for name, error in vars(errors).items()
    if name.endswith("Error") and issubclass(error, Exception)
} - {*PERMANENT, "PipelineError"}


@pytest.fixture
def serving(chosen: Settings) -> Serving:
    return chosen.serving


def state_of(assembly: Assembly, place: tuple[str, str]) -> State:
    name, state = place
    found: State = machine(assembly, name)["States"][state]
    return found


@pytest.mark.parametrize("place", LOOKING, ids="/".join)
def test_a_look_is_the_state_tried_again_at_an_even_pace(
    assembly: Assembly, serving: Serving, place: tuple[str, str]
) -> None:
    not_yet, times = LOOKING[place]
    permanent, look, unforeseen = retriers(state_of(assembly, place))
    assert permanent == {"ErrorEquals": list(PERMANENT), "MaxAttempts": 0}
    # Rate and longest delay are written out: by default the wait would double.
    assert look == {
        "ErrorEquals": not_yet,
        "IntervalSeconds": serving.sweep_seconds,
        "MaxAttempts": times * looks_needed(serving),
        "BackoffRate": 1,
        "MaxDelaySeconds": serving.sweep_seconds,
    }
    assert unforeseen == {
        "ErrorEquals": ["States.ALL"],
        "IntervalSeconds": 5,
        "MaxAttempts": 10,
        "BackoffRate": 2,
        "MaxDelaySeconds": 300,
        "JitterStrategy": "FULL",
    }


@pytest.mark.parametrize("place", sorted(STOPPING), ids="/".join)
def test_a_job_that_was_told_to_stop_is_looked_at_for_two_hours(
    assembly: Assembly, place: tuple[str, str]
) -> None:
    _, look, _ = retriers(state_of(assembly, place))
    assert look["ErrorEquals"] == GONE
    assert (look["BackoffRate"], look["IntervalSeconds"]) == (1, look["MaxDelaySeconds"])
    assert look["MaxAttempts"] * look["IntervalSeconds"] == 7200


@pytest.mark.parametrize("place", LOOKING, ids="/".join)
def test_the_looks_outlast_the_longest_creation(
    assembly: Assembly, serving: Serving, place: tuple[str, str]
) -> None:
    _, look, _ = retriers(state_of(assembly, place))
    _, times = LOOKING[place]
    longest = serving.longest_minutes * 60
    assert look["MaxAttempts"] * look["IntervalSeconds"] > times * longest


def test_a_function_waits_no_longer_than_its_state_looks(embedded: Assembly, dev: Assembly) -> None:
    for assembly, longest in ((embedded, 600), (dev, 7200)):
        for name in ("DeployModel", "PromoteModel"):
            variables = assembly.one("AWS::Lambda::Function", name).properties["Environment"]
            assert variables["Variables"]["LONGEST_DEPLOYMENT_SECONDS"] == str(longest)


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_outlasts_everything_it_looks_for(assembly: Assembly, name: str) -> None:
    definition = machine(assembly, name)
    looking = sum(
        retry["MaxAttempts"] * (retry["IntervalSeconds"] + _call(assembly, state))
        for state in tasks(definition)
        for retry in retriers(state)
        if set(retry["ErrorEquals"]) & NOT_YET
    )
    assert looking
    assert definition["TimeoutSeconds"] > looking


@pytest.mark.parametrize("name", MACHINES)
def test_the_history_has_room_for_every_look(assembly: Assembly, name: str) -> None:
    attempts = sum(
        retry.get("MaxAttempts", 3)
        for task in tasks(machine(assembly, name))
        for retry in retriers(task)
    )
    assert attempts * EVENTS_A_SWEEP <= HISTORY_EVENTS * HISTORY_SHARE


def test_whoever_looks_is_in_the_table(assembly: Assembly) -> None:
    found = {
        (name, state)
        for name in MACHINES
        for state, definition in machine(assembly, name)["States"].items()
        for retry in retriers(definition)
        if set(retry["ErrorEquals"]) & (NOT_YET - {"JobQuotaExceededError"})
    }
    assert found == LOOKING.keys() | STOPPING | EMBEDDING


def _call(assembly: Assembly, state: State) -> int:
    """Return how long a call of the state's function may take."""
    function = assembly.behind(state["Arguments"]["FunctionName"], "AWS::Lambda::Function")
    return int(function.properties["Timeout"])
