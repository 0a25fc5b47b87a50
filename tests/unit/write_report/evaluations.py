"""Evaluations to draw and to write: their sentences are those of the rule itself."""

from typing import Literal

import msgspec

from lambdas.contract.evaluation import (
    Arm,
    ArmFacts,
    BreakEven,
    ConfidenceInterval,
    EmbeddedTexts,
    EmbeddingFacts,
    EvaluationRequest,
    Metric,
    MetricResult,
    PromotionRule,
    Regression,
    RegressionSet,
    RetrievalArm,
    Task,
)
from lambdas.contract.evaluation_result import (
    Decision,
    Evaluation,
    Example,
    ScoredEvaluation,
    Shown,
)
from lambdas.contract.money import Price
from lambdas.contract.report import Report, WriteReportEvent
from lambdas.contract.run import DatasetFacts, EvaluationPlan, Lineage
from lambdas.contract.serving import Kind
from lambdas.evaluation.decide import decide, judge_regression
from tests.unit.analyze_training.samples import TRAINING_DATA
from tests.unit.write_report.reports import approved, report_on, served

RECORDS = 240
KEY = "runs/demo/x/evaluation/evaluation.json"
TOKENS = Price(usd=0.00014, source="AWS price list", as_of="2026-08-02")
VECTORS = Price(usd=0.001, source="this environment", as_of="2026-08-02")
SHOWN = Shown(
    prompt="A pump stands still and its lamp blinks twice. What is wrong?\nAnswer with the code.",
    reference="E-17",
    base="It could be many things: first check the supply, then the fuse, then the motor itself.",
    custom="E-17",
)
GAINS = [Example(id=f"faq-{n}", base=0.0, custom=1.0) for n in (12, 57, 101, 163, 239)]
LOSSES = [Example(id="faq-88", base=1.0, custom=0.25), Example(id="line 140", base=0.5, custom=0.0)]


def compared(
    metric: Metric,
    scores: tuple[float, float],
    half: float = 0.06,
    pair: tuple[Arm, Arm] = (Arm.CUSTOM, Arm.BASE),
    n: int = RECORDS,
) -> MetricResult:
    """Return a result with these scores (base, challenger), its interval so wide to each side."""
    base, challenger = scores
    difference = challenger - base
    wins, losses = round(n * (0.2 + max(difference, 0))), round(n * (0.1 - min(difference, 0)))
    return MetricResult(
        metric=metric,
        arm=pair[0],
        against=pair[1],
        **{pair[1].value: base, pair[0].value: challenger},
        difference=difference,
        interval=ConfidenceInterval(
            low=max(difference - half, -1), high=min(difference + half, 1), confidence=0.95
        ),
        n=n,
        wins=wins,
        ties=n - wins - losses,
        losses=losses,
        failures={pair[1]: 0, pair[0]: 2},
    )


RIVALS = (Arm.CUSTOM, Arm.RETRIEVAL)
RETRIEVAL = (Arm.RETRIEVAL, Arm.BASE)
BETTER = [
    compared(Metric.EXACT_MATCH, (0.312, 0.629)),
    compared(Metric.TOKEN_F1, (0.481, 0.704), 0.045),
    compared(Metric.ROUGE_L, (0.466, 0.688), 0.048),
    compared(Metric.CHRF, (0.5023, 0.6611), 0.033),
    compared(Metric.EXACT_MATCH, (0.312, 0.548), 0.065, RETRIEVAL),
    compared(Metric.TOKEN_F1, (0.481, 0.652), 0.05, RETRIEVAL),
    compared(Metric.ROUGE_L, (0.466, 0.637), 0.052, RETRIEVAL),
    compared(Metric.CHRF, (0.5023, 0.6302), 0.036, RETRIEVAL),
    compared(Metric.EXACT_MATCH, (0.548, 0.629), 0.07, RIVALS),
    compared(Metric.TOKEN_F1, (0.652, 0.704), 0.048, RIVALS),
    compared(Metric.ROUGE_L, (0.637, 0.688), 0.047, RIVALS),
    compared(Metric.CHRF, (0.6302, 0.6611), 0.031, RIVALS),
]
NOT_BETTER = [
    compared(Metric.EXACT_MATCH, (0.312, 0.304)),
    compared(Metric.TOKEN_F1, (0.481, 0.472), 0.045),
]
OTHER_TASKS = compared(Metric.TOKEN_F1, (0.711, 0.702), 0.03, n=120)
FORGOTTEN = compared(Metric.TOKEN_F1, (0.711, 0.38), 0.05, n=120)


def arm(which: Arm, tokens: tuple[int, int], usd: float | None, failed: int = 0) -> ArmFacts:
    """Return what a side did over the test set."""
    return ArmFacts(
        arm=which,
        answered=RECORDS - failed,
        failed=failed,
        truncated=3,
        input_tokens=tokens[0],
        output_tokens=tokens[1],
        cost_usd=usd,
        usd_per_1k_answers=None if usd is None else usd * 1000 / RECORDS,
    )


ARMS = [
    arm(Arm.BASE, (19_321, 9812), 0.00408),
    arm(Arm.CUSTOM, (19_321, 4110), 0.00328, 2),
    arm(Arm.RETRIEVAL, (91_844, 5207), 0.01359),
]


def regression_of(result: MetricResult) -> Regression:
    """Return what the rule says of a regression set's result."""
    return judge_regression(result, most_loss=0.05, most_failures=0.05)


def evaluation_of(
    results: list[MetricResult],
    decision: Decision,
    *,
    regression: MetricResult | None = None,
    margin: float = 0.02,
) -> Evaluation:
    """Return an evaluation with these results."""
    retained = regression_of(regression) if regression else None
    rule = PromotionRule(margin=margin)
    verdict = decide(results[0], rule, most_failures=0.05, regression=retained)
    retrieval = any(one.arm is Arm.RETRIEVAL for one in results)
    return Evaluation(
        verdict=verdict,
        decision=decision,
        task=Task.GENERATION,
        confidence=0.95,
        records=results[0].n,
        arms=ARMS if retrieval else ARMS[:2],
        metrics=[one for one in results if (one.arm, one.against) == (Arm.CUSTOM, Arm.BASE)],
        retrieval_against_base=[one for one in results if one.arm is Arm.RETRIEVAL],
        custom_against_retrieval=[one for one in results if one.against is Arm.RETRIEVAL],
        left_out=[],
        regression=retained,
        regression_arms=ARMS[:2] if regression else [],
        custom_fixed_usd=3.55,
        break_even=BreakEven(
            cheaper_at_first=Arm.RETRIEVAL, cheaper_in_the_end=Arm.CUSTOM, answers=82_645
        )
        if retrieval
        else None,
        gains=GAINS,
        losses=LOSSES,
        earlier_uses=0,
        resamples=10_000,
        seed=0,
        warnings=["2 answers of custom on the test set failed: an empty answer 2."],
    )


PROMOTED = evaluation_of(BETTER, Decision.PROMOTE, regression=OTHER_TASKS)
RETIRED = evaluation_of(NOT_BETTER, Decision.RETIRE)
FORGETFUL = evaluation_of(BETTER[:4], Decision.RETIRE, regression=FORGOTTEN)
UNDECIDED = msgspec.structs.replace(
    evaluation_of(
        [
            msgspec.structs.replace(one, failures={Arm.BASE: 0, Arm.CUSTOM: 31})
            for one in BETTER[:2]
        ],
        Decision.UNDECIDED,
    ),
    arms=[ARMS[0], arm(Arm.CUSTOM, (19_321, 4110), 0.00328, 31)],
)


def unheard(side: Arm) -> Evaluation:
    """Return an evaluation in which a side gave no answer at all."""
    results = [
        msgspec.structs.replace(
            one, failures={arm: RECORDS if arm is side else 0 for arm in one.failures}
        )
        for one in BETTER
    ]
    decision = Decision.PROMOTE if side is Arm.RETRIEVAL else Decision.UNDECIDED
    found = evaluation_of(results, decision, regression=results[0])
    silent = msgspec.structs.replace(
        arm(side, (0, 0), 0.0, RECORDS), usd_per_1k_answers=None, truncated=0
    )
    arms = [silent if one.arm is side else one for one in ARMS]
    return msgspec.structs.replace(found, arms=arms, gains=[], losses=[], break_even=None)


BY_VECTORS = msgspec.structs.replace(
    PROMOTED,
    embedding=EmbeddingFacts(
        model_id="amazon.titan-embed-text-v2:0",
        index=EmbeddedTexts(texts=1197, tokens=38_211, cut=2, refused=1, failed=3),
        questions=EmbeddedTexts(texts=240, tokens=7605),
    ),
    retrieval_fixed_usd=0.0382,
)


def with_words(evaluation: Evaluation) -> Evaluation:
    """Return an evaluation whose examples may be shown."""
    shown = {
        name: [msgspec.structs.replace(one, shown=SHOWN) for one in examples]
        for name, examples in (("gains", evaluation.gains), ("losses", evaluation.losses))
    }
    return msgspec.structs.replace(evaluation, **shown)


def without_prices(evaluation: Evaluation) -> Evaluation:
    """Return an evaluation of a run that didn't know what answers cost."""
    arms = [
        msgspec.structs.replace(one, cost_usd=None, usd_per_1k_answers=None)
        for one in evaluation.arms
    ]
    return msgspec.structs.replace(evaluation, arms=arms, custom_fixed_usd=None, break_even=None)


def evaluated(evaluation: Evaluation, hours: float | None = 4) -> WriteReportEvent:
    """Return the event of a run whose model was evaluated."""
    promoted = evaluation.decision is Decision.PROMOTE
    asked = served(Kind.ON_DEMAND, hours, alias=promoted)
    known = evaluation.arms[0].cost_usd is not None
    cost = msgspec.structs.replace(
        asked.plan.cost,
        evaluation_usd=0.31 if known else None,
        input_price_per_1k_tokens=TOKENS if known else None,
        output_price_per_1k_tokens=TOKENS if known else None,
        embedding_price_per_1k_tokens=VECTORS if known and evaluation.embedding else None,
    )
    plan = msgspec.structs.replace(asked.plan, cost=cost, evaluation=_planned(evaluation))
    scored = ScoredEvaluation(
        verdict=evaluation.verdict, decision=evaluation.decision, key=KEY, headline="Decided."
    )
    return msgspec.structs.replace(asked, plan=plan, evaluation=scored)


def report_with(evaluation: Evaluation, hours: float | None = 4) -> Report:
    """Return the whole report of an evaluated run, as it comes back from report.json."""
    return report_on(approved(evaluated(evaluation, hours)), evaluation=evaluation)


def set_facts(name: str, records: int) -> DatasetFacts:
    """Return the facts of a set that was asked."""
    return msgspec.structs.replace(
        TRAINING_DATA,
        source_key=f"prepared/faq/3fa4/{name}.jsonl",
        source_version_id="v-3",
        uri=f"s3://data/runs/demo/x/input/{name}.jsonl",
        records=records,
        sha256="ef" * 32,
        lineage=Lineage(
            manifest_key="prepared/faq/3fa4/manifest.json",
            version="3fa4c21be9d0",
            seed=7,
            source_records=2051,
        ),
    )


def _planned(evaluation: Evaluation) -> EvaluationPlan:
    retrieval = any(one.arm is Arm.RETRIEVAL for one in evaluation.arms)
    regression = evaluation.regression
    found_by: Literal["bm25", "embeddings"] = "embeddings" if evaluation.embedding else "bm25"
    return EvaluationPlan(
        rules=EvaluationRequest(
            test="prepared/faq/3fa4/test.jsonl",
            promotion=PromotionRule(margin=evaluation.verdict.margin),
            retrieval=RetrievalArm(by=found_by) if retrieval else None,
            regression=RegressionSet(test="datasets/other.jsonl") if regression else None,
        ),
        test=set_facts("test", RECORDS),
        regression=set_facts("regression", 120) if regression else None,
        base_model_id="amazon.nova-micro-v1:0",
        batch_records=50,
        concurrency=2,
        longest_seconds=600,
    )
