"""Numbers in the page: as people read them, with the exact value for machines beside it."""

from datetime import UTC, datetime

from lambdas.common import figures
from lambdas.evaluation import wording
from lambdas.write_report.markup import Html, element


def integer(value: int) -> Html:
    """Return a whole number."""
    return _quantity(value, f"{value:,}")


def usd(value: float | None) -> Html:
    """Return US dollars; None is unknown."""
    if value is None:
        return Html(figures.UNKNOWN)
    return _quantity(value, figures.usd(value))


def loss(value: float) -> Html:
    """Return a loss or a perplexity."""
    return _quantity(value, figures.loss(value))


def percent(value: float) -> Html:
    """Return a fraction as a percentage."""
    return _quantity(value, figures.percent(value))


def fine_usd(value: float | None) -> Html:
    """Return US dollars to three digits, for amounts that differ by parts of a cent."""
    if value is None:
        return Html(figures.UNKNOWN)
    return _quantity(
        value, f"${figures.significant(value, 3)}" if value < 1 else figures.usd(value)
    )


def confidence(value: float) -> Html:
    """Return the share of an interval as a percentage, as people write it: 95 %."""
    return _quantity(value, f"{100 * value:.4g} %")


def score(value: float) -> Html:
    """Return the score of a metric, from 0 to 1."""
    return _quantity(value, wording.score(value))


def limit(value: float) -> Html:
    """Return the score or difference that another must reach."""
    return _quantity(value, wording.limit(value))


def signed(value: float) -> Html:
    """Return the difference of two scores with its sign."""
    return _quantity(value, wording.signed(value))


def size(value: int) -> Html:
    """Return a number of bytes."""
    return _quantity(value, figures.size(value))


def hours(value: float) -> Html:
    """Return a number of hours, in minutes where it is less than one."""
    return _quantity(value, f"{value:.3g} h" if value >= 1 else f"{60 * value:.2g} min")


def duration(value: float) -> Html:
    """Return a number of seconds."""
    return _quantity(value, figures.duration(value))


def moment(value: str) -> Html:
    """Return an ISO 8601 time to the minute, in UTC."""
    text = f"{datetime.fromisoformat(value).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return element("time", text, datetime=value)


def _quantity(value: float, text: str) -> Html:
    return element("data", text, value=repr(value))
