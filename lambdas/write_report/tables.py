"""The tables of the page."""

from lambdas.contract.report import EpochLosses, Report
from lambdas.write_report.markup import Html, element
from lambdas.write_report.quantities import integer, loss


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
    return scrolled("Losses by epoch", table(head, rows))


def scrolled(label: str, wide: Html) -> Html:
    """Return a table that may be wider than a small screen."""
    # Focusable, because it is scrolled by keyboard too.
    return element("div", wide, class_="scroll", role="region", tabindex="0", aria_label=label)


def table(head: tuple[str, ...], rows: list[Html]) -> Html:
    """Return a table; its first column names the rows."""
    cells = [element("th", name, scope="col") if name else element("td") for name in head]
    return element("table", element("thead", element("tr", *cells)), element("tbody", *rows))


def row(name: str, *values: str) -> Html:
    """Return a row under its name."""
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
