"""Personal data and secrets are found, and what only looks like them is not."""

import pytest

from lambdas.datasets.prepare.scan import MOST_LINES, found_in
from tests.unit.datasets_prepare.preparing import made_of_records, pair, pairs

KEY = "AKIA" + "Z7QX2MPLR4T6WNYB"
TOKEN = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "c2lnbmF0dXJlMTIzNDU"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Write to jane.doe+news@mail.acme-corp.co.uk today.", "email"),
        ("My number is +49 (0)30 901820-1.", "phone"),
        ("Call +1 212 736 3100!", "phone"),
        ("Call (212) 736-3100 or not", "phone"),
        ("Call 212.736.3100", "phone"),
        ("The card 4111 1111 1111 1111 was lost", "payment_card"),
        ("5500-0000-0000-0004", "payment_card"),
        ("340000000000009", "payment_card"),
        ("Pay to DE89 3704 0044 0532 0130 00 at once", "bank_account"),
        ("GB82WEST12345698765432", "bank_account"),
        ("SSN 123-45-6789", "us_social_security_number"),
        ("The server 8.8.4.4 answers", "ip_address"),
        (f"aws_access_key_id = {KEY}", "aws_access_key"),
        ("-----BEGIN RSA PRIVATE KEY-----", "private_key"),
        ("-----BEGIN PRIVATE KEY-----", "private_key"),
        (f"Authorization: Bearer {TOKEN}", "token"),
        ("ghp_" + "a1B2" * 9, "token"),
    ],
)
def test_it_is_found(text: str, kind: str) -> None:
    assert found_in(text) == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        "Write to jane@example.com or to me@mail.test.",
        "The decorator @property and a@b are no addresses.",
        "Call 212-555-0123 in the film.",
        "The order 4111 1111 1111 1112 is on its way",
        "Invoice 1234567890123456 of 2024-11-24",
        "Version 10.0.0.1 of 192.168.1.1 and 127.0.0.1, 300.1.2.3, 1.2.3.4.5",
        "GB82 WEST 1234 5698 7654 33 is no account",
        "Part number 000-12-3456, 666-12-3456 and 912-34-5678",
        "AKIAIOSFODNN7EXAMPLE stands in the documentation",
        "-----BEGIN PUBLIC KEY-----",
        "The years 1914-1918 and 1939-1945, 3 + 4 = 7, and 1 000 000 000",
        "It costs $1,299.00, or 12.50 a month, until 31.12.2026 23:59:59.",
        "eyJ is how a token begins, and ghp_ too",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert found_in(text) == {}


def test_the_first_lines_are_told_and_all_are_counted() -> None:
    mails = [pair(n, completion=f"Ask a{n}@acme.io or b{n}@acme.io.") for n in range(30, 60)]
    scan = made_of_records([*pairs(20), *mails]).manifest.scan
    assert scan is not None
    assert set(scan) == {"email"}
    assert (scan["email"].count, scan["email"].records) == (60, 30)
    assert scan["email"].lines == [f"faq.jsonl:{line}" for line in range(21, 21 + MOST_LINES)]


def test_only_what_is_kept_is_looked_at() -> None:
    mail = pair(30, completion="Ask a@acme.io now.")
    scan = made_of_records([*pairs(20), mail, mail]).manifest.scan
    assert scan is not None
    assert scan["email"].count == 1
