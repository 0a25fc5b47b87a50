"""Estimated against used: in report.json, in the table, and what is unknown in both."""

import datetime as dt

import msgspec
import pytest

from lambdas.contract.report import Cost, Report, WriteReportEvent
from lambdas.contract.serving import Kind
from lambdas.write_report.build import build
from lambdas.write_report.cost_section import cost, cost_table
from lambdas.write_report.notification import notification_of
from lambdas.write_report.page import page
from tests.unit.analyze_training.samples import PLAN, TRAINED
from tests.unit.write_report.evaluations import (
    PROMOTED,
    UNDECIDED,
    report_with,
    without_prices,
)
from tests.unit.write_report.reading import parse
from tests.unit.write_report.reports import (
    NOW,
    SUMMARY,
    TRAINING,
    VALIDATION,
    analysis_of,
    report_of,
    report_on,
    served,
)

MONTH = 1.95
EVENT = WriteReportEvent(plan=PLAN, trained=TRAINED, analysis=SUMMARY)


def rows(cost: Cost) -> dict[str, list[str]]:
    """Return the table's rows as people read them."""
    tree = parse(cost_table(cost))
    return {
        tr.all("th")[0].text: [td.text for td in tr.all("td")]
        for tr in tree.all("tbody")[0].all("tr")
    }


def basis(report: Report) -> str:
    """Return what the page says that the used figures rest on."""
    tree = parse(page(report))
    pairs = zip(tree.all("dt"), tree.all("dd"), strict=True)
    return next(value.text for name, value in pairs if name.text == "What was used")


def without(price: str) -> WriteReportEvent:
    """Return the event of a run whose plan did not know a price."""
    gone = {
        "training": {
            "training_price_per_1k_tokens": None,
            "training_usd": None,
            "cautious_training_usd": None,
        },
        "storage": {"storage_price_per_month": None},
    }
    cost = msgspec.structs.replace(
        PLAN.cost, **gone[price], total_usd=None, cautious_total_usd=None, unknown=[price]
    )
    return msgspec.structs.replace(EVENT, plan=msgspec.structs.replace(PLAN, cost=cost))


def test_used_is_what_the_measured_epochs_cost_by_awss_rule() -> None:
    cost = report_of(TRAINING[:3], VALIDATION[:3]).cost
    used = cost.used
    assert used
    assert (cost.epochs, used.epochs_measured) == (4, 3)
    assert used.training_usd == pytest.approx(400_001 * 3 * 0.001 / 1000)
    assert used.storage_usd_per_month == MONTH
    assert (used.serving_hours, used.serving_usd) == (0, 0)
    assert used.total_usd == pytest.approx((used.training_usd or 0) + MONTH)
    assert (cost.total_usd, cost.cautious_total_usd) == (1.6 + MONTH, 3.2 + MONTH)


def test_model_units_are_used_from_their_creation_until_now() -> None:
    used = report_on(served(Kind.PROVISIONED, 4)).cost.used
    assert used
    assert (used.serving_hours, used.serving_usd) == (2.5, 100)
    assert used.total_usd == pytest.approx((used.training_usd or 0) + 100 + MONTH)


def test_a_clock_that_runs_behind_gives_no_negative_hours() -> None:
    early = NOW - dt.timedelta(hours=3)
    used = build(
        served(Kind.PROVISIONED, 4), analysis_of(TRAINING, VALIDATION), None, early
    ).cost.used
    assert used
    assert (used.serving_hours, used.serving_usd) == (0, 0)


def test_a_deployment_costs_nothing_while_nobody_asks() -> None:
    used = report_on(served(Kind.ON_DEMAND, 4)).cost.used
    assert used
    assert (used.serving_hours, used.serving_usd) == (2.5, 0)


def test_the_price_of_units_may_be_unknown() -> None:
    asked = served(Kind.PROVISIONED, 4)
    assert asked.plan.serving
    serving = msgspec.structs.replace(asked.plan.serving, usd_per_hour=None)
    cost = msgspec.structs.replace(
        asked.plan.cost, serving_usd=None, serving_price_per_unit_hour=None, unknown=["model unit"]
    )
    plan = msgspec.structs.replace(asked.plan, serving=serving, cost=cost)
    report = report_on(msgspec.structs.replace(asked, plan=plan))
    assert report.cost.used
    assert (report.cost.used.serving_hours, report.cost.used.serving_usd) == (2.5, None)
    assert report.cost.used.total_usd is None
    assert rows(report.cost)["Serving"] == ["unknown"] * 3
    assert "unknown until it is removed, at unknown" in parse(page(report)).text
    assert ", serving unknown" in notification_of(report, "s3://bucket/key").message


def test_the_table_sets_estimated_against_used() -> None:
    assert rows(report_on(served(Kind.PROVISIONED, 4)).cost) == {
        "Training, whole run": ["$1.60", "$3.20", "$1.60"],
        "Training, each epoch": ["$0.40", "$0.80", "$0.40"],
        "Tokens an epoch": ["400,001", "800,001", "-"],
        "Epochs": ["4", "4", "4"],
        "A month of storage": ["$1.95", "$1.95", "$1.95"],
        "Serving": ["$160.00", "$160.00", "$100.00"],
        "Evaluation": ["$0.00", "$0.00", "$0.00"],
        "Total": ["$163.55", "$165.15", "$103.55"],
    }


def test_an_unknown_training_price_is_shown_as_unknown_everywhere() -> None:
    report = report_on(without("training"))
    table = rows(report.cost)
    for name in ("Training, whole run", "Training, each epoch", "Total"):
        assert table[name] == ["unknown"] * 3
    assert table["A month of storage"] == ["$1.95"] * 3
    told = notification_of(report, "s3://bucket/key").message
    assert "Cost: unknown estimated, unknown at most" in told
    cards = parse(page(report)).all("header")[0].text
    assert "Estimated costunknown" in cards
    assert "$0.00" not in cards


def test_an_unknown_storage_price_leaves_the_training_known() -> None:
    table = rows(report_on(without("storage")).cost)
    assert table["Training, whole run"] == ["$1.60", "$3.20", "$1.60"]
    assert table["A month of storage"] == table["Total"] == ["unknown"] * 3


def test_a_plan_of_an_older_version_has_its_total_too() -> None:
    cost = msgspec.structs.replace(PLAN.cost, total_usd=None, cautious_total_usd=None)
    plan = msgspec.structs.replace(PLAN, cost=cost)
    written = report_on(msgspec.structs.replace(EVENT, plan=plan)).cost
    assert (written.total_usd, written.cautious_total_usd) == (1.6 + MONTH, 3.2 + MONTH)


def test_a_report_of_an_older_version_shows_no_used_column() -> None:
    older = msgspec.structs.replace(report_of(TRAINING, VALIDATION).cost, used=None)
    assert rows(older)["Training, whole run"] == ["$1.60", "$3.20"]


def test_an_evaluation_costs_what_the_answers_of_all_sides_did() -> None:
    report = report_with(PROMOTED)
    used = report.cost.used
    assert used
    # Base, custom and retrieval on the test set, base and custom on that of other tasks.
    answers = 0.00408 + 0.00328 + 0.01359 + 0.00408 + 0.00328
    assert used.evaluation_usd == pytest.approx(answers)
    assert used.total_usd == pytest.approx((used.training_usd or 0) + MONTH + answers)
    assert rows(report.cost)["Evaluation"] == ["$0.31", "$0.31", "$0.03"]
    assert "$0.00014 per 1,000 tokens (AWS price list" in parse(page(report)).text


def test_answers_at_unknown_prices_make_the_total_unknown() -> None:
    used = report_with(without_prices(UNDECIDED)).cost.used
    assert used
    assert (used.evaluation_usd, used.total_usd) == (None, None)


def test_the_cost_is_told_epoch_by_epoch() -> None:
    report = report_of(TRAINING[:3], VALIDATION[:3])
    first, last_epoch = report.cost.by_epoch[0], report.cost.by_epoch[3]
    spent = (first.estimate_usd, first.cautious_usd, first.used_usd)
    assert spent == pytest.approx((0.400001, 0.800001, 0.400001))
    assert last_epoch.estimate_usd == pytest.approx(1.600004)
    assert last_epoch.used_usd is None
    last = parse(cost(report)).all("table")[1].all("tr")[-1]
    assert [td.text for td in last.all("td")] == ["$1.60", "$3.20", "-"]


def test_an_unknown_training_price_has_no_chart() -> None:
    told = cost(report_on(without("training")))
    assert "<svg" not in told
    assert "Until epoch" not in told


def test_what_used_rests_on_is_told() -> None:
    assert basis(report_of(TRAINING, VALIDATION)) == (
        "epochs measured: 4, at AWS's rule for tokens, because nothing tells the billed ones"
    )
    assert "; served for 2.5 h until this was written" in basis(
        report_on(served(Kind.ON_DEMAND, 4))
    )
    again = msgspec.structs.replace(TRAINED, attempt=2)
    second = report_on(msgspec.structs.replace(EVENT, trained=again))
    assert basis(second).endswith("; what earlier attempts used is not in it")
