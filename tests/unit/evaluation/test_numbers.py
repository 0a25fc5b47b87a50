"""Which number an answer ends in, and where nobody can tell."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.evaluation.numbers import last_number, number_flaw, numeric_match

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("72.", "72"),
        ("1,250,000.50 dollars", "1250000.5"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("-$1,250.50", "-1250.5"),
        ("$-5", "-5"),
        ("\N{MINUS SIGN}\N{EURO SIGN}5", "-5"),
        ("8 - $5", "5"),
        ("8-$5", "5"),
        ("8/4=2", "2"),
        ("24 of 7\n\n#### 31", "31"),
        ("1e999", "1e999"),
        ("9" * 5000, "9" * 5000),
        ("\N{ARABIC-INDIC DIGIT THREE}", "3"),
        ("In 1990, 45", "45"),
        ("In 1990 450", "450"),
        ("from 12 -345", "-345"),
        ("- 7", "-7"),
        (" \N{MINUS SIGN}  1,250.50 kg", "-1250.5"),
        ("- $7", "-7"),
        ("x = - 7", "-7"),
        ("Answer: - .5", "-0.5"),
        ("#### - 7", "-7"),
        ("(3, - 7)", "-7"),
        ("x \N{ALMOST EQUAL TO} -\N{NO-BREAK SPACE}7", "-7"),
        ("**- 7**", "-7"),
        ("5 - 7 = - 2", "-2"),
        ("5 - 7", "7"),
        ("5 \N{MINUS SIGN} 7", "7"),
        ("(5) - 7", "7"),
        ("5 % - 7 %", "7"),
        ("x - 7", "7"),
        ("The answer - 7", "7"),
        (f"5 -{' ' * 19}7", "7"),
        ("**Answer** - 7", "7"),
        ("They are:\n- 5\n- 7", "7"),
        ("- 5\n- 7", "7"),
        ("3 \N{MULTIPLICATION SIGN} 10", "10"),
        ("25 m\N{SUPERSCRIPT TWO}", "25"),
        ("2^10 = 1024", "1024"),
        ("10\N{SUPERSCRIPT TWO} is 100", "100"),
        ("Question 1 **8**", "8"),
        ("**8**", "8"),
    ],
)
def test_the_last_number_is_read(text: str, number: str) -> None:
    assert last_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "3,14",
        "1,2500",
        "1,00,000",
        "1.250.500",
        "1 250 000",
        "1\N{NARROW NO-BREAK SPACE}250",
        "1'250",
        "1_000",
        "1/2",
        "12:30",
        "2026-05-12",
        "12.05.2026",
        "3 x 10^8",
        "10^-14",
        "3 \N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT EIGHT}",
        "3 \N{MULTIPLICATION SIGN} 10^8",
        "3 x 10^8 m/s",
        "3 x 10\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT FOUR}",
        r"3 \times 10^{8}",
        "10^{-8}",
        "10^(8)",
        "10 ^ 8",
        "10 ^ - 8",
        "10**8",
        "10**-8",
        "10^n",
        "25 m^2",
        "101\N{SUBSCRIPT TWO}",
        "2\N{VULGAR FRACTION ONE HALF}",
        "1 / 14",
        "5e9914",
        "1e14kg",
        "192.168.0.1",
    ],
)
def test_a_part_of_something_else_is_no_number(text: str) -> None:
    """Else 2.14 written as `2,14` would be the right answer to `3,14`."""
    assert last_number(text) is None
    assert number_flaw(text) == "a reference without a number"
    assert numeric_match("14", text) == 0


def test_one_that_stands_alone_after_such_a_part_counts() -> None:
    assert numeric_match("0.5", "1/2 is 0.5") == 1
    assert numeric_match("20", "between 10-20") == 1


@given(
    NUMBERS, st.sampled_from(["", "x = ", "(", "costs $"]), st.sampled_from(["", ".", " kg", "%"])
)
def test_any_number_is_read_as_it_is_written(number: Decimal, before: str, after: str) -> None:
    for written in (f"{number:f}", f"{number:,f}"):
        assert last_number(f"{before}{written}{after}") == number
