"""What a report takes over from training and evaluation where both have something to say."""

import msgspec
import pytest

from lambdas.contract.evaluation_result import Evaluation
from tests.unit.write_report.evaluations import PROMOTED, RETIRED, evaluated
from tests.unit.write_report.reports import analysis_of, report_on

LEARNED_LITTLE = [2.0, 1.98], [2.1, 2.09]
"""Losses that fell by a hundredth."""
GUESS = "put the facts in the prompt"


@pytest.mark.parametrize(("evaluation", "open_still"), [(RETIRED, True), (PROMOTED, False)])
def test_a_model_that_is_better_answers_what_its_losses_made_guess(
    evaluation: Evaluation, open_still: bool
) -> None:
    report = report_on(evaluated(evaluation), analysis_of(*LEARNED_LITTLE), evaluation)
    assert any(GUESS in one.suggestion for one in report.next_steps) is open_still


def test_a_guess_stays_open_without_an_evaluation() -> None:
    report = report_on(evaluated(PROMOTED), analysis_of(*LEARNED_LITTLE))
    assert any(GUESS in one.suggestion for one in report.next_steps)


def test_what_plan_and_evaluation_both_warn_of_is_told_once() -> None:
    evaluation = msgspec.structs.replace(PROMOTED, warnings=["Used before.", "Some failed."])
    asked = evaluated(evaluation)
    plan = msgspec.structs.replace(asked.plan, warnings=["Used before."])
    report = report_on(msgspec.structs.replace(asked, plan=plan), evaluation=evaluation)
    assert report.warnings == ["Used before.", "Mind this.", "Some failed."]
