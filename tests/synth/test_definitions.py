"""What the state machines do, as far as a template can tell.

The definitions themselves are kept for reading in `definitions/`; `python -m tests.synth.refresh`
writes them anew.
"""

import pytest

from lambdas.contract.errors import PERMANENT
from tests.synth import definitions
from tests.synth.assembly import Assembly
from tests.synth.definitions import MACHINE, machine, retriers, tasks

CALLING = [
    "RunMachine",
    "CleanUpMachine",
    "AliasMachine",
    "DemoRollback",
    "RetireMachine",
    "DemoPreparation",
]
"""Machines whose states call functions of ours."""
MACHINES = [*CALLING, "OtherPreparation", "OtherRollback", "DemoFrontDoor", "OtherFrontDoor"]
WAITER = "Capacity/Provider/waiter-state-machine"
"""By which the CDK's provider waits; see `test_serving_stack.py`."""
SAME_FUNCTION = {
    "StopLateTraining": "StopTraining",
    "RemoveThroughput": "RemoveCapacity",
    "RemoveLateThroughput": "RemoveCapacity",
    "RemoveDeployments": "RemoveCapacity",
    "RemoveLateDeployments": "RemoveCapacity",
}
"""States that call a function of another name: again, or of one kind of capacity."""


@pytest.mark.parametrize("file", sorted(definitions.SHOWN))
def test_the_definition_is_the_one_kept_for_reading(embedded: Assembly, file: str) -> None:
    found = definitions.shown(machine(embedded, definitions.SHOWN[file]))
    assert found == definitions.kept(file).read_text(), "python -m tests.synth.refresh"


def test_every_teams_door_differs_in_the_teams_name_only(embedded: Assembly) -> None:
    mine, theirs = (
        definitions.shown(machine(embedded, f"{team}FrontDoor")) for team in ("Demo", "Other")
    )
    assert "demo" in mine
    assert theirs == mine.replace("demo", "other")


@pytest.mark.parametrize("name", MACHINES)
def test_each_machine_is_encrypted_traced_and_logged_without_data(
    embedded: Assembly, name: str
) -> None:
    properties = embedded.one(MACHINE, name).properties
    assert properties["EncryptionConfiguration"]["KmsKeyId"] == "<WorkflowKey>"
    assert properties["TracingConfiguration"] == {"Enabled": True}
    logging = properties["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)
    assert properties["RoleArn"] == f"<{name}>"


def test_there_is_no_other_machine(embedded: Assembly) -> None:
    assert {found.name for found in embedded.all(MACHINE)} == {*MACHINES, WAITER}


@pytest.mark.parametrize("name", MACHINES)
def test_every_machine_and_every_task_has_an_end(embedded: Assembly, name: str) -> None:
    definition = machine(embedded, name)
    assert definition["TimeoutSeconds"] > 0
    for task in tasks(definition):
        assert task["TimeoutSeconds"] > 0, task


@pytest.mark.parametrize("name", MACHINES)
def test_every_task_ends_its_retries_with_all_errors_alone(embedded: Assembly, name: str) -> None:
    for task in tasks(machine(embedded, name)):
        *before, last = retriers(task)
        assert last["ErrorEquals"] == ["States.ALL"]
        assert not [retry for retry in before if "States.ALL" in retry["ErrorEquals"]]


@pytest.mark.parametrize("name", CALLING)
def test_no_function_is_called_again_after_a_permanent_error(embedded: Assembly, name: str) -> None:
    for task in tasks(machine(embedded, name)):
        if "FunctionName" in task["Arguments"]:
            assert retriers(task)[0] == {"ErrorEquals": list(PERMANENT), "MaxAttempts": 0}


@pytest.mark.parametrize("name", CALLING)
def test_a_state_calls_the_function_of_its_name(embedded: Assembly, name: str) -> None:
    for state, definition in machine(embedded, name)["States"].items():
        called = definition.get("Arguments", {}).get("FunctionName")
        assert called in (None, f"<{SAME_FUNCTION.get(state, state)}>")


def test_a_run_catches_nothing_so_that_it_can_be_redriven(embedded: Assembly) -> None:
    assert not [task for task in tasks(machine(embedded, "RunMachine")) if "Catch" in task]


def test_a_door_says_whose_run_it_is_and_nests_the_request(embedded: Assembly) -> None:
    start = machine(embedded, "DemoFrontDoor")["States"]["StartRun"]
    assert start["Arguments"]["Input"] == {
        "schema_version": 1,
        "team": "demo",
        "request": "{% $states.input %}",
    }
    run = embedded.one(MACHINE, "RunMachine").properties["StateMachineName"]
    arn = f"arn:aws:states:<region>:<account>:stateMachine:{run}"
    assert start["Arguments"]["StateMachineArn"] == arn
