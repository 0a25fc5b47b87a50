"""The sections of the page, one function each, all made from the report alone."""

from lambdas.contract.report import Measure, Report
from lambdas.write_report.charts import NARROW, WIDE, loss_chart
from lambdas.write_report.facts import code, dataset, facts, price
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.quantities import duration, integer, moment, percent, usd
from lambdas.write_report.tables import cost_table, epoch_table


def losses(report: Report) -> Html:
    """Loss over epochs as chart and as table, and what the verdict was held against."""
    keys = [("steps", "training, steps"), ("training", "training, mean of an epoch")]
    if any(epoch.validation_measured for epoch in report.training.epochs):
        keys.append(("validation", "validation, end of an epoch"))
    legend = [element("li", text, class_=f"key-{name}") for name, text in keys]
    figure = element(
        "figure",
        element("ul", *legend, class_="legend"),
        loss_chart(report, WIDE),
        loss_chart(report, NARROW),
        element("figcaption", _basis(report)),
        class_="card",
    )
    table = element("div", epoch_table(report), class_="card")
    return _section("Loss over epochs", figure, table)


def cost(report: Report) -> Html:
    """What the run was to cost, and the prices behind it."""
    spent = report.cost
    budget = "none set" if spent.budget_usd is None else usd(spent.budget_usd)
    pairs = [
        ("Training price", price(spent.training_price_per_1k_tokens, "per 1,000 tokens")),
        ("Storing the model", price(spent.storage_price_per_month, "a month")),
        ("Serving the model", _serving(report)),
        ("Budget", budget),
    ]
    return _section("Cost", element("div", cost_table(spent), facts(pairs), class_="card"))


def datasets(report: Report) -> Html:
    """What the model learned from, and where that came from."""
    cards = [dataset("Training", report.datasets.training)]
    if report.datasets.validation is not None:
        cards.append(dataset("Validation", report.datasets.validation))
    return _section("Data", *cards)


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
    return _section("Model and job", element("div", facts(pairs), class_="card"))


def next_steps(report: Report) -> Html:
    """What to try next, and why."""
    if not report.next_steps:
        return Html("")
    steps = [
        element("li", element("div", element("strong", s.suggestion), element("p", s.reason)))
        for s in report.next_steps
    ]
    listed = element("ol", *steps, class_="steps")
    return _section("What to try next", element("div", listed, class_="card"))


def warnings(report: Report) -> Html:
    """What a reader should know before trusting the numbers."""
    if not report.warnings:
        return Html("")
    items = [element("li", warning) for warning in report.warnings]
    return _section(
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


def _section(title: str, *content: str) -> Html:
    return element("section", element("h2", title), *content)


def _serving(report: Report) -> Html:
    """What the run's own capacity costs until it is removed."""
    spent = report.cost
    if report.serving is None:
        return join(usd(spent.serving_usd), ": nothing serves it")
    if spent.serving_price_per_unit_hour is None:
        return join(usd(spent.serving_usd), " while nobody asks")
    hourly = price(spent.serving_price_per_unit_hour, "an hour and model unit")
    return join(usd(spent.serving_usd), " until it is removed, at ", hourly)


def _basis(report: Report) -> Html:
    """What the verdict rests on, in small print below the chart."""
    return join(*(_measure(measure) for measure in report.verdict.measures))


def _measure(measure: Measure) -> Html:
    if measure.value is None:
        return join(f"{measure.what}. ")
    held = "" if measure.threshold is None else join(" (limit ", percent(measure.threshold), ")")
    return join(f"{measure.what}: ", percent(measure.value), held, ". ")
