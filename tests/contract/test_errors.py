"""Every error that a state machine matches by name exists, and nobody raises one it can't match."""

import ast
from collections.abc import Iterator

import pytest

from lambdas.contract import errors
from lambdas.contract.errors import PERMANENT, PipelineError
from tests.contract import modules
from tests.contract.test_statuses import model
from tests.synth.assembly import Assembly
from tests.synth.definitions import MACHINE, machine, retriers, tasks

OF_THE_LANGUAGE = {"States.ALL", "States.Timeout"}
OURS = {name for name in vars(errors) if name.endswith("Error") and name != "PipelineError"}


@pytest.fixture(scope="module")
def matched(embedded: Assembly) -> set[str]:
    """Every name that a retry or a catch of any machine matches."""
    return {
        name
        for found in embedded.all(MACHINE)
        for task in tasks(machine(embedded, found.name))
        for rule in [*retriers(task), *task.get("Catch", [])]
        for name in rule["ErrorEquals"]
    }


def test_every_name_matched_is_an_error_that_exists(matched: set[str]) -> None:
    others = {name for name in matched - OF_THE_LANGUAGE - OURS if not _of_step_functions(name)}
    assert not others


def _of_step_functions(name: str) -> bool:
    # Step Functions writes the service before the error and `Exception` after it.
    service, _, error = name.partition(".")
    shape = error.removesuffix("Exception")
    return service == "StepFunctions" and shape in model("stepfunctions").shape_names


def test_every_error_of_ours_is_matched_by_name(matched: set[str]) -> None:
    assert matched >= OURS


def test_what_no_retry_mends_is_every_pipeline_error() -> None:
    found = {name for name in OURS if issubclass(vars(errors)[name], PipelineError)}
    assert set(PERMANENT) == found


@pytest.mark.parametrize("name", sorted(OURS))
def test_operations_say_what_to_do_about_each(name: str) -> None:
    assert f"`{name}`" in (modules.PROJECT / "docs" / "operations.md").read_text()


def test_no_name_hides_another() -> None:
    assert len(set(PERMANENT)) == len(PERMANENT)


def test_functions_raise_the_contracts_errors_or_no_error_of_a_run() -> None:
    defined = {name for module in _of_lambdas() for name in _errors_defined(module)}
    assert not defined & OURS
    assert {"EnvironmentVariableError", "CatalogueError"} <= defined


def _of_lambdas() -> list[str]:
    return [
        name
        for name in modules.sources()
        if name.startswith("lambdas.") and name != "lambdas.contract.errors"
    ]


def _errors_defined(module: str) -> Iterator[str]:
    for node in ast.walk(modules.tree(modules.sources()[module])):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
            yield node.name
