"""Answers that end in a number."""

import re
from collections import deque
from decimal import Decimal

NUMBER = re.compile(
    r"""( (?<![\w.)]) [-+] )?            # a sign, unless it is a hyphen or a minus between two
        [$\u20ac\u00a3\u00a5]?
        ( (?: \d{1,3} (?:,\d{3})+ (?!\d) # thousands in groups
            | \d+ )
          (?: \.\d+ )?
          (?: [eE] [-+]? \d{1,3} (?!\w) )?
        | (?<![\w.]) \.\d+ )
    """,
    re.VERBOSE,
)
PART_OF_MORE = re.compile(
    r"""(?: \d [,./:'\u2019_]    # 3,14 1/2 12:30 1.250.500
          | \d - \d+ -           # 2026-05-12
          | \d [ ] / [ ]         # 1 / 2
          | \d (?: [eE] | \*\* ) [-+]?     # 1e5kg 10**8
          | \^ [ ]? [({]? [-+]? [ ]?       # 10^8 10^{-8} m^2
        ) \Z""",
    re.VERBOSE,
)
"""What stands before digits that are only the end of something."""
RAISED = re.compile(r"[\u00b2\u00b3\u00b9\u2070-\u208e\u00bc-\u00be\u2150-\u215e]|[ ]?\^")
"""What stands after digits that are only the beginning: superscripts, subscripts, fractions."""
SPACED = re.compile(r"(?<!\d)\d{1,3}[ \u00a0\u2009\u202f]\Z")
"""What stands before three digits that a space parts: 1 250 000."""
THREE_DIGITS = re.compile(r"\d{3}(?!\d)")
SPACED_MINUS = re.compile(
    r"""(?: \A | [=:,;#|<>~\u2248\u2264\u2265({\[] [ \u00a0\u2009\u202f]* | [*"`$] )
        - [ \u00a0\u2009\u202f]+ [$\u20ac\u00a3\u00a5]? \Z""",
    re.VERBOSE,
)
"""A minus and a space where nothing stands that could be subtracted from, nor a list's line begins:
- 7, x = - 7."""
LOOKED_AT = 20
"""Characters before a number that say whether it is one, and which."""
MINUS = "\N{MINUS SIGN}"


def last_number(text: str) -> Decimal | None:
    """Return the last number of a text, `1,250.50` and `-3e8` among them, or None.

    A full stop is the decimal sign, a comma parts thousands; units and percent signs are ignored.
    Digits of something else, a date, a fraction, a power or `3,14`, are none: nobody can tell its
    value. The last number of `5 - 7` is 7, as that of `x - 7` and of a list's line `- 7`.
    """
    plain = text.strip().replace(MINUS, "-")
    found = deque(NUMBER.finditer(plain), maxlen=1)
    if not found or _is_part_of_more(found[0]):
        return None
    sign, digits = found[0].groups(default="")
    if _is_negative(found[0]):
        sign = "-"
    return Decimal(sign + digits.replace(",", ""))


def numeric_match(reference: str, answer: str) -> float:
    """Return 1 for the same last number, by value: 3 is 3.0, and 3.14 is not 3.1."""
    given = last_number(answer)
    return float(given is not None and given == last_number(reference))


def number_flaw(reference: str) -> str | None:
    """Tell whether a reference has no number."""
    return "a reference without a number" if last_number(reference) is None else None


def _is_negative(number: re.Match[str]) -> bool:
    start = number.start(2)
    return SPACED_MINUS.search(number.string, max(0, start - LOOKED_AT), start) is not None


def _is_part_of_more(number: re.Match[str]) -> bool:
    start = number.start(2)
    before = number.string[max(0, start - LOOKED_AT) : start]
    spaced = THREE_DIGITS.match(number[2]) and SPACED.search(before)
    raised = RAISED.match(number.string, number.end())
    return bool(spaced or raised or PART_OF_MORE.search(before))
