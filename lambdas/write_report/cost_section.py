"""The section of the page about money: estimated against used, and the prices behind both."""

from lambdas.contract.report import Cost, EpochCost, Report, UsedCost
from lambdas.write_report.cost_chart import cost_chart
from lambdas.write_report.drawing import figure
from lambdas.write_report.facts import facts, price
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.quantities import hours, integer, usd
from lambdas.write_report.sections import section
from lambdas.write_report.tables import Table, scrolled, table

COLUMNS = ("Estimate", "Cautious bound")
TOLD_BY_NOBODY = "-"
"""No API tells how many tokens were billed."""


def cost(report: Report) -> Html:
    """What the run was to cost, what it used, and the prices behind that."""
    spent = report.cost
    pairs = [
        ("Training price", price(spent.training_price_per_1k_tokens, "per 1,000 tokens")),
        ("Storing the model", price(spent.storage_price_per_month, "a month")),
        ("Serving the model", _serving(report)),
        ("Budget", "none set" if spent.budget_usd is None else usd(spent.budget_usd)),
    ]
    if report.evaluation is not None:
        pairs[3:3] = [
            ("Reading a question", price(spent.input_price_per_1k_tokens, "per 1,000 tokens")),
            ("Writing an answer", price(spent.output_price_per_1k_tokens, "per 1,000 tokens")),
        ]
    if report.evaluation is not None and report.evaluation.embedding is not None:
        embedding = price(spent.embedding_price_per_1k_tokens, "per 1,000 tokens")
        pairs.insert(-1, ("Making vectors", embedding))
    if spent.used is not None:
        pairs.append(("What was used", _basis(report, spent.used)))
    whole = element("div", scrolled("Cost", cost_table(spent)), facts(pairs), class_="card")
    return section("Cost", whole, _by_epoch(report))


def _by_epoch(report: Report) -> Html:
    """What training had cost after each epoch, as chart and as table."""
    chart = cost_chart(report)
    if chart is None:
        return Html("")
    keys = [("blue broad", "estimate"), ("orange", "used"), ("muted dashed", "cautious bound")]
    epochs = [_epoch(epoch) for epoch in report.cost.by_epoch]
    listed = table(Table(("Until epoch", *COLUMNS, "Used"), epochs, layout="even"))
    drawn = figure(
        chart, keys, "What training had cost when each epoch ended.", "Training by epoch"
    )
    return join(drawn, element("div", listed, class_="card"))


def _epoch(epoch: EpochCost) -> tuple[str, ...]:
    used = TOLD_BY_NOBODY if epoch.used_usd is None else usd(epoch.used_usd)
    return integer(epoch.epoch), usd(epoch.estimate_usd), usd(epoch.cautious_usd), used


def cost_table(cost: Cost) -> Html:
    """Return the estimate and the cautious bound beside what was used, as far as it can be told."""
    storage = usd(cost.storage_price_per_month.usd if cost.storage_price_per_month else None)
    estimated = {
        "Training, whole run": (usd(cost.estimate_usd), usd(cost.cautious_usd)),
        "Training, each epoch": (
            usd(cost.estimate_per_epoch_usd),
            usd(cost.cautious_per_epoch_usd),
        ),
        "Tokens an epoch": (
            integer(cost.tokens_per_epoch),
            integer(cost.cautious_tokens_per_epoch),
        ),
        "Epochs": (integer(cost.epochs), integer(cost.epochs)),
        "A month of storage": (storage, storage),
        "Serving": (usd(cost.serving_usd), usd(cost.serving_usd)),
        "Evaluation": (usd(cost.evaluation_usd), usd(cost.evaluation_usd)),
        "Total": (usd(cost.total_usd), usd(cost.cautious_total_usd)),
    }
    total = list(estimated).index("Total")
    if cost.used is None:
        rows = [[name, *values] for name, values in estimated.items()]
        return table(Table(("", *COLUMNS), rows, total, "even"))
    used = _used(cost, cost.used)
    rows = [[name, *values, used[name]] for name, values in estimated.items()]
    return table(Table(("", *COLUMNS, "Used"), rows, total, "even"))


def _used(cost: Cost, used: UsedCost) -> dict[str, str]:
    return {
        "Training, whole run": usd(used.training_usd),
        # The same price for the same tokens: only the number of epochs can differ.
        "Training, each epoch": usd(cost.estimate_per_epoch_usd),
        "Tokens an epoch": TOLD_BY_NOBODY,
        "Epochs": integer(used.epochs_measured),
        "A month of storage": usd(used.storage_usd_per_month),
        "Serving": usd(used.serving_usd),
        "Evaluation": usd(used.evaluation_usd),
        "Total": usd(used.total_usd),
    }


def _serving(report: Report) -> Html:
    """What the run's own capacity costs until it is removed."""
    spent = report.cost
    if report.serving is None:
        return join(usd(spent.serving_usd), ": nothing serves it")
    if spent.serving_usd == 0:
        return join(usd(spent.serving_usd), " while nobody asks")
    hourly = price(spent.serving_price_per_unit_hour, "an hour and model unit")
    return join(usd(spent.serving_usd), " until it is removed, at ", hourly)


def _basis(report: Report, used: UsedCost) -> Html:
    """What the used figures rest on, since the bill comes later."""
    words = join(
        "epochs measured: ",
        integer(used.epochs_measured),
        ", at AWS's rule for tokens, because nothing tells the billed ones",
    )
    if report.serving is not None:
        words = join(words, "; served for ", hours(used.serving_hours), " until this was written")
    if report.model.attempt > 1:
        words = join(words, "; what earlier attempts used is not in it")
    return words
