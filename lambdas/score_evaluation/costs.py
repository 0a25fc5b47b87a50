"""What the answers of each side cost, and when one side overtakes another."""

from collections.abc import Sequence

from lambdas.common.money import sum_of, usd_of
from lambdas.contract.evaluation import Arm, ArmFacts, BreakEven, EmbeddedTexts, EmbeddingFacts
from lambdas.contract.run import Plan
from lambdas.contract.serving import Kind
from lambdas.evaluation.break_even import Costs, break_even
from lambdas.score_evaluation.sides import Scored, Side

ANSWERS_PRICED = 1000
DIGITS = 9
"""A thousandth of a microdollar: below that is only floating-point noise."""


def arm_facts(
    scored: Scored, plan: Plan, embedding: EmbeddingFacts | None = None
) -> list[ArmFacts]:
    """Return what each side did and cost; looking for similar records is retrieval's.

    The base model's own prices are not known here: it is reckoned with the custom model's.
    """
    looking = {Arm.RETRIEVAL: _embedding_usd(plan, embedding.questions)} if embedding else {}
    return [
        _facts(arm, side, scored.tally.records, sum_of(_usd(arm, side, plan), looking.get(arm, 0)))
        for arm, side in scored.sides.items()
    ]


def custom_fixed_usd(plan: Plan) -> float | None:
    """Return what the custom model costs however much it answers; None: a price is unknown."""
    cost = plan.cost
    return sum_of(cost.training_usd, usd_of(cost.storage_price_per_month), cost.serving_usd)


def retrieval_fixed_usd(plan: Plan, embedding: EmbeddingFacts | None) -> float | None:
    """Return what retrieval costs however much it answers; None: a price is unknown."""
    return _embedding_usd(plan, embedding.index) if embedding else 0.0


def overtaking(
    plan: Plan, facts: Sequence[ArmFacts], embedding: EmbeddingFacts | None = None
) -> BreakEven | None:
    """Return when the custom model or retrieval becomes the cheaper; None: not known."""
    each = {one.arm: one.usd_per_1k_answers for one in facts}
    if Arm.RETRIEVAL not in each:
        return None
    custom = Costs(custom_fixed_usd(plan), each[Arm.CUSTOM])
    retrieval = Costs(retrieval_fixed_usd(plan, embedding), each[Arm.RETRIEVAL])
    return break_even(custom, retrieval)


def _facts(arm: Arm, side: Side, records: int, usd: float | None) -> ArmFacts:
    failed = side.failures.total()
    answered = records - failed
    # What never answered has no price, least of all a low one.
    each = round(usd * ANSWERS_PRICED / records, DIGITS) if usd is not None and answered else None
    return ArmFacts(
        arm=arm,
        answered=answered,
        failed=failed,
        truncated=side.truncated,
        input_tokens=side.input_tokens,
        output_tokens=side.output_tokens,
        cost_usd=None if usd is None else round(usd, DIGITS),
        usd_per_1k_answers=each,
    )


def _usd(arm: Arm, side: Side, plan: Plan) -> float | None:
    if arm is Arm.CUSTOM and plan.serving is not None and plan.serving.kind is Kind.PROVISIONED:
        # Its units are paid by the hour, whatever they answer.
        return 0.0
    given, told = plan.cost.input_price_per_1k_tokens, plan.cost.output_price_per_1k_tokens
    if given is None or told is None:
        return None
    return (side.input_tokens * given.usd + side.output_tokens * told.usd) / 1000


def _embedding_usd(plan: Plan, made: EmbeddedTexts) -> float | None:
    price = plan.cost.embedding_price_per_1k_tokens
    return None if price is None else round(made.tokens * price.usd / 1000, DIGITS)
