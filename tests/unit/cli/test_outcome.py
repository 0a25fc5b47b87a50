"""How a run's end is told."""

from typing import Any, cast

import pytest

from cli.aws import Aws
from cli.deployment import Run, Site, Target
from cli.outcome import ADVICE, BATCH_FAILED, ended, explain
from cli.progress import Ended
from lambdas.contract import errors
from tests.unit.cli.cloud import after, run_arn

RUN = Run("demo_r1", "demo", run_arn("demo_r1"))


class Here:
    """As much of AWS as an outcome needs."""

    region = "us-east-1"


def outcome(status: str, *, profile: str | None = None, **execution: Any) -> Ended:
    """Return the outcome of an execution."""
    site = Site(Target(profile=profile), cast(Aws, Here()), cast(Any, None))
    return ended(site, RUN, cast(Any, {"status": status, "stopDate": after(9), **execution}))


def test_every_error_that_no_retry_mends_has_its_advice() -> None:
    assert set(ADVICE) == {*errors.PERMANENT, BATCH_FAILED}


@pytest.mark.parametrize("error", sorted(errors.PERMANENT))
def test_advice_names_a_command(error: str) -> None:
    [step] = outcome("FAILED", error=error, cause="any").next_steps
    assert "customize start" in step or "redrive-execution" in step


@pytest.mark.parametrize(
    ("status", "error"), [("FAILED", "States.Timeout"), ("TIMED_OUT", None), ("FAILED", "Else")]
)
def test_infrastructure_is_redriven(status: str, error: str | None) -> None:
    [step] = outcome(status, error=error, profile="launcher").next_steps
    assert step.endswith(
        f"aws stepfunctions redrive-execution --execution-arn {RUN.execution_arn} "
        "--region us-east-1 --profile launcher"
    )


@pytest.mark.parametrize("output", [None, "", "{}", "[]", '"text"', '{"headline": 1}', "no json"])
def test_any_output_of_a_success_is_understood(output: str | None) -> None:
    assert explain(outcome("SUCCEEDED", output=output)) == [
        "Run demo_r1 succeeded",
        "Next: customize report demo_r1",
    ]


def test_what_serves_the_model_is_told() -> None:
    output = '{"headline": "Converged", "deployment_arn": "arn:d", "alias": "faq"}'
    assert explain(outcome("SUCCEEDED", output=output))[1:-1] == [
        "Converged",
        "To invoke: arn:d",
        "Moved to its model: alias faq",
    ]


def test_what_serves_nothing_is_not_told() -> None:
    output = '{"headline": "Converged", "deployment_arn": null, "alias": null}'
    assert explain(outcome("SUCCEEDED", output=output))[1:-1] == ["Converged"]


def test_a_cause_is_told_in_full() -> None:
    cause = '{"errorMessage": "2 problems:\\n- $.training: given 1\\n- $.model: given 2"}'
    lines = explain(outcome("FAILED", error="InvalidRequestError", cause=cause))
    assert lines[:2] == [
        "Run demo_r1 failed",
        "InvalidRequestError: 2 problems:\n- $.training: given 1\n- $.model: given 2",
    ]


def test_the_output_of_a_failed_run_is_no_result() -> None:
    assert outcome("FAILED", output='{"Error": "any"}').output is None


def test_a_stopped_run_without_words_has_none_invented() -> None:
    first, second = explain(outcome("ABORTED"))
    assert first == "Run demo_r1 was stopped"
    assert second.startswith("Next: ")
