"""Which states a run passes: with no deployment, with one of its own, and with an alias."""

from typing import Any

import msgspec
import pytest
from ministack.services.stepfunctions import _evaluate_jsonata

from lambdas.contract.aliases import AliasOrder
from lambdas.contract.report import WriteReportEvent
from tests.synth.assembly import Assembly
from tests.synth.definitions import Definition, machine

BEFORE = ["PlanRun", "TrainModel", "AnalyzeTraining"]
AFTER = ["NotifyTeam", "Finish"]
DEPLOYED = {"arn": "arn:deployment", "model_arn": "arn:model"}
RETIRED, KEPT = {"outcome": "retired"}, {"outcome": "kept"}
WAYS: list[tuple[dict[str, Any] | None, list[str]]] = [
    (None, [*BEFORE, "WriteReport", *AFTER]),
    (
        {"alias": None},
        [*BEFORE, "DeployModel", "TryModel", "WriteReport", "SettleDeployment", *AFTER],
    ),
    (
        {"alias": "faq"},
        [
            *BEFORE,
            "DeployModel",
            "TryModel",
            "PromoteModel",
            "WriteReport",
            "SettleDeployment",
            *AFTER,
        ],
    ),
]
"""What a plan says of serving, and the way that follows."""
NOT_DONE = {"deployed": None, "trial": None, "promotion": None, "settlement": None}


@pytest.fixture(scope="module")
def run(embedded: Assembly) -> Definition:
    return machine(embedded, "RunMachine")


def evaluated(expression: str, variables: dict[str, Any]) -> Any:
    """Return what an expression of the definition is worth."""
    text = expression.removeprefix("{%").removesuffix("%}")
    return _evaluate_jsonata(text, {}, {"variables": variables})


def way(run: Definition, serving: dict[str, Any] | None) -> list[str]:
    """Return the states that do something, in the order in which a run passes them."""
    passed, name = [], run["StartAt"]
    while name:
        state = run["States"][name]
        if state["Type"] == "Choice":
            (rule,) = state["Choices"]
            chosen = evaluated(rule["Condition"], {"plan": {"serving": serving}})
            name = rule["Next"] if chosen else state["Default"]
            continue
        passed.append(name)
        name = state.get("Next")
    return passed


@pytest.mark.parametrize(("serving", "wanted"), WAYS)
def test_a_run_does_what_its_plan_says(
    run: Definition, serving: dict[str, Any] | None, wanted: list[str]
) -> None:
    assert way(run, serving) == wanted


def test_there_is_no_other_way(run: Definition) -> None:
    seen = {name for serving, _ in WAYS for name in way(run, serving)}
    assert seen == {name for name, state in run["States"].items() if state["Type"] != "Choice"}


def test_a_plan_of_a_version_that_knew_no_serving_serves_nothing(run: Definition) -> None:
    for name in ("Serves", "Promotes", "Settles"):
        (rule,) = run["States"][name]["Choices"]
        assert not evaluated(rule["Condition"], {"plan": {"run": {}}})


def test_what_a_run_has_not_done_is_null_and_never_unassigned(run: Definition) -> None:
    assigned = run["States"]["PlanRun"]["Assign"]
    assert assigned.pop("plan") == "{% $states.result.Payload %}"
    assert {name: evaluated(given, {}) for name, given in assigned.items()} == NOT_DONE


def test_each_state_keeps_what_later_ones_need(run: Definition) -> None:
    kept = {name: state["Assign"] for name, state in run["States"].items() if "Assign" in state}
    kept.pop("PlanRun")
    payload = "{% $states.result.Payload %}"
    assert kept == {
        "TrainModel": {"trained": "{% $states.result %}"},
        "AnalyzeTraining": {"analysis": payload},
        "DeployModel": {"deployed": payload},
        "TryModel": {"trial": payload},
        "PromoteModel": {"promotion": payload},
        "SettleDeployment": {"settlement": payload},
    }


def test_promotion_is_ordered_in_the_runs_own_name(run: Definition) -> None:
    order = run["States"]["PromoteModel"]["Arguments"]["Payload"]
    assert order.keys() <= set(AliasOrder.__struct_fields__)
    assert order == {
        "action": "promote",
        "team": "{% $plan.run.team %}",
        "alias": "{% $plan.serving.alias %}",
        "execution_arn": "{% $states.context.Execution.Id %}",
        "model_arn": "{% $deployed.model_arn %}",
        "run_id": "{% $plan.run.run_id %}",
    }


def test_the_report_hears_of_everything(run: Definition) -> None:
    payload = run["States"]["WriteReport"]["Arguments"]["Payload"]
    fields = {field.encode_name for field in msgspec.structs.fields(WriteReportEvent)}
    assert payload == {name: f"{{% ${name} %}}" for name in payload}
    assert payload.keys() == fields - {"schema_version"}


def test_a_redriven_deployment_knows_it(run: Definition) -> None:
    train, deploy = (
        run["States"][name]["Arguments"]["Payload"] for name in ("TrainModel", "DeployModel")
    )
    for name in ("redrive_count", "redriven_at"):
        assert deploy[name] == train[name]


def test_the_report_passes_through_settling_to_the_team(run: Definition) -> None:
    assert run["States"]["SettleDeployment"]["Output"] == "{% $states.input %}"


@pytest.mark.parametrize(
    ("done", "deployment_arn", "alias"),
    [
        ({}, None, None),
        ({"deployed": DEPLOYED, "settlement": KEPT}, "arn:deployment", None),
        ({"deployed": DEPLOYED, "settlement": RETIRED}, None, None),
        (
            {"deployed": DEPLOYED, "settlement": RETIRED, "promotion": {"alias": "faq"}},
            None,
            "faq",
        ),
    ],
)
def test_a_run_ends_with_what_serves_on_and_the_alias_it_moved(
    run: Definition, done: dict[str, Any], deployment_arn: str | None, alias: str | None
) -> None:
    output, variables = run["States"]["Finish"]["Output"], NOT_DONE | done
    assert evaluated(output["deployment_arn"], variables) == deployment_arn
    assert evaluated(output["alias"], variables) == alias
