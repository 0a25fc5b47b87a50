"""`customize plan`."""

import json

import msgspec
import pytest

from cli.plan import unknown_members
from lambdas.contract.approval import hash_of
from lambdas.contract.evaluation import Metric, PromotionRule, RegressionSet, RetrievalArm
from lambdas.contract.money import CostEstimate
from lambdas.contract.run import Plan
from lambdas.contract.serving import Kind, ServingPlan
from tests.unit.cli.cloud import Cloud, refusal
from tests.unit.cli.conftest import Customize
from tests.unit.cli.plans import ADVICE, NEED, PLAN, RUN_ID, put_plan
from tests.unit.plan_evaluation.samples import plan_of
from tests.unit.plan_evaluation.samples import planned as evaluated


@pytest.fixture
def planned(cloud: Cloud) -> Cloud:
    """Put a run that waits for its approval into the cloud."""
    cloud.add_run(RUN_ID, "RUNNING", [])
    put_plan(cloud)
    return cloud


def text_of(customize: Customize) -> str:
    """Return what is shown, each run of spaces as one."""
    result = customize("plan", RUN_ID)
    assert result.exit_code == 0, result.stderr
    return "\n".join(" ".join(line.split()) for line in result.stdout.splitlines())


def test_it_shows_everything_that_the_run_will_do(planned: Cloud, customize: Customize) -> None:
    del planned
    shown = text_of(customize)
    for line in (
        f"Plan of run {RUN_ID} (team demo, environment dev)",
        "status RUNNING",
        f"hash {hash_of(msgspec.to_builtins(PLAN))}",
        "model Amazon Nova Micro (amazon.nova-micro-v1:0:128k)",
        "training teams/demo/datasets/faq.jsonl: 1,200 records, 3.46 MB, 400,001 tokens "
        "estimated, 800,001 at most",
        "epochs 4",
        "hyperparameters epochCount 4",
        "serving nothing serves the model",
        "training $1.60 $3.20",
        "storage, a month $1.95 $1.95",
        "total $3.55 $5.15",
        f"Advice: {ADVICE.headline}",
        "- Facts stay. (stable_facts)",
        "! A small set.",
        "- The price is set by this environment.",
        f"- {NEED.sentences[0]}",
    ):
        assert line in shown.splitlines(), line


def test_it_shows_how_the_model_is_judged(planned: Cloud, customize: Customize) -> None:
    evaluation = evaluated(
        regression=True,
        retrieval=RetrievalArm(),
        promotion=PromotionRule(metric=Metric.ROUGE_L, margin=0.02),
    )
    rules = msgspec.structs.replace(evaluation.rules, regression=RegressionSet(test="other.jsonl"))
    plan = plan_of(msgspec.structs.replace(evaluation, rules=rules))
    put_plan(planned, msgspec.structs.replace(plan, run=PLAN.run, approval=NEED))
    shown = text_of(customize).splitlines()
    for line in (
        "evaluation teams/demo/datasets/test.jsonl: 3 records, 300 bytes, 34 tokens estimated, "
        "67 at most",
        "base, custom model, base with 4 similar training records (by bm25) answer; the task is "
        "generation",
        "ROUGE-L decides: better if the 95 % interval lies above 0.02",
        "chrF, token F1, exact match inform",
        "7 at a time, 10 min 0 s at most, answers of 512 tokens at most",
        "forgetting teams/demo/datasets/regression.jsonl: 3 records, 300 bytes, 34 tokens "
        "estimated, 67 at most",
        "chrF may be worse by at most 0.05",
        "price $0.001 asked, 1k tokens (this environment, 2026-08-01)",
        "price $0.001 answered, 1k tokens (this environment, 2026-08-01)",
    ):
        assert line in shown, line


def test_an_alias_moves_only_to_a_judged_model_that_is_better(
    planned: Cloud, customize: Customize
) -> None:
    serving = ServingPlan(kind=Kind.ON_DEMAND, hours_to_live=0, alias="faq")
    plan = msgspec.structs.replace(plan_of(evaluated()), run=PLAN.run, serving=serving)
    put_plan(planned, plan)
    assert (
        "serving on_demand, removed once it was evaluated, alias faq moves to the model if it is "
        "better than its base"
    ) in text_of(customize).splitlines()


def test_it_says_that_nobody_judges_the_model(planned: Cloud, customize: Customize) -> None:
    del planned
    assert "evaluation nobody compares the model with its base" in text_of(customize)


NOT_SHOWN = {"output_uri", "schema_version"}
SHOWN = {
    "advice",
    "approval",
    "cost",
    "evaluation",
    "hyperparameters",
    "kind",
    "model",
    "run",
    "serving",
    "training",
    "validation",
    "warnings",
}


def test_whoever_adds_to_the_plan_decides_whether_approvers_read_it() -> None:
    assert set(Plan.__struct_fields__) == SHOWN | NOT_SHOWN


def test_it_says_how_to_answer_and_until_when(planned: Cloud, customize: Customize) -> None:
    del planned
    shown, plan_hash = text_of(customize), hash_of(msgspec.to_builtins(PLAN))
    assert "until 2026-11-25 10:00 UTC" in shown
    assert f"customize approve {RUN_ID} --plan {plan_hash}" in shown
    assert f"customize reject {RUN_ID} --plan {plan_hash} --reason REASON" in shown


def test_a_run_that_does_not_ask_is_not_to_be_answered(
    planned: Cloud, customize: Customize
) -> None:
    put_plan(planned, msgspec.structs.replace(PLAN, approval=None))
    shown = text_of(customize)
    assert "approve" not in shown
    assert "Asks for approval" not in shown


def test_its_json_is_the_whole_document(planned: Cloud, customize: Customize) -> None:
    document = put_plan(planned, evaluation_of_a_later_version={"usd": 4})
    told = json.loads(customize("plan", RUN_ID, "--json").stdout)
    assert told == {
        "run_id": RUN_ID,
        "plan_hash": hash_of(document),
        "status": "RUNNING",
        "answer_until": "2026-11-25T10:00:00Z",
        "plan": document,
    }


def test_what_this_version_does_not_know_is_said_and_answered_all_the_same(
    planned: Cloud, customize: Customize
) -> None:
    known = hash_of(msgspec.to_builtins(PLAN))
    document = put_plan(planned, later={"usd": 4})
    shown = text_of(customize)
    assert "Not shown, since this version doesn't know it: $.later" in shown
    assert f"--plan {hash_of(document)}" in shown
    assert known not in shown


def test_unknown_members_are_found_however_deep() -> None:
    document = {"a": [{"b": 1, "c": 2}, {"b": 3}], "d": {"e": 4}}
    assert list(unknown_members(document, {"a": [{"b": 1}, {"b": 3}], "d": {}})) == [
        "$.a[0].c",
        "$.d.e",
    ]


def test_unknown_prices_are_unknown_and_never_nothing(planned: Cloud, customize: Customize) -> None:
    cost = CostEstimate(
        epochs=2,
        training_price_per_1k_tokens=None,
        training_usd=None,
        cautious_training_usd=None,
        storage_price_per_month=None,
        unknown=["training", "storage"],
        budget_usd=None,
    )
    put_plan(planned, msgspec.structs.replace(PLAN, cost=cost))
    shown = text_of(customize).splitlines()
    for line in (
        "training unknown unknown",
        "storage, a month unknown unknown",
        "serving $0.00 $0.00",
        "total unknown unknown",
        "The price of training, storage is unknown: the sums are too.",
    ):
        assert line in shown, line


@pytest.mark.parametrize(
    ("serving", "line"),
    [
        (
            ServingPlan(kind=Kind.ON_DEMAND, hours_to_live=None, alias="faq"),
            "serving on_demand, kept until somebody removes it, alias faq moves to the model",
        ),
        (
            ServingPlan(kind=Kind.PROVISIONED, hours_to_live=2, units=1, usd_per_hour=12),
            "serving provisioned, 1 model unit, $12.00 an hour, removed after 2 h",
        ),
        (
            ServingPlan(kind=Kind.ON_DEMAND, hours_to_live=0),
            "serving on_demand, removed once it was tried",
        ),
    ],
)
def test_it_says_how_the_model_is_served(
    planned: Cloud, customize: Customize, serving: ServingPlan, line: str
) -> None:
    put_plan(planned, msgspec.structs.replace(PLAN, serving=serving))
    assert line in text_of(customize).splitlines()


def test_an_approver_sees_the_plan_without_the_status(planned: Cloud, customize: Customize) -> None:
    planned.failures["DescribeExecution"] = refusal("AccessDeniedException", "DescribeExecution")
    shown = text_of(customize)
    assert "status" not in shown
    assert "approve" in shown


def test_nothing_of_the_run_is_decrypted_for_its_status(
    planned: Cloud, customize: Customize
) -> None:
    text_of(customize)
    [asked] = planned.asked("DescribeExecution")
    assert asked["includedData"] == "METADATA_ONLY"


def test_the_plan_of_a_run_that_step_functions_forgot_is_still_a_plan(
    cloud: Cloud, customize: Customize
) -> None:
    put_plan(cloud)
    assert "status" not in text_of(customize)


@pytest.mark.parametrize(
    ("code", "exit_code", "words"),
    [
        (None, 3, "run demo_r9 has no plan"),
        ("AccessDenied", 4, "the launcher or the approver role of team demo"),
        ("InternalError", 5, "InternalError"),
    ],
)
def test_a_plan_that_is_not_to_be_had_is_a_sentence(
    cloud: Cloud, customize: Customize, code: str | None, exit_code: int, words: str
) -> None:
    if code:
        cloud.failures["GetObject"] = refusal(code, "GetObject")
    result = customize("plan", "demo_r9")
    assert result.exit_code == exit_code
    assert words in result.stderr


def test_a_plan_that_can_not_be_read_is_a_sentence(cloud: Cloud, customize: Customize) -> None:
    put_plan(cloud, run="none")
    result = customize("plan", RUN_ID)
    assert result.exit_code == 5
    assert "can't read the plan" in result.stderr
