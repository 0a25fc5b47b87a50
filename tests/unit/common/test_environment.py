"""Environment variables as typed values."""

import msgspec
import pytest

from lambdas.common.environment import EnvironmentVariableError, read, variable_names


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """Every kind of value that a function is configured with."""

    account_id: str
    grace_seconds: int
    budgets_usd: dict[str, float]
    subnet_ids: list[str]


GOOD = {
    "ACCOUNT_ID": "000000000012",
    "GRACE_SECONDS": "60",
    "BUDGETS_USD": '{"demo": 1.5}',
    "SUBNET_IDS": '["subnet-1"]',
}


def test_text_becomes_what_the_field_says() -> None:
    assert read(Sample, GOOD) == Sample(
        account_id="000000000012",
        grace_seconds=60,
        budgets_usd={"demo": 1.5},
        subnet_ids=["subnet-1"],
    )


def test_the_process_environment_is_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    assert read(Sample) == read(Sample, GOOD)


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(EnvironmentVariableError) as raised:
        read(Sample, {"SUBNET_IDS": "[]"})
    assert str(raised.value) == "; ".join(
        f"{name} is not set" for name in ("ACCOUNT_ID", "GRACE_SECONDS", "BUDGETS_USD")
    )


def test_malformed_and_missing_are_named_together() -> None:
    wrong = {"ACCOUNT_ID": "1", "GRACE_SECONDS": "soon", "BUDGETS_USD": '{"demo": "much"}'}
    with pytest.raises(EnvironmentVariableError) as raised:
        read(Sample, wrong)
    grace, budgets, subnets = str(raised.value).split("; ")
    assert grace.startswith("GRACE_SECONDS is malformed")
    assert budgets.startswith("BUDGETS_USD is malformed")
    assert subnets == "SUBNET_IDS is not set"


def test_the_variables_of_an_environment_are_known_without_reading_it() -> None:
    assert variable_names(Sample) == frozenset(GOOD)
