"""What each metric says of an answer, and which fit a task."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.contract.evaluation import EvaluationRequest, Metric, PromotionRule, Task
from lambdas.evaluation.metrics import (
    FITTING,
    MEASURES,
    choose_metrics,
    metric_problems,
    reference_flaws,
)

M = Metric


def score(metric: Metric, reference: str, answer: str) -> float:
    measure = MEASURES[metric]
    row = np.array([measure.statistics(reference, answer)], dtype=float)
    return float(measure.score(row, 1)[0])


@pytest.mark.parametrize(
    ("metric", "reference", "answer", "expected"),
    [
        (M.EXACT_MATCH, "The Eiffel Tower.", "eiffel tower", 1),
        (M.EXACT_MATCH, "Eiffel Tower", "tower Eiffel", 0),
        (M.TOKEN_F1, "the big red dog", "red dog runs", 2 / 3),
        (M.TOKEN_F1, "dog dog", "dog", 2 / 3),
        (M.ROUGE_L, "the dog ran home", "the dog home", 6 / 7),
        (M.ROUGE_L, "a b", "b a", 0.5),
        (M.CHRF, "abc", "abc", 1),
        (M.CHRF, "abc", "xyz", 0),
        (M.ACCURACY, "Billing", ' "billing." ', 1),
        (M.ACCURACY, "Billing issue", "BILLING  issue", 1),
        (M.ACCURACY, "C++", "C", 0),
        (M.ACCURACY, "billing", "billing, I think", 0),
        (M.JSON_VALIDITY, "x", '{"a": 1}', 1),
        (M.JSON_VALIDITY, "x", ' [1, "two"]\n', 1),
        (M.JSON_VALIDITY, "x", '```json\n{"a": 1}\n```', 0),
        (M.JSON_VALIDITY, "x", "{'a': 1}", 0),
        (M.JSON_VALIDITY, "x", '{"a": NaN}', 0),
        (M.JSON_VALIDITY, "x", "[" * 100_000, 0),
        (M.JSON_VALIDITY, "x", '"\ud800"', 0),
        (M.FIELD_ACCURACY, '{"a": 1, "b": {"c": "x"}}', '{"b": {"c": " x"}, "a": 1.0}', 1),
        (M.FIELD_ACCURACY, '{"a": 1, "b": {"c": "x"}}', '{"a": 2, "b": {"c": "x"}}', 0.5),
        (M.FIELD_ACCURACY, '{"a": true}', '{"a": 1}', 0),
        (M.FIELD_ACCURACY, '{"a": null, "b": 2}', "{}", 0),
        (M.FIELD_ACCURACY, '{"a": null, "b": 2}', '{"a": null}', 0.5),
        (M.FIELD_ACCURACY, '{"a": [1, 2]}', '{"a": [2, 2]}', 0.5),
        (M.FIELD_ACCURACY, '{"a": []}', '{"a": {}}', 0),
        (M.FIELD_ACCURACY, '{"a": []}', '{"a": []}', 1),
        (M.FIELD_ACCURACY, '{"0": 1}', "[1]", 0),
        (M.FIELD_ACCURACY, '{"a": 1}', "a: 1", 0),
        (M.NUMERIC_MATCH, "72", "8 * 9 = 72.", 1),
        (M.NUMERIC_MATCH, "1250.5", "about $1,250.50", 1),
        (M.NUMERIC_MATCH, "-3", "it is \N{MINUS SIGN}3", 1),
        (M.NUMERIC_MATCH, "20", "between 10-20", 1),
        (M.NUMERIC_MATCH, "1000", "1e3", 1),
        (M.NUMERIC_MATCH, "50", "50 %", 1),
        (M.NUMERIC_MATCH, "3.14", "3.1", 0),
        (M.NUMERIC_MATCH, "0", "none", 0),
        (M.NUMERIC_MATCH, "5", "5 of 6", 0),
    ],
)
def test_a_metric_scores(metric: Metric, reference: str, answer: str, expected: float) -> None:
    assert score(metric, reference, answer) == pytest.approx(expected)


SUITED = {
    M.JSON_VALIDITY: "{}",
    M.FIELD_ACCURACY: '{"a": {"b": 1}}',
    M.NUMERIC_MATCH: "It is 12",
}


@pytest.mark.parametrize("metric", Metric)
def test_an_empty_answer_scores_nothing_and_the_reference_itself_everything(
    metric: Metric,
) -> None:
    reference = SUITED.get(metric, "Some label")
    assert reference_flaws([metric], reference) == []
    assert score(metric, reference, "") == 0
    assert score(metric, reference, reference) == 1


@given(st.sampled_from(Metric), st.text(), st.text())
def test_any_texts_score_from_0_to_1(metric: Metric, reference: str, answer: str) -> None:
    assert 0 <= score(metric, reference, answer) <= 1 + 1e-12


@given(st.sampled_from(Metric), st.text(), st.sampled_from(["", "The.", "{}", "1", "東京"]))
def test_a_reference_that_suits_is_matched_by_itself(metric: Metric, text: str, head: str) -> None:
    reference = head + text
    if not reference_flaws([metric], reference) and metric is not M.JSON_VALIDITY:
        assert score(metric, reference, reference) == pytest.approx(1)
        assert score(metric, reference, "") == 0


@pytest.mark.parametrize(
    ("metric", "reference"),
    [
        (M.EXACT_MATCH, "The!"),
        (M.TOKEN_F1, " "),
        (M.ROUGE_L, "東京"),
        (M.CHRF, "\n"),
        (M.ACCURACY, '"."'),
        (M.FIELD_ACCURACY, "{}"),
        (M.FIELD_ACCURACY, "3"),
        (M.FIELD_ACCURACY, "no JSON"),
        (M.NUMERIC_MATCH, "twelve"),
    ],
)
def test_a_reference_that_a_metric_cannot_judge_is_a_flaw(metric: Metric, reference: str) -> None:
    (flaw,) = reference_flaws([metric, metric], reference)
    assert reference.strip() not in flaw or not reference.strip()


def test_every_metric_is_built_and_fits_a_task() -> None:
    assert set(MEASURES) == set(Metric)
    assert {metric for fitting in FITTING.values() for metric in fitting} == set(Metric)
    assert set(FITTING) == set(Task)


def test_the_task_decides_which_metric_decides() -> None:
    request = EvaluationRequest(test="t.jsonl", task=Task.EXTRACTION)
    chosen = choose_metrics(request)
    assert chosen.deciding is M.FIELD_ACCURACY
    assert chosen.required == (M.FIELD_ACCURACY,)
    assert chosen.every == FITTING[Task.EXTRACTION]


def test_a_request_can_choose() -> None:
    request = EvaluationRequest(
        test="t.jsonl",
        metrics=[M.TOKEN_F1, M.ROUGE_L, M.TOKEN_F1],
        promotion=PromotionRule(metric=M.ROUGE_L),
    )
    assert metric_problems(request, "$.evaluation") == []
    chosen = choose_metrics(request)
    assert chosen.every == (M.ROUGE_L, M.TOKEN_F1)
    assert set(chosen.required) == {M.ROUGE_L, M.TOKEN_F1}


@pytest.mark.parametrize("task", Task)
def test_what_does_not_fit_is_a_problem(task: Task) -> None:
    request = EvaluationRequest(test="t.jsonl", task=task, metrics=list(Metric))
    problems = metric_problems(request, "$.evaluation")
    assert [msgspec.convert(problem.given, Metric) for problem in problems] == [
        metric for metric in Metric if metric not in FITTING[task]
    ]
    assert all(problem.path.startswith("$.evaluation.metrics[") for problem in problems)


def test_a_deciding_metric_that_does_not_fit_is_a_problem() -> None:
    request = EvaluationRequest(test="t.jsonl", promotion=PromotionRule(metric=M.ACCURACY))
    (problem,) = metric_problems(request, "$.evaluation")
    assert problem.path == "$.evaluation.promotion.metric"
