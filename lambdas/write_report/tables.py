"""The tables of the page."""

from collections.abc import Sequence
from typing import NamedTuple

from lambdas.contract.report import EpochLosses, Report
from lambdas.write_report.markup import Html, element
from lambdas.write_report.quantities import integer, loss


class Table(NamedTuple):
    """What a table says; the first cell of a row is its name."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    strong: int | None = None
    """The row that counts most."""
    layout: str = ""
    """Classes: what the columns' widths follow, and what a small screen makes of it."""


def epoch_table(report: Report) -> Html:
    """Return the losses and perplexities of every epoch; the epoch worth stopping at is bold."""
    epochs = report.training.epochs
    stop = report.verdict.stop_epoch
    strong = next((row for row, one in enumerate(epochs) if one.epoch == stop), None)
    head = (
        "Epoch",
        "Training loss",
        "Validation loss",
        "Training perplexity",
        "Validation perplexity",
    )
    rows = [_epoch(one) for one in epochs]
    return scrolled("Losses by epoch", table(Table(head, rows, strong, "dense")))


def scrolled(label: str, wide: Html) -> Html:
    """Return a table that may be wider than a small screen."""
    # Focusable, because it is scrolled by keyboard too.
    return element("div", wide, class_="scroll", role="region", tabindex="0", aria_label=label)


def table(content: Table) -> Html:
    """Return a table; every cell knows its column, for screens too small for a heading above it."""
    cells = [element("th", name, scope="col") if name else element("td") for name in content.head]
    rows = [
        element("tr", *_cells(content.head, row), **_emphasis(number == content.strong))
        for number, row in enumerate(content.rows)
    ]
    shape = {"class_": content.layout} if content.layout else {}
    head, body = element("thead", element("tr", *cells)), element("tbody", *rows)
    return element("table", head, body, **shape)


def _cells(head: Sequence[str], row: Sequence[str]) -> list[Html]:
    name, *values = row
    told = zip(head[1:], values, strict=True)
    cells = [element("td", value, data_label=column) for column, value in told]
    return [element("th", name, scope="row"), *cells]


def _emphasis(strong: bool) -> dict[str, str]:
    return {"class_": "strong"} if strong else {}


def _epoch(losses: EpochLosses) -> list[str]:
    return [
        integer(losses.epoch),
        *(
            _figure(value, measured)
            for value, measured in (
                (losses.training_loss, True),
                (losses.validation_loss, losses.validation_measured),
                (losses.training_perplexity, True),
                (losses.validation_perplexity, losses.validation_measured),
            )
        ),
    ]


def _figure(value: float | None, measured: bool) -> str:
    if not measured:
        return "-"
    return "not finite" if value is None else loss(value)
