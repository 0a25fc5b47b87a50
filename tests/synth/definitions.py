"""State machines as plain JSON with names in it: functions by state, topics, queues, machines."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.synth.assembly import Assembly

MACHINE = "AWS::StepFunctions::StateMachine"
FOLDER = Path(__file__).parent / "definitions"
SHOWN = {
    "run": "RunMachine",
    "clean-up": "CleanUpMachine",
    "front-door": "DemoFrontDoor",
    "aliases": "AliasMachine",
    "rollback": "DemoRollback",
    "retire": "RetireMachine",
    "prepare": "DemoPreparation",
}
"""The definitions that are kept for reading, by file."""

Definition = dict[str, Any]
State = dict[str, Any]


def machine(assembly: Assembly, name: str) -> Definition:
    """Return what a state machine does."""
    written = assembly.one(MACHINE, name).properties["DefinitionString"]
    definition: Definition = json.loads(written)
    return definition


def tasks(definition: Definition) -> Iterator[State]:
    """Yield the states that call something, in maps too."""
    for state in definition["States"].values():
        if state["Type"] == "Task":
            yield state
        if state["Type"] == "Map":
            yield from tasks(state["ItemProcessor"])


def retriers(state: State) -> list[dict[str, Any]]:
    """Return the retries of a state in the order in which they are tried."""
    retry: list[dict[str, Any]] = state.get("Retry", [])
    return retry


def shown(definition: Definition) -> str:
    """Return a definition as its file holds it."""
    return json.dumps(definition, indent=2) + "\n"


def kept(file: str) -> Path:
    """Return the file that holds a definition."""
    return FOLDER / f"{file}.json"
