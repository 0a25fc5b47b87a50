"""Which states a run passes: asked for or not; with no deployment, with its own, with an alias."""

from typing import Any

import msgspec
import pytest
from ministack.services.stepfunctions import _evaluate_jsonata

from lambdas.contract.aliases import AliasOrder
from lambdas.contract.evaluation_result import Decision
from lambdas.contract.report import WriteReportEvent
from tests.synth.assembly import Assembly
from tests.synth.definitions import Definition, machine

BEFORE = ["PlanRun", "TrainModel", "AnalyzeTraining"]
AFTER = ["NotifyTeam", "Finish"]
EVALUATING = ["PlanEvaluation", "EvaluateModel", "ScoreEvaluation"]
DEPLOYED = {"arn": "arn:deployment", "model_arn": "arn:model"}
RETIRED, KEPT = {"outcome": "retired"}, {"outcome": "kept"}
WAYS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, [*BEFORE, "WriteReport", *AFTER]),
    (
        {"approval": {"reasons": ["asked_for"]}},
        ["PlanRun", "TellApprovers", "RequestApproval", *BEFORE[1:], "WriteReport", *AFTER],
    ),
    (
        {"serving": {"alias": None}},
        [*BEFORE, "DeployModel", "TryModel", "WriteReport", "SettleDeployment", *AFTER],
    ),
    (
        {"serving": {"alias": "faq"}},
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
    (
        {"serving": {"alias": None}, "evaluation": {}},
        [
            *BEFORE,
            "DeployModel",
            "TryModel",
            *EVALUATING,
            "WriteReport",
            "SettleDeployment",
            *AFTER,
        ],
    ),
]
"""What a plan says, and the way that follows."""
NOTHING = {"serving": None, "approval": None, "evaluation": None}
NOT_DONE = {
    "approval": None,
    "deployed": None,
    "trial": None,
    "evaluation": None,
    "promotion": None,
    "settlement": None,
}


@pytest.fixture(scope="module")
def run(embedded: Assembly) -> Definition:
    return machine(embedded, "RunMachine")


def evaluated(expression: str, variables: dict[str, Any]) -> Any:
    """Return what an expression of the definition is worth."""
    text = expression.removeprefix("{%").removesuffix("%}")
    return _evaluate_jsonata(text, {}, {"variables": variables})


def way(run: Definition, plan: dict[str, Any], decision: str | None = None) -> list[str]:
    """Return the states that do something, in the order in which a run passes them."""
    evaluation = {"decision": decision} if decision else None
    passed, name = [], run["StartAt"]
    while name:
        state = run["States"][name]
        if state["Type"] == "Choice":
            (rule,) = state["Choices"]
            variables = {"plan": NOTHING | plan, "evaluation": evaluation}
            chosen = evaluated(rule["Condition"], variables)
            name = rule["Next"] if chosen else state["Default"]
            continue
        passed.append(name)
        name = state.get("Next")
    return passed


@pytest.mark.parametrize(("plan", "wanted"), WAYS)
def test_a_run_does_what_its_plan_says(
    run: Definition, plan: dict[str, Any], wanted: list[str]
) -> None:
    assert way(run, plan) == wanted


@pytest.mark.parametrize("decision", Decision)
def test_the_alias_is_moved_only_to_what_is_better(run: Definition, decision: Decision) -> None:
    passed = way(run, {"serving": {"alias": "faq"}, "evaluation": {}}, decision)
    assert ("PromoteModel" in passed) is (decision is Decision.PROMOTE)
    assert passed[-4:] == ["WriteReport", "SettleDeployment", *AFTER]


@pytest.mark.parametrize(
    ("approval", "may"),
    [
        (None, False),
        ({"reasons": ["asked_for"]}, False),
        ({"reasons": ["committed_term"]}, True),
        ({"reasons": ["over_budget", "committed_term"]}, True),
    ],
)
def test_a_term_is_bought_only_by_an_approval_of_it(
    run: Definition, approval: dict[str, Any] | None, may: bool
) -> None:
    said = run["States"]["PromoteModel"]["Arguments"]["Payload"]["may_commit"]
    assert evaluated(said, {"approval": approval}) is may


def test_there_is_no_other_way(run: Definition) -> None:
    seen = {name for plan, _ in WAYS for name in way(run, plan)}
    assert seen == {name for name, state in run["States"].items() if state["Type"] != "Choice"}


def test_a_plan_of_a_version_that_knew_neither_asks_nobody_and_serves_nothing(
    run: Definition,
) -> None:
    for name in ("Asks", "Serves", "Evaluates", "Promotes", "Settles"):
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
        "RequestApproval": {"approval": "{% $states.result %}"},
        "TrainModel": {"trained": "{% $states.result %}"},
        "AnalyzeTraining": {"analysis": payload},
        "DeployModel": {"deployed": payload},
        "TryModel": {"trial": payload},
        "PlanEvaluation": {"questions": payload},
        "ScoreEvaluation": {"evaluation": payload},
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
        "may_commit": "{% $approval != null and 'committed_term' in $approval.reasons %}",
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
