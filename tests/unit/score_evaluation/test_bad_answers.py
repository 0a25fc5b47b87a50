"""Answers that tell nothing lead to no verdict and to no number that looks like one."""

import json
from typing import Any

import msgspec
import pytest

from lambdas.contract import places
from lambdas.contract.errors import EvaluationDamagedError
from lambdas.contract.evaluation import (
    Arm,
    Choice,
    Metric,
    PromotionRule,
    RetrievalArm,
    Task,
)
from lambdas.contract.evaluation_result import Decision, Evaluation, ScoredEvaluation
from lambdas.contract.run import EvaluationPlan
from lambdas.score_evaluation import handler as state
from lambdas.score_evaluation.examples import MOST_EXAMPLES
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.unit.analyze_training.samples import RUN
from tests.unit.plan_evaluation.samples import (
    DATA,
    SECRET,
    TEST_KEY,
    install,
    plan_of,
    planned,
    put,
    record,
)
from tests.unit.score_evaluation.samples import (
    BATCH,
    BETTER,
    RECORDS,
    RIGHT,
    WRONG,
    put_sides,
    put_test_set,
    told,
)

FIRST = places.answers_key(RUN.team, RUN.run_id, "test", Arm.CUSTOM, 1)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    install(made, monkeypatch, state)
    put_test_set(made)
    return made


def rules(**asked: Any) -> EvaluationPlan:
    return planned(batch_records=BATCH, **asked)


def scored(evaluation: EvaluationPlan) -> ScoredEvaluation:
    event = {"plan": plan_of(evaluation)}
    answer: Any = state.handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]
    return msgspec.convert(answer, ScoredEvaluation)


def evaluated(cloud: Cloud, evaluation: EvaluationPlan) -> Evaluation:
    key = scored(evaluation).key
    return msgspec.json.decode(cloud.s3.body(ARTIFACTS, key), type=Evaluation)


NOTHING = [told(n, "", error="ModelErrorException") for n in range(RECORDS)]


@pytest.mark.parametrize(
    ("base", "custom", "whose"),
    [
        (NOTHING, RIGHT, "base"),
        (RIGHT, NOTHING, "custom"),
        (NOTHING, NOTHING, "base and of custom"),
        ([], [], "base and of custom"),
    ],
)
@pytest.mark.parametrize("most", [0.05, 1.0])
def test_a_side_that_never_answered_decides_nothing(
    cloud: Cloud, base: list[Any], custom: list[Any], whose: str, most: float
) -> None:
    put_sides(cloud, {Arm.BASE: base, Arm.CUSTOM: custom})
    answer = scored(rules(most_failures=most))
    assert (answer.verdict.choice, answer.decision) == (Choice.INCONCLUSIVE, Decision.UNDECIDED)
    assert answer.verdict.sentence == f"Inconclusive: all {RECORDS} answers of {whose} failed."


@pytest.mark.parametrize("sides", [(NOTHING, RIGHT), (RIGHT, NOTHING)])
def test_a_side_that_never_answered_gains_and_loses_nothing_and_has_no_price(
    cloud: Cloud, sides: tuple[list[Any], list[Any]]
) -> None:
    put_sides(cloud, dict(zip((Arm.BASE, Arm.CUSTOM), sides, strict=True)))
    found = evaluated(cloud, rules())
    assert (found.gains, found.losses) == ([], [])
    assert [one.usd_per_1k_answers for one in found.arms if not one.answered] == [None]


def test_retrieval_that_never_answered_is_not_the_cheaper(cloud: Cloud) -> None:
    put_sides(cloud, {**BETTER, Arm.RETRIEVAL: NOTHING})
    found = evaluated(cloud, rules(retrieval=RetrievalArm()))
    assert (found.verdict.choice, found.break_even) == (Choice.BETTER, None)
    assert len(found.gains) == MOST_EXAMPLES


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", SECRET.encode(), b'{"id": 7}'])
def test_a_damaged_file_of_answers_is_told_by_its_name(cloud: Cloud, body: bytes) -> None:
    put_sides(cloud, BETTER)
    cloud.s3.put(ARTIFACTS, FIRST, body)
    with pytest.raises(EvaluationDamagedError, match=FIRST) as raised:
        scored(rules())
    assert SECRET not in str(raised.value)


def test_an_empty_file_of_answers_is_one_without_answers(cloud: Cloud) -> None:
    put_sides(cloud, BETTER)
    cloud.s3.put(ARTIFACTS, FIRST, b"")
    found = evaluated(cloud, rules())
    assert found.verdict.choice is Choice.INCONCLUSIVE
    assert [one.failed for one in found.arms] == [0, BATCH]


def test_answers_to_other_records_are_none(cloud: Cloud) -> None:
    strange = [msgspec.structs.replace(one, id=f" {one.id}") for one in RIGHT]
    put_sides(cloud, {Arm.BASE: WRONG, Arm.CUSTOM: strange})
    found = evaluated(cloud, rules())
    assert [one.failed for one in found.arms] == [0, RECORDS]


def test_a_set_that_is_no_longer_what_it_was_ends_it(cloud: Cloud) -> None:
    put_sides(cloud, BETTER)
    cloud.s3.versions[DATA, TEST_KEY]["v1"] = b"{}"
    with pytest.raises(EvaluationDamagedError, match="line 1"):
        scored(rules())


@pytest.mark.parametrize(
    "answer",
    [
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": 1e999}',
        '{"a": -1e999}',
        f'{{"a": {"9" * 10_000}}}',
        "[" * 50_000,
        '{"a": 1' * 10_000,
        "x" * 1_000_000,
        "\0",
    ],
    ids=lambda answer: answer[:16],
)
def test_no_answer_breaks_a_metric(cloud: Cloud, answer: str) -> None:
    """Not JSON, not a number, or larger than any answer: it scores 0, and every figure is one."""
    lines = [record(f"Question {n}?", f'{{"a": {n}}}', id=f"r{n}") for n in range(RECORDS)]
    cloud.s3.versions.pop((DATA, TEST_KEY))
    put(cloud.s3, TEST_KEY, lines)
    right = [told(n, f'{{"a": {n}}}') for n in range(RECORDS)]
    put_sides(cloud, {Arm.BASE: right, Arm.CUSTOM: [told(0, answer), *right[1:]]})
    found = evaluated(
        cloud, rules(task=Task.EXTRACTION, promotion=PromotionRule(metric=Metric.FIELD_ACCURACY))
    )
    for one in found.metrics:
        assert one.base == 1
        # A number of many digits is JSON, though not the number that was hoped for.
        assert one.custom in (1, pytest.approx((RECORDS - 1) / RECORDS))
        assert -1 <= one.interval.low <= one.difference <= one.interval.high <= 1
    assert found.metrics[0].custom != 1
    assert found.verdict.choice is Choice.NOT_BETTER
