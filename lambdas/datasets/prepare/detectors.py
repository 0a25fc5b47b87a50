"""What personal data and secrets look like.

Where there is a check sum or a reserved range it is looked at, so that order numbers, versions and
examples are not taken for any.
"""

import ipaddress
import re
from collections.abc import Callable, Sequence
from string import digits
from typing import NamedTuple

LUHN_DIGITS = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Every second digit doubled, its own digits added."""
CARD_PREFIX = re.compile(r"4|5[1-5]|2[2-7]|3[47]|6011|65")
"""Visa, Mastercard, American Express, Discover."""
RESERVED_DOMAIN = re.compile(r"(^|\.)(example(\.(com|net|org))?|invalid|localhost|test)$", re.I)
"""Nobody's. https://www.rfc-editor.org/rfc/rfc2606"""
FICTIONAL_NUMBER = re.compile(r"555\D?01\d\d$")
"""Set aside for fiction in North America."""
FEWEST_DIGITS, MOST_DIGITS = 8, 15
"""Of a telephone number with its country's code. https://www.itu.int/rec/T-REC-E.164"""


def _anything(_match: str) -> bool:
    return True


class Detector(NamedTuple):
    """A pattern, and what a match must be besides."""

    signs: Sequence[str]
    """One of these is in every match. Most texts have none, which is quickly seen."""
    pattern: re.Pattern[str]
    is_real: Callable[[str], bool] = _anything

    def count_in(self, text: str) -> int:
        """Return how many there are in a text."""
        if not any(sign in text for sign in self.signs):
            return 0
        return sum(self.is_real(one[0]) for one in self.pattern.finditer(text))


def _is_mail(text: str) -> bool:
    return not RESERVED_DOMAIN.search(text.rpartition("@")[2])


def _is_phone(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    if text.startswith("+") and not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        return False
    return not FICTIONAL_NUMBER.search(text)


def _is_card(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    if not CARD_PREFIX.match(digits):
        return False
    total = sum(
        LUHN_DIGITS[int(digit)] if index % 2 else int(digit)
        for index, digit in enumerate(reversed(digits))
    )
    return total % 10 == 0


def _is_iban(text: str) -> bool:
    """Hold a number against its check digits (ISO 13616)."""
    number = text.replace(" ", "")
    rearranged = number[4:] + number[:4]
    return int("".join(str(int(char, 36)) for char in rearranged)) % 97 == 1


def _is_address(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_global
    except ValueError:
        return False


def _is_no_example(text: str) -> bool:
    return not text.endswith("EXAMPLE")


DETECTORS: dict[str, Detector] = {
    "aws_access_key": Detector(
        ("AKIA", "ASIA"), re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), _is_no_example
    ),
    "bank_account": Detector(
        digits,
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        _is_iban,
    ),
    "email": Detector("@", re.compile(r"\b[\w.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}\b"), _is_mail),
    "ip_address": Detector(
        digits, re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"), _is_address
    ),
    "payment_card": Detector(
        digits, re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])"), _is_card
    ),
    "phone": Detector(
        digits,
        re.compile(
            r"(?<![\w+])\+\d(?:[ ().-]{0,2}\d){7,16}(?!\d)"
            r"|(?<![\d-])(?:\([2-9]\d\d\) ?|[2-9]\d\d[-. ])[2-9]\d\d[-. ]\d{4}(?![\d-])"
        ),
        _is_phone,
    ),
    "private_key": Detector(
        ("PRIVATE KEY",), re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")
    ),
    "token": Detector(
        ("eyJ", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "xox"),
        re.compile(
            r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"
            r"|\bgh[opsur]_[A-Za-z0-9]{36}|\bxox[abprs]-[\w-]{10,}"
        ),
    ),
    "us_social_security_number": Detector(
        digits, re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\d-])")
    ),
}
"""By kind, in the order in which they are told."""
