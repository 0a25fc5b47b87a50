"""Numbers in the page: as people read them, with the exact value for machines beside it."""

from datetime import UTC, datetime

from lambdas.common import figures
from lambdas.write_report.markup import Html, element


def integer(value: int) -> Html:
    """Return a whole number."""
    return _quantity(value, f"{value:,}")


def usd(value: float) -> Html:
    """Return US dollars."""
    return _quantity(value, figures.usd(value))


def loss(value: float) -> Html:
    """Return a loss or a perplexity."""
    return _quantity(value, figures.loss(value))


def percent(value: float) -> Html:
    """Return a fraction as a percentage."""
    return _quantity(value, figures.percent(value))


def size(value: int) -> Html:
    """Return a number of bytes."""
    return _quantity(value, figures.size(value))


def duration(value: float) -> Html:
    """Return a number of seconds."""
    return _quantity(value, figures.duration(value))


def moment(value: str) -> Html:
    """Return an ISO 8601 time to the minute, in UTC."""
    text = f"{datetime.fromisoformat(value).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return element("time", text, datetime=value)


def _quantity(value: float, text: str) -> Html:
    return element("data", text, value=repr(value))
