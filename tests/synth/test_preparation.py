"""The preparation of datasets: each team's machine says whose data, and reaches no other's."""

import pytest

from lambdas.datasets.prepare.borders import LARGEST_SOURCES_BYTES
from tests.synth import definitions
from tests.synth.assembly import Assembly
from tests.synth.definitions import MACHINE, machine
from tests.synth.shared_rights import of_every_function, of_every_machine
from tests.synth.statements import rights_of, table

FUNCTION = "AWS::Lambda::Function"
RIGHTS = table(
    """
    TakeOnTeam: allow sts:AssumeRole
      on <DemoData>
      on <OtherData>
    """
)
CALLS = table(
    """
    CallStates: allow lambda:InvokeFunction
      on <PrepareDataset>
    """
)


def test_the_function_takes_on_a_teams_role_and_may_nothing_else(embedded: Assembly) -> None:
    assert (
        rights_of(embedded, "PrepareDataset") == f"{of_every_function('PrepareDataset')}\n{RIGHTS}"
    )


@pytest.mark.parametrize("team", ["demo", "other"])
def test_a_machine_calls_the_function_and_may_nothing_else(embedded: Assembly, team: str) -> None:
    name = f"bedrock-customization-embedded-{team}-prepare"
    construct = f"{team.title()}Preparation"
    assert rights_of(embedded, construct) == f"{of_every_machine(name)}\n{CALLS}"
    assert embedded.one(MACHINE, construct).properties["StateMachineName"] == name


def test_the_team_stands_in_the_definition_and_the_request_is_nested(embedded: Assembly) -> None:
    state = machine(embedded, "DemoPreparation")["States"]["PrepareDataset"]
    assert state["Arguments"]["Payload"] == {
        "team": "demo",
        "execution_name": "{% $states.context.Execution.Name %}",
        "request": "{% $states.input %}",
    }


def test_every_teams_machine_differs_in_the_teams_name_only(embedded: Assembly) -> None:
    mine, theirs = (
        definitions.shown(machine(embedded, f"{team}Preparation")) for team in ("Demo", "Other")
    )
    assert "demo" in mine
    assert theirs == mine.replace("demo", "other")


def test_there_is_room_for_the_largest_sources(embedded: Assembly) -> None:
    properties = embedded.one(FUNCTION, "PrepareDataset").properties
    assert properties["EphemeralStorage"]["Size"] * 2**20 > 5 * LARGEST_SOURCES_BYTES
    assert properties["MemorySize"] == 1769
    assert properties["Timeout"] == 900


def test_the_machine_outlasts_its_retries(embedded: Assembly) -> None:
    definition = machine(embedded, "DemoPreparation")
    state = definition["States"]["PrepareDataset"]
    attempts = 1 + sum(retry["MaxAttempts"] for retry in state["Retry"])
    assert definition["TimeoutSeconds"] > attempts * state["TimeoutSeconds"]


def test_the_command_finds_each_teams_machine(embedded: Assembly) -> None:
    written = embedded.one("AWS::SSM::Parameter", "Deployment").properties["Value"]
    machines = "arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded"
    for team in ("demo", "other"):
        assert f'"prepare_machine_arn":"{machines}-{team}-prepare"' in written
