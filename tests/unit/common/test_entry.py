"""What every handler does first and last."""

import io
import json
from typing import Any

import pytest

from lambdas.common.entry import Event, entry, logger
from lambdas.contract.errors import PERMANENT, AccessRefusedError
from tests.fakes.requests import service_error


def call(work: Any, event: Event) -> Any:
    """Call a handler as Lambda does."""
    return entry(work)(event, None)  # type: ignore[arg-type]


def failing(error: Exception) -> Any:
    """Return work that fails."""

    def work(_event: Event) -> None:
        raise error

    return work


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    """Return what was logged."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_the_event_goes_in_and_the_answer_comes_out() -> None:
    assert call(lambda event: event["number"] + 1, {"number": 1}) == 2


@pytest.mark.parametrize(
    "code", ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "Forbidden"]
)
def test_a_refusal_by_aws_is_permanent(code: str) -> None:
    refusal = service_error(code, "not authorized to perform: s3:PutObject")
    with pytest.raises(AccessRefusedError, match="s3:PutObject") as raised:
        call(failing(refusal), {})
    assert raised.value.__cause__ is refusal
    assert AccessRefusedError.__name__ in PERMANENT


@pytest.mark.parametrize(
    "error", [service_error("ThrottlingException"), service_error("NoSuchKey"), KeyError("team")]
)
def test_any_other_error_stays_itself(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        call(failing(error), {})
    assert raised.value is error


def test_begin_and_end_are_logged_with_the_time(log: io.StringIO) -> None:
    call(lambda _: None, {})
    assert [line["message"] for line in lines(log)] == ["started", "ended"]
    assert all(line["timestamp"].endswith("Z") or "+" in line["timestamp"] for line in lines(log))


def test_a_run_is_not_named_in_the_lines_of_the_next(log: io.StringIO) -> None:
    call(lambda _: logger.append_keys(run_id="demo_first"), {})
    call(lambda _: None, {})
    assert [line.get("run_id") for line in lines(log)] == [None, "demo_first", None, None]
