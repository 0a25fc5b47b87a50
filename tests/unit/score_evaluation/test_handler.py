"""ScoreEvaluation from answers to verdict, on S3 in memory."""

import json
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.contract import places
from lambdas.contract.errors import EvaluationDamagedError
from lambdas.contract.evaluation import (
    Arm,
    Choice,
    EmbeddedTexts,
    EmbeddingFacts,
    Metric,
    PromotionRule,
    RegressionSet,
    Retention,
    RetrievalArm,
    Task,
)
from lambdas.contract.evaluation_result import Decision, Evaluation, ScoredEvaluation
from lambdas.contract.money import Price
from lambdas.contract.run import EmbeddingPlan, EvaluationPlan, Plan
from lambdas.contract.serving import Kind
from lambdas.score_evaluation import handler as state
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.unit.analyze_training.samples import RUN
from tests.unit.plan_evaluation.samples import (
    DATA,
    REGRESSION_KEY,
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
    put_answers,
    put_sides,
    put_test_set,
    told,
)

KEY = places.evaluation_key(RUN.team, RUN.run_id)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    install(made, monkeypatch, state)
    put_test_set(made)
    return made


def rules(**asked: Any) -> EvaluationPlan:
    """Return how the sample run is evaluated."""
    return planned(batch_records=BATCH, **asked)


def scored(plan: Plan) -> ScoredEvaluation:
    """Call the function as the state does."""
    event = {"plan": plan}
    answer: Any = state.handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]
    return msgspec.convert(answer, ScoredEvaluation)


def evaluated(cloud: Cloud, evaluation: EvaluationPlan | None = None) -> Evaluation:
    """Return what an evaluation came to."""
    scored(plan_of(evaluation or rules()))
    return msgspec.json.decode(cloud.s3.body(ARTIFACTS, KEY), type=Evaluation)


def test_a_better_model_is_promoted(cloud: Cloud) -> None:
    put_sides(cloud, BETTER)
    answer = scored(plan_of(rules()))
    assert answer.verdict.choice is Choice.BETTER
    assert answer.decision is Decision.PROMOTE
    assert answer.key == KEY
    assert answer.headline.startswith("Better: chrF 1.000 (custom) against")
    assert answer.headline.endswith("Alias faq is moved to it.")


def test_every_number_is_kept(cloud: Cloud) -> None:
    put_sides(cloud, BETTER)
    found = evaluated(cloud)
    assert found.records == RECORDS
    assert [one.metric for one in found.results] == [
        Metric.CHRF,
        Metric.ROUGE_L,
        Metric.TOKEN_F1,
        Metric.EXACT_MATCH,
    ]
    exact = found.results[-1]
    assert (exact.base, exact.custom, exact.wins, exact.losses) == (0, 1, RECORDS, 0)
    base, custom = found.arms
    assert (base.arm, custom.arm) == (Arm.BASE, Arm.CUSTOM)
    assert (base.answered, base.failed, base.truncated) == (RECORDS, 0, 0)
    assert (base.input_tokens, base.output_tokens) == (100 * RECORDS, 10 * RECORDS)
    assert base.cost_usd == pytest.approx(110 * RECORDS * 0.001 / 1000)
    assert base.usd_per_1k_answers == pytest.approx(0.11)
    assert found.custom_fixed_usd == pytest.approx(1.6 + 1.95)
    assert found.break_even is None
    assert found.warnings == []


def test_the_same_answers_are_no_gain(cloud: Cloud) -> None:
    put_sides(cloud, {Arm.BASE: RIGHT, Arm.CUSTOM: RIGHT})
    answer = scored(plan_of(rules()))
    assert answer.verdict.choice is Choice.NOT_BETTER
    assert answer.decision is Decision.RETIRE
    assert answer.headline.endswith("What serves it is removed; the model stays.")


def test_without_an_alias_a_better_model_is_kept(cloud: Cloud) -> None:
    put_sides(cloud, BETTER)
    assert scored(plan_of(rules(), alias=None)).decision is Decision.KEEP


def test_the_margin_of_the_request_decides(cloud: Cloud) -> None:
    put_sides(cloud, {Arm.BASE: [*WRONG[:10], *RIGHT[10:]], Arm.CUSTOM: RIGHT})
    rule = PromotionRule(metric=Metric.EXACT_MATCH)
    assert evaluated(cloud, rules(promotion=rule)).verdict.choice is Choice.BETTER
    strict = PromotionRule(metric=Metric.EXACT_MATCH, margin=0.3)
    assert evaluated(cloud, rules(promotion=strict)).verdict.choice is Choice.NOT_BETTER


def test_answers_are_joined_by_id_whatever_their_order(cloud: Cloud) -> None:
    shuffled = [
        one for start in range(0, RECORDS, BATCH) for one in reversed(RIGHT[start : start + BATCH])
    ]
    put_sides(cloud, {Arm.BASE: RIGHT, Arm.CUSTOM: shuffled})
    exact = evaluated(cloud).results[-1]
    assert (exact.custom, exact.ties) == (1, RECORDS)


def test_a_missing_answer_is_a_failure_of_its_side(cloud: Cloud) -> None:
    put_sides(cloud, {Arm.BASE: RIGHT, Arm.CUSTOM: [*RIGHT[:-2], told(58)]})
    found = evaluated(cloud)
    assert [one.failed for one in found.arms] == [0, 1]
    assert found.results[0].failures == {Arm.BASE: 0, Arm.CUSTOM: 1}
    assert found.warnings == ["1 answer of custom on the test set failed: no answer 1."]


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"text": "", "stop_reason": "", "error": "ValidationException"}, "ValidationException 4"),
        ({"text": " \n"}, "an empty answer 4"),
        ({"stop_reason": "content_filtered"}, "content_filtered 4"),
        ({"stop_reason": "guardrail_intervened"}, "guardrail_intervened 4"),
        ({"stop_reason": "malformed_model_output"}, "malformed_model_output 4"),
        (
            {"text": "", "stop_reason": "max_tokens"},
            "an empty answer at the token limit 4",
        ),
    ],
)
def test_failures_score_nothing_and_too_many_end_it(
    cloud: Cloud, changes: dict[str, str], cause: str
) -> None:
    failed = [told(n, **changes) for n in range(4)]
    put_sides(cloud, {Arm.BASE: WRONG, Arm.CUSTOM: [*failed, *RIGHT[4:]]})
    found = evaluated(cloud)
    assert found.verdict.choice is Choice.INCONCLUSIVE
    assert found.decision is Decision.UNDECIDED
    assert found.arms[1].failed == 4
    assert found.results[-1].custom == pytest.approx((RECORDS - 4) / RECORDS)
    assert cause in found.warnings[0]


def test_nothing_answered_is_inconclusive_and_no_number(cloud: Cloud) -> None:
    found = evaluated(cloud)
    assert found.verdict.choice is Choice.INCONCLUSIVE
    assert [one.failed for one in found.arms] == [RECORDS, RECORDS]
    assert scored(plan_of(rules())).decision is Decision.UNDECIDED


def test_too_few_records_are_inconclusive(cloud: Cloud) -> None:
    put_test_set(cloud, 20)
    newest = list(cloud.s3.versions[DATA, TEST_KEY].values())[-2]
    cloud.s3.versions[DATA, TEST_KEY]["v1"] = newest
    put_sides(cloud, {arm: answers[:20] for arm, answers in BETTER.items()})
    found = evaluated(cloud)
    assert (found.records, found.verdict.choice) == (20, Choice.INCONCLUSIVE)


def test_truncated_answers_are_scored_and_told(cloud: Cloud) -> None:
    cut = [told(n, stop_reason="max_tokens") for n in range(RECORDS)]
    put_sides(cloud, {Arm.BASE: WRONG, Arm.CUSTOM: cut})
    found = evaluated(cloud)
    assert found.verdict.choice is Choice.BETTER
    assert found.arms[1].truncated == RECORDS
    assert found.warnings == [
        "60 answers of custom on the test set were cut at 512 tokens and scored as they are."
    ]


def test_a_metric_that_cannot_judge_is_left_out(cloud: Cloud) -> None:
    lines = [record(f"Question {n}?", "Ответ", id=f"r{n}") for n in range(RECORDS)]
    cloud.s3.versions.pop((DATA, TEST_KEY))
    put(cloud.s3, TEST_KEY, lines)
    right = [told(n, "Ответ") for n in range(RECORDS)]
    put_sides(cloud, {Arm.BASE: WRONG, Arm.CUSTOM: right})
    found = evaluated(cloud)
    assert found.left_out == [Metric.ROUGE_L]
    assert "can't be judged by rouge_l" in found.warnings[0]


def test_the_other_tasks_are_judged_by_their_own_metric(cloud: Cloud) -> None:
    put_sides(cloud, BETTER)
    lines = [record(f"Label {n}?", "yes", id=f"r{n}") for n in range(RECORDS)]
    put(cloud.s3, REGRESSION_KEY, lines)
    yes, no = ([told(n, word) for n in range(RECORDS)] for word in ("Yes", "no"))
    asked = rules(
        regression=True,
    )
    regression = RegressionSet(test="datasets/regression.jsonl", task=Task.CLASSIFICATION)
    asked = msgspec.structs.replace(
        asked, rules=msgspec.structs.replace(asked.rules, regression=regression)
    )
    put_answers(cloud, Arm.BASE, yes, "regression")
    put_answers(cloud, Arm.CUSTOM, yes, "regression")
    held = evaluated(cloud, asked)
    assert held.regression
    assert held.regression.retention is Retention.HELD
    assert held.regression.result.metric is Metric.ACCURACY
    assert held.decision is Decision.PROMOTE
    put_answers(cloud, Arm.CUSTOM, no, "regression")
    forgot = evaluated(cloud, asked)
    assert forgot.regression
    assert forgot.regression.retention is Retention.FORGOT
    assert (forgot.verdict.choice, forgot.decision) == (Choice.NOT_BETTER, Decision.RETIRE)
    assert [one.arm for one in forgot.regression_arms] == [Arm.BASE, Arm.CUSTOM]


def test_retrieval_is_compared_and_priced(cloud: Cloud) -> None:
    long = [msgspec.structs.replace(one, input_tokens=1000) for one in RIGHT]
    put_sides(cloud, {**BETTER, Arm.RETRIEVAL: long})
    found = evaluated(cloud, rules(retrieval=RetrievalArm()))
    pairs = list(dict.fromkeys((one.arm, one.against) for one in found.results))
    assert pairs == [
        (Arm.CUSTOM, Arm.BASE),
        (Arm.RETRIEVAL, Arm.BASE),
        (Arm.CUSTOM, Arm.RETRIEVAL),
    ]
    assert found.break_even
    assert found.break_even.cheaper_at_first is Arm.RETRIEVAL
    assert found.break_even.cheaper_in_the_end is Arm.CUSTOM
    # 3.55 dollars of training and storage against 0.0009 dollars an answer.
    assert found.break_even.answers == 3945


def by_vectors(
    cloud: Cloud, *, usd: float | None, cut: int = 0, refused: int = 0, failed: int = 0
) -> tuple[Evaluation, EmbeddingFacts]:
    """Score an evaluation whose similar records were found by vectors, at this price a token."""
    put_sides(cloud, {**BETTER, Arm.RETRIEVAL: RIGHT})
    facts = EmbeddingFacts(
        model_id="amazon.titan-embed-text-v2:0",
        index=EmbeddedTexts(texts=2000, tokens=60_000, cut=cut),
        questions=EmbeddedTexts(texts=RECORDS, tokens=1_800, refused=refused, failed=failed),
    )
    key = places.embedding_key(RUN.team, RUN.run_id)
    cloud.s3.put(ARTIFACTS, key, msgspec.json.encode(facts))
    embedding = EmbeddingPlan(model_id=facts.model_id, dimensions=512, requests_per_minute=600)
    asked = rules(retrieval=RetrievalArm(by="embeddings"))
    plan = plan_of(msgspec.structs.replace(asked, embedding=embedding))
    price = usd and Price(usd=usd * 1000, source="this environment", as_of="2026-08-01")
    cost = msgspec.structs.replace(plan.cost, embedding_price_per_1k_tokens=price or None)
    scored(msgspec.structs.replace(plan, cost=cost))
    return msgspec.json.decode(cloud.s3.body(ARTIFACTS, KEY), type=Evaluation), facts


def test_looking_by_vectors_is_part_of_what_retrieval_costs(cloud: Cloud) -> None:
    found, facts = by_vectors(cloud, usd=0.0001)
    _, custom, retrieval = found.arms
    assert custom.cost_usd == pytest.approx(0.0066)
    # The same tokens as the custom model's, and 1,800 of the questions' vectors.
    assert retrieval.cost_usd == pytest.approx(0.0066 + 0.18)
    assert retrieval.usd_per_1k_answers == pytest.approx(0.11 + 3)
    assert found.retrieval_fixed_usd == pytest.approx(6)
    assert found.embedding == facts
    assert found.break_even
    # The vectors of all training records cost more than training and storage, 3.55 dollars.
    assert found.break_even.cheaper_at_first is Arm.CUSTOM
    assert found.break_even.answers == 0
    assert found.warnings == []


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"model_id": 7}'])
def test_facts_of_vectors_that_somebody_else_wrote_are_not_believed(
    cloud: Cloud, body: bytes
) -> None:
    put_sides(cloud, {**BETTER, Arm.RETRIEVAL: RIGHT})
    key = places.embedding_key(RUN.team, RUN.run_id)
    cloud.s3.put(ARTIFACTS, key, body)
    embedding = EmbeddingPlan(model_id="m", dimensions=512, requests_per_minute=600)
    asked = rules(retrieval=RetrievalArm(by="embeddings"))
    with pytest.raises(EvaluationDamagedError, match=key):
        scored(plan_of(msgspec.structs.replace(asked, embedding=embedding)))


def test_a_price_of_vectors_that_is_unknown_is_no_zero(cloud: Cloud) -> None:
    found, _ = by_vectors(cloud, usd=None)
    assert [one.cost_usd is None for one in found.arms] == [False, False, True]
    assert found.retrieval_fixed_usd is None
    assert found.break_even is None


def test_texts_that_were_cut_or_have_no_vector_are_told(cloud: Cloud) -> None:
    found, _ = by_vectors(cloud, usd=0.0001, cut=3, refused=1, failed=2)
    assert found.warnings == [
        "3 training records had a longer prompt than the embedding model takes: similar records "
        "were looked for by its beginning.",
        "1 question was refused by the embedding model: nothing is similar to what it refuses.",
        "2 questions got no vector, because every attempt went wrong: nothing is similar to what "
        "has none.",
    ]


def test_an_unknown_price_is_unknown_and_no_zero(cloud: Cloud) -> None:
    put_sides(cloud, BETTER)
    plan = plan_of(rules(retrieval=RetrievalArm()))
    cost = msgspec.structs.replace(plan.cost, output_price_per_1k_tokens=None)
    put_answers(cloud, Arm.RETRIEVAL, RIGHT)
    scored(msgspec.structs.replace(plan, cost=cost))
    found = msgspec.json.decode(cloud.s3.body(ARTIFACTS, KEY), type=Evaluation)
    assert {one.cost_usd for one in found.arms} == {None}
    assert found.break_even is None


def test_what_is_paid_by_the_hour_costs_nothing_by_the_token(cloud: Cloud) -> None:
    put_sides(cloud, BETTER)
    plan = plan_of(rules())
    assert plan.serving
    serving = msgspec.structs.replace(plan.serving, kind=Kind.PROVISIONED, units=1)
    cost = msgspec.structs.replace(plan.cost, serving_usd=20.0)
    scored(msgspec.structs.replace(plan, serving=serving, cost=cost))
    found = msgspec.json.decode(cloud.s3.body(ARTIFACTS, KEY), type=Evaluation)
    assert [one.cost_usd for one in found.arms] == [pytest.approx(0.0066), 0]
    assert found.custom_fixed_usd == pytest.approx(1.6 + 1.95 + 20)


def test_the_largest_gains_and_losses_are_told_by_id(cloud: Cloud) -> None:
    custom = [told(0, "No."), *RIGHT[1:4], *WRONG[4:]]
    put_sides(cloud, {Arm.BASE: [*RIGHT[:1], *WRONG[1:]], Arm.CUSTOM: custom})
    rule = PromotionRule(metric=Metric.EXACT_MATCH)
    found = evaluated(cloud, rules(promotion=rule))
    assert [one.id for one in found.gains] == ["r1", "r2", "r3"]
    assert [(one.id, one.base, one.custom) for one in found.losses] == [("r0", 1, 0)]
    assert {one.shown for one in [*found.gains, *found.losses]} == {None}


def test_words_are_shown_only_when_asked_for(cloud: Cloud) -> None:
    put_sides(cloud, {Arm.BASE: WRONG, Arm.CUSTOM: [told(0, SECRET + "x" * 3000), *RIGHT[1:]]})
    assert SECRET not in str(evaluated(cloud))
    found = evaluated(cloud, rules(examples_in_report=True))
    (first, *_) = found.gains
    assert first.shown
    assert first.shown.base == "Nobody knows."
    assert first.shown.prompt == f"Question {first.id[1:]}?"


def test_the_same_answers_give_the_same_numbers(cloud: Cloud) -> None:
    mixed = [*RIGHT[:30], *WRONG[30:]]
    put_sides(cloud, {Arm.BASE: mixed, Arm.CUSTOM: [*WRONG[:20], *RIGHT[20:]]})
    assert evaluated(cloud) == evaluated(cloud)


def test_an_earlier_use_of_the_set_is_told(cloud: Cloud) -> None:
    put_sides(cloud, BETTER)
    key = places.used_set_key(RUN.team, rules().test.sha256)
    assert evaluated(cloud).earlier_uses == 0
    assert json.loads(cloud.s3.body(ARTIFACTS, key)) == {"run_ids": [RUN.run_id]}
    assert evaluated(cloud).earlier_uses == 0
    assert json.loads(cloud.s3.body(ARTIFACTS, key)) == {"run_ids": [RUN.run_id]}
    cloud.s3.put(ARTIFACTS, key, b'{"run_ids": ["demo_one", "demo_two"]}')
    found = evaluated(cloud)
    assert found.earlier_uses == 2
    assert "has decided 2 runs before" in found.warnings[0]
    assert evaluated(cloud).earlier_uses == 2


def test_another_run_that_comes_in_between_is_not_overwritten(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_sides(cloud, BETTER)
    key = places.used_set_key(RUN.team, rules().test.sha256)
    write = cloud.s3.put_object

    def late(**asked: Any) -> Any:
        if asked["Key"] == key and (ARTIFACTS, key) not in cloud.s3.versions:
            cloud.s3.put(ARTIFACTS, key, b'{"run_ids": ["demo_other"]}')
        return write(**asked)

    monkeypatch.setattr(cloud.s3, "put_object", late)
    with pytest.raises(ClientError, match="PreconditionFailed"):
        scored(plan_of(rules()))
    assert evaluated(cloud).earlier_uses == 1
