"""What served the model: in report.json, in the page and in the mail."""

import msgspec
import pytest

from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.report import Report
from lambdas.contract.serving import Kind, Settled
from lambdas.write_report.notification import notification_of
from lambdas.write_report.page import page
from tests.unit.write_report.evaluations import PROMOTED, RETIRED, UNDECIDED, report_with
from tests.unit.write_report.reading import Node, parse
from tests.unit.write_report.reports import (
    ALIAS_ARN,
    CAPACITY_ARN,
    TRAINING,
    VALIDATION,
    report_of,
    report_on,
    served,
)

EXPIRES = "2026-08-21T15:06:00+00:00"


def facts(report: Report) -> dict[str, str]:
    """Return the facts that the page tells about serving."""
    sections = {h2.text: s for s in parse(page(report)).all("section") for h2 in s.all("h2")}
    section: Node = sections["Serving"]
    names, values = section.all("dt"), section.all("dd")
    return dict(zip([n.text for n in names], [v.text for v in values], strict=True))


def mail(report: Report) -> str:
    """Return the mail's text."""
    return notification_of(report, "s3://bucket/key").message


def cost(report: Report) -> str:
    """Return what the page says that serving costs."""
    tree = parse(page(report))
    pairs = zip(tree.all("dt"), tree.all("dd"), strict=True)
    return next(value.text for name, value in pairs if name.text == "Serving the model")


def test_without_a_deployment_nothing_is_told() -> None:
    report = report_of(TRAINING, VALIDATION)
    assert report.serving is None
    assert "Serving" not in [h2.text for h2 in parse(page(report)).all("h2")]
    assert "Served by" not in mail(report)
    assert cost(report) == "$0.00: nothing serves it"


@pytest.mark.parametrize(
    ("hours", "outcome", "expires_at", "words"),
    [
        (0, Settled.RETIRED, None, "retired as soon as this is written"),
        (4, Settled.EXPIRES, EXPIRES, "removed at 2026-08-21 15:06 UTC"),
        (None, Settled.KEPT, None, "kept until somebody removes it"),
    ],
)
def test_what_becomes_of_it_is_what_the_plan_says(
    hours: float | None, outcome: Settled, expires_at: str | None, words: str
) -> None:
    report = report_on(served(Kind.ON_DEMAND, hours))
    assert report.serving
    assert (report.serving.outcome, report.serving.expires_at) == (outcome, expires_at)
    assert facts(report)["What becomes of it"] == words
    assert words.split(maxsplit=1)[0] in mail(report)


@pytest.mark.parametrize("hours", [4, None])
def test_what_is_not_better_is_retired_whatever_the_plan_says(hours: float | None) -> None:
    report = report_with(RETIRED, hours)
    assert report.serving
    assert (report.serving.outcome, report.serving.expires_at) == (Settled.RETIRED, None)
    assert facts(report)["What becomes of it"] == "retired as soon as this is written"


@pytest.mark.parametrize("evaluation", [PROMOTED, UNDECIDED])
def test_every_other_decision_leaves_it_to_the_plan(evaluation: Evaluation) -> None:
    report = report_with(evaluation, 4)
    assert report.serving
    assert (report.serving.outcome, report.serving.expires_at) == (Settled.EXPIRES, EXPIRES)


def test_what_answered_and_how_fast_is_told() -> None:
    told = facts(report_on(served(Kind.ON_DEMAND, 0)))
    assert told["Served by"] == "on-demand deployment bc-dev-demo-run-1-3c8462d5d7-d1"
    assert told["What to invoke"] == CAPACITY_ARN
    assert told["One prompt, tried"] == (
        "answered in 420 ms; tokens read: 12, written: 34; prompt and answer are in "
        "runs/demo/x/trial.json"
    )
    assert "Alias" not in told


def test_a_promoted_alias_is_told() -> None:
    report = report_on(served(Kind.ON_DEMAND, 0, alias=True))
    assert report.serving
    assert report.serving.promoted
    assert report.serving.promoted.arn == ALIAS_ARN
    told = facts(report)["Alias"]
    assert told.startswith("faq was moved to arn:")
    assert told.endswith(f"; invoke {ALIAS_ARN}")
    assert "Alias: faq answers with this model" in mail(report)


def test_an_alias_that_led_there_already_was_not_moved() -> None:
    asked = served(Kind.ON_DEMAND, 0, alias=True)
    assert asked.promotion
    unchanged = msgspec.structs.replace(asked.promotion, changed=False)
    report = report_on(msgspec.structs.replace(asked, promotion=unchanged))
    assert facts(report)["Alias"].startswith("faq led already to arn:")


def test_model_units_are_told_with_their_price() -> None:
    report = report_on(served(Kind.PROVISIONED, 4))
    assert report.cost.serving_usd == 160
    assert facts(report)["Served by"].endswith(", model units: 2, $40.00 an hour")
    assert cost(report) == (
        "$160.00 until it is removed, at $20.00 an hour and model unit "
        "(this environment, as of 2026-08-01)"
    )
    text = mail(report)
    assert "Cost: $1.60 estimated, $3.20 at most, serving $160.00" in text
    assert f"provisioned throughput of 2 model units, $40.00 an hour, removed at {EXPIRES}" in text
    assert CAPACITY_ARN in text


def test_on_demand_costs_nothing_while_nobody_asks() -> None:
    report = report_on(served(Kind.ON_DEMAND, None))
    assert cost(report) == "$0.00 while nobody asks"
    assert "serving $" not in mail(report)


def test_a_run_of_an_older_machine_has_no_trial() -> None:
    asked = msgspec.structs.replace(served(Kind.ON_DEMAND, 0), trial=None)
    assert "One prompt, tried" not in facts(report_on(asked))
