"""The tables of the page."""

from lambdas.contract.report import Cost, EpochLosses, Report
from lambdas.write_report.markup import Html, element
from lambdas.write_report.quantities import integer, loss, usd


def epoch_table(report: Report) -> Html:
    """Return the losses and perplexities of every epoch; the epoch worth stopping at is bold."""
    stop = report.verdict.stop_epoch
    rows = [_epoch(epoch, epoch.epoch == stop) for epoch in report.training.epochs]
    head = (
        "Epoch",
        "Training loss",
        "Validation loss",
        "Training perplexity",
        "Validation perplexity",
    )
    table = _table(head, rows)
    # Focusable, because a wide table on a small screen is scrolled by keyboard too.
    return element(
        "div", table, class_="scroll", role="region", tabindex="0", aria_label="Losses by epoch"
    )


def cost_table(cost: Cost) -> Html:
    """Return the estimate and the cautious bound, for the run and for an epoch."""
    rows = [
        _row("Training, whole run", usd(cost.estimate_usd), usd(cost.cautious_usd)),
        _row(
            "Training, each epoch",
            usd(cost.estimate_per_epoch_usd),
            usd(cost.cautious_per_epoch_usd),
        ),
        _row(
            "Tokens an epoch",
            integer(cost.tokens_per_epoch),
            integer(cost.cautious_tokens_per_epoch),
        ),
        _row("Epochs", integer(cost.epochs), integer(cost.epochs)),
    ]
    return _table(("", "Estimate", "Cautious bound"), rows)


def _table(head: tuple[str, ...], rows: list[Html]) -> Html:
    cells = [element("th", name, scope="col") if name else element("td") for name in head]
    return element("table", element("thead", element("tr", *cells)), element("tbody", *rows))


def _row(name: str, *values: str) -> Html:
    cells = [element("td", value) for value in values]
    return element("tr", element("th", name, scope="row"), *cells)


def _epoch(losses: EpochLosses, stop: bool) -> Html:
    cells = [
        element("td", _figure(value, measured))
        for value, measured in (
            (losses.training_loss, True),
            (losses.validation_loss, losses.validation_measured),
            (losses.training_perplexity, True),
            (losses.validation_perplexity, losses.validation_measured),
        )
    ]
    name = element("th", integer(losses.epoch), scope="row")
    return element("tr", name, *cells, class_="stop") if stop else element("tr", name, *cells)


def _figure(value: float | None, measured: bool) -> str:
    if not measured:
        return "-"
    return "not finite" if value is None else loss(value)
