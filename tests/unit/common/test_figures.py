"""Numbers for people: small ones are written out."""

import pytest

from lambdas.common.figures import significant, usd


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "unknown"),
        (0, "$0.00"),
        (1234.5, "$1,234.50"),
        (0.01, "$0.01"),
        (0.00333, "$0.0033"),
        (0.00002, "$0.00002"),
        (0.00000123, "$0.0000012"),
    ],
)
def test_dollars_have_two_decimals_or_two_digits(amount: float | None, text: str) -> None:
    assert usd(amount) == text


def test_no_number_is_written_with_an_exponent() -> None:
    assert [significant(one, 3) for one in (0.5, 1.5e-7, 0.12345)] == ["0.5", "0.00000015", "0.123"]
