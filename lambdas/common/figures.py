"""How numbers are written for people, the same in every sentence, table and mail."""

from decimal import Decimal

UNKNOWN = "unknown"
"""What stands where a figure is not known, so that nobody takes it for zero."""

_CENT = 0.01
_SMALL_LOSS = 0.1
_UNITS = ("bytes", "KB", "MB", "GB", "TB")
_UNIT = 1000


def usd(amount: float | None) -> str:
    """Return US dollars: two decimals, or two significant digits below a cent; None is unknown."""
    if amount is None:
        return UNKNOWN
    return f"${significant(amount, 2)}" if 0 < amount < _CENT else f"${amount:,.2f}"


def significant(number: float, digits: int) -> str:
    """Return a small number to so many significant digits, written out: 0.00002, not 2e-05."""
    return f"{Decimal(f'{number:.{digits}g}'):f}"


def percent(fraction: float) -> str:
    """Return a fraction as a percentage with one decimal."""
    return f"{100 * fraction:.1f} %"


def loss(value: float) -> str:
    """Return a loss or a perplexity: three decimals, so that columns align, unless too small."""
    return f"{value:.3g}" if 0 < abs(value) < _SMALL_LOSS else f"{value:,.3f}"


def count(number: int, noun: str) -> str:
    """Return `1 epoch`, `2 epochs`, `1,000 records`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(number: int) -> str:
    """Return a number of bytes in the decimal unit that fits."""
    amount = float(number)
    for unit in _UNITS[:-1]:
        if amount < _UNIT:
            return f"{amount:.3g} {unit}"
        amount /= _UNIT
    return f"{amount:.3g} {_UNITS[-1]}"


def duration(seconds: float) -> str:
    """Return a time in its two largest units: `1 h 5 min`, `5 min 30 s`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
