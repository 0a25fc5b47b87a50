"""The sections of the page, one function each, all made from the report alone."""

from lambdas.contract.report import Measure, Report
from lambdas.write_report.charts import loss_chart
from lambdas.write_report.drawing import figure
from lambdas.write_report.facts import code, dataset, facts
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.opening import TONES
from lambdas.write_report.quantities import duration, integer, moment, percent
from lambdas.write_report.tables import epoch_table


def losses(report: Report) -> Html:
    """Loss over epochs as chart and as table, and what the verdict was held against."""
    keys = [("blue faint", "training, steps"), ("blue", "training, mean of an epoch")]
    if any(epoch.validation_measured for epoch in report.training.epochs):
        keys.append(("orange", "validation, end of an epoch"))
    chart = figure(loss_chart(report), keys, _basis(report))
    table = element("div", epoch_table(report), class_="card")
    return section("Loss over epochs", _judged(report), chart, table)


def _judged(report: Report) -> Html:
    """The verdict on convergence, where the page doesn't begin with it."""
    if report.evaluation is None:
        return Html("")
    verdict = report.verdict
    return element(
        "div",
        element("h3", verdict.headline, class_=f"tone {TONES[verdict.word]}"),
        element("p", verdict.sentence),
        class_="card",
    )


def datasets(report: Report) -> Html:
    """What the model learned from, and where that came from."""
    cards = [dataset("Training", report.datasets.training)]
    held_out = {
        "Validation": report.datasets.validation,
        "Test": report.datasets.test,
        "Test of other tasks": report.datasets.regression,
    }
    cards += [dataset(name, data) for name, data in held_out.items() if data is not None]
    return section("Data", *cards)


def model(report: Report) -> Html:
    """The base model, the job and the model that came out."""
    made = report.model
    tuned = ", ".join(f"{name} {value}" for name, value in made.hyperparameters.items())
    pairs = [
        ("Base model", join(f"{made.base_title}, ", code(made.base_id))),
        ("Custom model", join(f"{made.model_name} ", code(made.model_arn))),
        ("Job", join(f"{made.job_name} ", code(made.job_arn))),
        ("Attempt", integer(made.attempt)),
        ("Hyperparameters", tuned or "the model's defaults"),
        ("Started", moment(made.started_at)),
        ("Ended", join(moment(made.ended_at), ", after ", duration(made.duration_seconds))),
        ("Files of the job", code(made.output_uri)),
    ]
    return section("Model and job", element("div", facts(pairs), class_="card"))


def next_steps(report: Report) -> Html:
    """What to try next, and why."""
    if not report.next_steps:
        return Html("")
    steps = [
        element("li", element("div", element("strong", s.suggestion), element("p", s.reason)))
        for s in report.next_steps
    ]
    listed = element("ol", *steps, class_="steps")
    return section("What to try next", element("div", listed, class_="card"))


def warnings(report: Report) -> Html:
    """What a reader should know before trusting the numbers."""
    if not report.warnings:
        return Html("")
    items = [element("li", warning) for warning in report.warnings]
    return section(
        "Warnings", element("div", element("ul", *items, class_="warnings"), class_="card")
    )


def closing(report: Report) -> Html:
    """Where the numbers are."""
    return element(
        "footer",
        "Every number of this page is in report.json beside it (schema version ",
        integer(report.schema_version),
        ").",
    )


def section(title: str, *content: str) -> Html:
    """Return a section under its heading."""
    return element("section", element("h2", title), *content)


def _basis(report: Report) -> Html:
    """What the verdict rests on, in small print below the chart."""
    return join(*(_measure(measure) for measure in report.verdict.measures))


def _measure(measure: Measure) -> Html:
    if measure.value is None:
        return join(f"{measure.what}. ")
    held = "" if measure.threshold is None else join(" (limit ", percent(measure.threshold), ")")
    return join(f"{measure.what}: ", percent(measure.value), held, ". ")
