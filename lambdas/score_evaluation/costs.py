"""What the answers of each side cost, and when one side overtakes another."""

from collections.abc import Sequence

from lambdas.common.money import sum_of, usd_of
from lambdas.contract.evaluation import Arm, ArmFacts, BreakEven
from lambdas.contract.run import Plan
from lambdas.contract.serving import Kind
from lambdas.evaluation.break_even import Costs, break_even
from lambdas.score_evaluation.sides import Scored, Side

ANSWERS_PRICED = 1000
DIGITS = 9
"""A thousandth of a microdollar: below that is only floating-point noise."""


def arm_facts(scored: Scored, plan: Plan) -> list[ArmFacts]:
    """Return what each side did and cost.

    The base model's own prices are not known here: it is reckoned with the custom model's.
    """
    return [_facts(arm, side, scored.tally.records, plan) for arm, side in scored.sides.items()]


def custom_fixed_usd(plan: Plan) -> float | None:
    """Return what the custom model costs however much it answers; None: a price is unknown."""
    cost = plan.cost
    return sum_of(cost.training_usd, usd_of(cost.storage_price_per_month), cost.serving_usd)


def overtaking(plan: Plan, facts: Sequence[ArmFacts]) -> BreakEven | None:
    """Return when the custom model or retrieval becomes the cheaper; None: not known."""
    each = {one.arm: one.usd_per_1k_answers for one in facts}
    if Arm.RETRIEVAL not in each:
        return None
    custom = Costs(custom_fixed_usd(plan), each[Arm.CUSTOM])
    return break_even(custom, Costs(0, each[Arm.RETRIEVAL]))


def _facts(arm: Arm, side: Side, records: int, plan: Plan) -> ArmFacts:
    failed = side.failures.total()
    usd = _usd(arm, side, plan)
    each = None if usd is None else round(usd * ANSWERS_PRICED / records, DIGITS)
    return ArmFacts(
        arm=arm,
        answered=records - failed,
        failed=failed,
        truncated=side.truncated,
        input_tokens=side.input_tokens,
        output_tokens=side.output_tokens,
        cost_usd=usd,
        usd_per_1k_answers=each,
    )


def _usd(arm: Arm, side: Side, plan: Plan) -> float | None:
    if arm is Arm.CUSTOM and plan.serving is not None and plan.serving.kind is Kind.PROVISIONED:
        # Its units are paid by the hour, whatever they answer.
        return 0.0
    given, told = plan.cost.input_price_per_1k_tokens, plan.cost.output_price_per_1k_tokens
    if given is None or told is None:
        return None
    usd = (side.input_tokens * given.usd + side.output_tokens * told.usd) / 1000
    return round(usd, DIGITS)
