"""Numbers as people read them."""

import pytest

from lambdas.common import figures
from lambdas.write_report.quantities import hours, limit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (figures.usd(0), "$0.00"),
        (figures.usd(0.00123), "$0.0012"),
        (figures.usd(0.001), "$0.001"),
        (figures.usd(1234.5), "$1,234.50"),
        (figures.percent(0.0123), "1.2 %"),
        (figures.percent(-1.5), "-150.0 %"),
        (figures.loss(1.23456), "1.235"),
        (figures.loss(0.0123456), "0.0123"),
        (figures.loss(0), "0.000"),
        (figures.loss(12345.6), "12,345.600"),
        (figures.count(1, "epoch"), "1 epoch"),
        (figures.count(1200, "record"), "1,200 records"),
        (figures.size(999), "999 bytes"),
        (figures.size(2_345_678), "2.35 MB"),
        (figures.size(5 * 10**15), "5e+03 TB"),
        (figures.duration(59.4), "59 s"),
        (figures.duration(61), "1 min 1 s"),
        (figures.duration(7_500), "2 h 5 min"),
    ],
)
def test_figures(text: str, expected: str) -> None:
    assert text == expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (hours(2.5), '<data value="2.5">2.5 h</data>'),
        (hours(1), '<data value="1">1 h</data>'),
        (hours(0.25), '<data value="0.25">15 min</data>'),
        (hours(0.00828), '<data value="0.00828">0.5 min</data>'),
        (limit(0.02), '<data value="0.02">0.020</data>'),
        (limit(0.0), '<data value="0.0">0</data>'),
    ],
)
def test_quantities_carry_the_exact_value(shown: str, expected: str) -> None:
    assert shown == expected
