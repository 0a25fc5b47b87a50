"""Answers that end in a number."""

import re
from decimal import Decimal

NUMBER = re.compile(
    r"""(?: (?<![\w.)]) [-+] )?          # a sign, unless it is a hyphen or a minus between two
        (?: \d{1,3} (?:,\d{3})+ (?!\d)   # thousands in groups
          | \d+ )
        (?: \.\d+ )?
        (?: [eE] [-+]? \d{1,3} (?!\w) )?
    """,
    re.VERBOSE,
)
MINUS = "\N{MINUS SIGN}"


def last_number(text: str) -> Decimal | None:
    """Return the last number of a text, `1,250.50` and `-3e8` among them, or None.

    A full stop is the decimal sign, a comma parts thousands; units and percent signs are ignored.
    """
    found = NUMBER.findall(text.replace(MINUS, "-"))
    return Decimal(found[-1].replace(",", "")) if found else None


def numeric_match(reference: str, answer: str) -> float:
    """Return 1 for the same last number, by value: 3 is 3.0, and 3.14 is not 3.1."""
    given = last_number(answer)
    return float(given is not None and given == last_number(reference))


def number_flaw(reference: str) -> str | None:
    """Tell whether a reference has no number."""
    return "a reference without a number" if last_number(reference) is None else None
