"""What to try next after an evaluation, each suggestion on both sides of what makes it."""

import msgspec
import pytest

from lambdas.contract.evaluation import Arm, MetricResult
from lambdas.contract.evaluation import Metric as M
from lambdas.contract.evaluation_result import Decision, Evaluation
from lambdas.write_report.suggestions import RULES, suggestions
from tests.unit.analyze_training.samples import PLAN
from tests.unit.write_report.evaluations import (
    BETTER,
    FORGETFUL,
    PROMOTED,
    RETIRED,
    RETRIEVAL,
    RIVALS,
    UNDECIDED,
    compared,
    evaluated,
    evaluation_of,
    report_with,
)


def _told(evaluation: Evaluation) -> dict[str, str]:
    """Return suggestions with their reasons."""
    plan = evaluated(evaluation).plan
    return {one.suggestion: one.reason for one in suggestions(plan, evaluation)}


def _retired(*results: MetricResult) -> Evaluation:
    return evaluation_of(list(results), Decision.RETIRE)


def test_a_model_that_is_better_in_all_needs_nothing() -> None:
    assert _told(PROMOTED) == {}


def test_failed_answers_come_first() -> None:
    told = _told(UNDECIDED)
    first = next(iter(told))
    assert first.startswith("Find out why answers failed")
    assert told[first] == "31 of 240 answers of one side failed, and 5.0 % may."
    allowed = [
        msgspec.structs.replace(one, failures={Arm.BASE: 0, Arm.CUSTOM: 12}) for one in BETTER[:2]
    ]
    assert not [one for one in _told(evaluation_of(allowed, Decision.KEEP)) if "failed" in one]


@pytest.mark.parametrize(("records", "told"), [(49, True), (50, False)])
def test_too_few_records_ask_for_enough(records: int, told: bool) -> None:
    few = evaluation_of([compared(M.EXACT_MATCH, (0.3, 0.6), n=records)], Decision.UNDECIDED)
    assert ("Test on at least 50 records." in _told(few)) is told


def test_a_difference_that_looks_good_asks_for_the_records_that_would_show_it() -> None:
    # 0.05 is 0.03 above the margin, and the interval reaches 0.06 below it: 4 times the records.
    told = _told(_retired(compared(M.EXACT_MATCH, (0.5, 0.55))))
    assert told["Test on about 960 records."] == (
        "Scores by exact match: custom 0.550, base 0.500. The interval of the difference reaches "
        "down to -0.010 with 240 records, and narrows with their root."
    )
    assert not [one for one in told if one.startswith("Train on records")]


@pytest.mark.parametrize("custom", [0.521, 0.52, 0.48])
def test_a_difference_too_small_to_find_asks_for_no_records(custom: float) -> None:
    told = _told(_retired(compared(M.EXACT_MATCH, (0.5, custom))))
    assert not [one for one in told if one.startswith("Test on")]


def test_no_better_asks_for_other_data_and_for_retrieval_to_be_measured() -> None:
    told = _told(RETIRED)
    assert list(told) == [
        "Train on records that are more like the test's, and check their answers.",
        "Measure retrieval too: evaluation.retrieval in the request.",
    ]
    assert "custom 0.304, base 0.312, after 1,200 records of training." in next(iter(told.values()))


def _with_retrieval(rivals: MetricResult, retrieval: float = 0.6) -> Evaluation:
    results = [
        compared(M.EXACT_MATCH, (0.3, 0.5)),
        compared(M.EXACT_MATCH, (0.3, retrieval), pair=RETRIEVAL),
        rivals,
    ]
    return evaluation_of(results, Decision.KEEP)


def test_retrieval_that_is_better_replaces_tuning() -> None:
    told = _told(_with_retrieval(compared(M.EXACT_MATCH, (0.6, 0.5), pair=RIVALS)))
    assert told["Retrieve instead of tuning."].startswith(
        "Scores by exact match: custom 0.500, retrieval 0.600"
    )


def test_retrieval_that_is_as_good_is_a_matter_of_cost() -> None:
    told = _told(_with_retrieval(compared(M.EXACT_MATCH, (0.51, 0.5), pair=RIVALS)))
    assert list(told) == ["Choose between retrieval and the custom model by their cost."]


def test_retrieval_that_does_nothing_for_the_base_is_not_advised() -> None:
    told = _told(_with_retrieval(compared(M.EXACT_MATCH, (0.51, 0.5), pair=RIVALS), 0.31))
    assert told == {}


def test_forgetting_asks_for_mixed_tasks() -> None:
    assert FORGETFUL.regression
    told = _told(FORGETFUL)
    (mixed,) = [one for one in told if one.startswith("Mix records of other tasks")]
    assert told[mixed] == FORGETFUL.regression.sentence


@pytest.mark.parametrize(("cut", "told"), [(12, False), (13, True)])
def test_cut_answers_ask_for_more_tokens(cut: int, told: bool) -> None:
    arms = [msgspec.structs.replace(one, truncated=0) for one in PROMOTED.arms]
    arms[1] = msgspec.structs.replace(arms[1], truncated=cut)
    found = _told(msgspec.structs.replace(PROMOTED, arms=arms))
    assert bool(found) is told
    if told:
        assert found == {
            "Allow answers more than 512 tokens, or ask for shorter ones.": "Answers that were cut "
            f"and scored as they were: {cut} of 240 of {Arm.CUSTOM}."
        }


def test_a_test_set_that_decided_before_asks_for_a_fresh_one() -> None:
    used = msgspec.structs.replace(PROMOTED, earlier_uses=2)
    assert _told(used) == {
        "Hold out a fresh test set.": "This one had decided 2 runs before.",
    }


def test_they_come_before_what_training_suggests() -> None:
    steps = [one.suggestion for one in report_with(RETIRED).next_steps]
    assert steps[0].startswith("Train on records")
    assert steps[-1] == "Train for 2 epochs instead of 4."


def test_a_run_without_evaluation_gets_none() -> None:
    assert suggestions(PLAN, None) == []


def test_every_rule_says_when_it_speaks() -> None:
    assert all(rule.__doc__ for rule in RULES)
