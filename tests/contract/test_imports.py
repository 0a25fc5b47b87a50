"""Imports go one way, down the floors of the house, and never in a circle."""

import re

import pytest

from tests.contract import modules

HANDLERS = r"lambdas\.(?!common|contract|catalogue|datasets|evaluation|layers)\w+(\..*)?"
CONTRACT = r"lambdas\.contract(\..*)?"
CATALOGUE = r"lambdas\.catalogue(\..*)?"
DATASETS = r"lambdas\.datasets(\..*)?"
EVALUATION = r"lambdas\.evaluation(\..*)?"
COMMON = r"lambdas\.common(\..*)?"
ANY_LAMBDA = r"lambdas(\..*)?"

FLOORS = {
    r"app": [r"stacks(\..*)?", CONTRACT],
    r"stacks\.constructs(\..*)?": [
        r"stacks\.constructs\..*",
        r"stacks\.(\w+_)?settings",
        CONTRACT,
        CATALOGUE,
    ],
    r"stacks(\.\w+)?": [r"stacks\.constructs(\..*)?", r"stacks\.\w+", CONTRACT, CATALOGUE],
    r"cli(\..*)?": [r"cli(\..*)?", ANY_LAMBDA],
    r"local(\..*)?": [r"local(\..*)?", ANY_LAMBDA],
    CONTRACT: [CONTRACT],
    CATALOGUE: [CATALOGUE, CONTRACT],
    DATASETS: [DATASETS, CATALOGUE, CONTRACT],
    EVALUATION: [EVALUATION, DATASETS, CATALOGUE, CONTRACT],
    COMMON: [COMMON, CONTRACT, CATALOGUE],
    r"lambdas\.layers(\..*)?": [r"lambdas\.layers(\..*)?", CONTRACT],
    r"lambdas": [],
    r"tests(\..*)?": [r".*"],
}
"""Who may import what; a handler is in `test_a_handler_...`."""


def allowed(module: str, imported: str, floors: dict[str, list[str]]) -> bool:
    """Return whether the first floor that a module is on lets it import another."""
    (below, *_) = [below for floor, below in floors.items() if re.fullmatch(floor, module)]
    return any(re.fullmatch(pattern, imported) for pattern in below)


def floors_of(module: str) -> dict[str, list[str]]:
    """Return the floors, a handler's own room among them."""
    if not re.fullmatch(HANDLERS, module):
        return FLOORS
    own = ".".join(module.split(".")[:2])
    return {
        HANDLERS: [rf"{re.escape(own)}(\..*)?", COMMON, CONTRACT, CATALOGUE, DATASETS, EVALUATION]
    }


@pytest.mark.parametrize("module", sorted(modules.sources()))
def test_a_module_imports_downward_only(module: str) -> None:
    wrong = [
        imported
        for imported in modules.imports()[module]
        if not allowed(module, imported, floors_of(module))
    ]
    assert not wrong


def test_no_imports_run_in_a_circle() -> None:
    assert not modules.circle_in(modules.imports())


def test_nothing_but_tests_imports_tests() -> None:
    importing = {
        module
        for module, imported in modules.imports().items()
        if any(name.split(".")[0] == "tests" for name in imported)
    }
    assert not [module for module in importing if not module.startswith("tests")]


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("lambdas.contract.names", "lambdas.common.aws"),
        ("lambdas.common.aws", "lambdas.plan_run.plan"),
        ("lambdas.datasets.converse", "lambdas.common.findings"),
        ("lambdas.datasets.converse", "lambdas.evaluation.words"),
        ("lambdas.evaluation.words", "lambdas.common.figures"),
        ("lambdas.plan_run.plan", "lambdas.train_model.ensure"),
        ("lambdas.train_model.handler", "stacks.settings"),
        ("lambdas.train_model.handler", "local.emulator"),
        ("lambdas.train_model.handler", "cli.main"),
        ("stacks.settings", "app"),
        ("stacks.constructs.rights", "stacks.keys_stack"),
        ("stacks.constructs.rights", "stacks.serving_problems"),
        ("stacks.constructs.rights", "lambdas.common.aws"),
        ("cli.main", "stacks.settings"),
        ("cli.main", "local.emulator"),
        ("app", "tests.fakes.s3"),
    ],
)
def test_these_ways_are_closed(module: str, imported: str) -> None:
    assert not allowed(module, imported, floors_of(module))


def test_a_circle_is_found() -> None:
    graph = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"b"})}
    assert modules.circle_in(graph) == ["b", "c", "b"]
