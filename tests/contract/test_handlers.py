"""A construct's id is a state, a folder and a handler; its variables are what the code reads."""

import importlib
from types import ModuleType
from typing import Any

import pytest

from lambdas.common import environment
from stacks.constructs.function import folder_of, handler_of
from tests.contract.modules import PROJECT
from tests.synth.assembly import Assembly
from tests.synth.statements import OF_CDK

SET_BY_LAMBDA = {"AWS_REGION": "us-east-1"}
"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""
MOST_VARIABLES_BYTES = 4096

FOLDERS = sorted(file.parent.name for file in (PROJECT / "lambdas").glob("*/handler.py"))


@pytest.fixture(scope="module")
def functions(embedded: Assembly) -> dict[str, dict[str, Any]]:
    """The functions of the templates, by the folder that their construct's id says."""
    return {
        folder_of(function.name.rpartition("/")[2]): dict(function.properties)
        for function in embedded.all("AWS::Lambda::Function")
        if not function.name.startswith(OF_CDK)
    }


def module_of(function: dict[str, Any]) -> ModuleType:
    """Return the module that Lambda imports for a function."""
    return importlib.import_module(function["Handler"].rpartition(".")[0])


def variables_of(function: dict[str, Any]) -> dict[str, str]:
    """Return the variables that a function finds."""
    variables: dict[str, str] = function["Environment"]["Variables"]
    return SET_BY_LAMBDA | variables


def test_each_function_has_a_folder_and_each_folder_a_function(
    functions: dict[str, dict[str, Any]],
) -> None:
    assert sorted(functions) == FOLDERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_handler_is_there(functions: dict[str, dict[str, Any]], folder: str) -> None:
    function = functions[folder]
    assert function["Handler"] == f"lambdas.{folder}.handler.handler"
    assert callable(module_of(function).handler)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_variables_set_are_the_variables_read(
    functions: dict[str, dict[str, Any]], folder: str
) -> None:
    function = functions[folder]
    read = environment.variable_names(module_of(function).Environment)
    assert set(function["Environment"]["Variables"]) == read - SET_BY_LAMBDA.keys()


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_variables_are_read_as_what_they_are(
    functions: dict[str, dict[str, Any]], folder: str
) -> None:
    function = functions[folder]
    assert environment.read(module_of(function).Environment, variables_of(function))


@pytest.mark.parametrize("folder", FOLDERS)
def test_there_is_room_for_more_teams(functions: dict[str, dict[str, Any]], folder: str) -> None:
    size = sum(len(name) + len(text) for name, text in variables_of(functions[folder]).items())
    assert size < MOST_VARIABLES_BYTES / 2


@pytest.mark.parametrize(
    ("construct_id", "folder"),
    [("TrainModel", "train_model"), ("Sweep", "sweep"), ("JudgeEndedRun", "judge_ended_run")],
)
def test_a_construct_id_is_a_folder_in_snake_case(construct_id: str, folder: str) -> None:
    assert folder_of(construct_id) == folder
    assert handler_of(construct_id) == f"lambdas.{folder}.handler.handler"
