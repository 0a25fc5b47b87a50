"""What docs/architecture.md lists is what the templates hold: machines, states, roles, figures."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from stacks.serving_settings import LOOKS_OF_A_RUN, Serving, looks_needed
from stacks.waiting_settings import (
    EVENTS_A_SWEEP,
    Approvals,
    Evaluation,
    Jobs,
    approval_looks,
    embedding_looks,
    quota_waits,
    sweeps,
)
from tests.synth.assembly import Assembly
from tests.synth.definitions import MACHINE, Definition, machine
from tests.synth.statements import OF_CDK

TEXT = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text()
ROLE = "AWS::IAM::Role"
TEAM = re.compile(r"^(Demo|Other)(?=[A-Z])|^\w+/(?=AnswerApproval$)")
"""How the name of what a team has for itself begins."""
NOWHERE = "(none)"
TEAM_FOLDER = "teams/<team>/"


def rows(heading: str) -> Iterator[list[str]]:
    """Yield the cells of the rows of a section's first table."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def code(cell: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def states(definition: Definition) -> Iterator[str]:
    """Yield the names of a machine's states, in maps too."""
    for name, state in definition["States"].items():
        yield name
        if state["Type"] == "Map":
            yield from states(state["ItemProcessor"])


def common(name: str) -> str:
    """Return a name without the team that it stands for."""
    return TEAM.sub("", TEAM.sub("", name))


def test_every_machine_is_listed_with_its_states(embedded: Assembly) -> None:
    listed = {code(cells[0])[0]: sorted(code(cells[2])) for cells in rows("State machines")}
    ours = [m.name for m in embedded.all(MACHINE) if not m.name.startswith(OF_CDK)]
    assert listed == {common(name): sorted(states(machine(embedded, name))) for name in ours}


def test_every_role_is_listed_at_its_path(embedded: Assembly) -> None:
    listed: dict[str, set[str]] = {}
    for path, names, *_ in rows("Roles"):
        listed.setdefault(path.strip("`"), set()).update(code(names))
    found: dict[str, set[str]] = {}
    for role in embedded.all(ROLE):
        if not role.name.startswith(OF_CDK):
            found.setdefault(place(role.properties), set()).add(common(role.name))
    assert listed == found


def place(role: Mapping[str, Any]) -> str:
    """Return a role's path below the environment's, as the table writes it."""
    below: str = role["Path"].removeprefix("/bedrock-customization/embedded/")
    return re.sub(r"^teams/.*", TEAM_FOLDER, below) or NOWHERE


def test_every_function_is_named(embedded: Assembly) -> None:
    functions = embedded.all("AWS::Lambda::Function")
    ours = {common(one.name) for one in functions if not one.name.startswith(OF_CDK)}
    assert {name for name in ours if f"`{name}`" not in TEXT} == set()


def test_the_figures_of_waiting_are_those_of_the_defaults(dev: Assembly) -> None:
    looks = (
        sweeps(Jobs()),
        quota_waits(Jobs()),
        approval_looks(Approvals()),
        LOOKS_OF_A_RUN * looks_needed(Serving()),
        embedding_looks(Evaluation()),
    )
    events = sum(looks) * EVENTS_A_SWEEP
    sum_of_looks = " + ".join(str(one) for one in looks)
    assert f"| ({sum_of_looks}) x {EVENTS_A_SWEEP} = {events:,} of 25,000" in TEXT
    hours = machine(dev, "RunMachine")["TimeoutSeconds"] / 3600
    assert f"| the run machine's own limit | {hours:.0f} h: " in TEXT


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)", TEXT))))
def test_what_it_points_to_is_there(link: str) -> None:
    assert (Path(__file__).parents[2] / "docs" / link).exists()
