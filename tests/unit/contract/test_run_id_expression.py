"""The front door's JSONata and `names.run_id` give every execution the same run id."""

import pytest
from hypothesis import given, settings
from ministack.services.stepfunctions import _evaluate_jsonata

from lambdas.contract import names
from stacks.constructs.front_door import run_id_expression
from tests.unit.contract.strategies import EXECUTION_NAMES, LONGEST

LIMIT = names.LONGEST_RUN_NAME


def evaluated(team: str, execution: str) -> object:
    """Return what the front door calls a run."""
    context = {"Execution": {"Name": execution}}
    return _evaluate_jsonata(run_id_expression(team), None, context)


@pytest.mark.parametrize("length", [1, LIMIT - 1, LIMIT, LIMIT + 1, LONGEST])
@pytest.mark.parametrize("character", ["a", ".", "-", "_", "é", "日", "🙂"])
def test_both_agree_at_the_limits(character: str, length: int) -> None:
    name = character * length
    assert evaluated("demo", name) == names.run_id("demo", name)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(EXECUTION_NAMES)
def test_both_agree_on_every_name(name: str) -> None:
    assert evaluated("demo-team", name) == names.run_id("demo-team", name)


def test_the_longest_run_id_is_an_execution_name() -> None:
    team = "t" * names.LONGEST_TEAM
    assert len(str(evaluated(team, "x" * LONGEST))) == names.LONGEST_EXECUTION_NAME
