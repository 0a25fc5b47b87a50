"""The promotion rule: which choice follows from the numbers, and in which words."""

import math
from operator import itemgetter

from lambdas.contract.evaluation import (
    Choice,
    MetricResult,
    PromotionRule,
    Regression,
    Retention,
    Verdict,
)
from lambdas.evaluation import wording

LEAST_RECORDS = 50
"""With fewer, intervals cover the truth too rarely: `make simulate` proves them from here on."""

DIGITS = 9
"""Of a number of records that a share allows."""


def decide(
    result: MetricResult,
    rule: PromotionRule,
    *,
    most_failures: float,
    regression: Regression | None = None,
) -> Verdict:
    """Return the choice that the deciding metric's result and the regression set lead to.

    In this order: too many failures or too few records tell nothing; the interval has to lie
    above the margin; enough records have to differ; nothing may be forgotten.
    """
    choice, reason = _choice(result, rule, most_failures, regression)
    sentence = f"{wording.HEADS[choice]}: {wording.told(result, reason)}."
    return Verdict(choice=choice, metric=result.metric, margin=rule.margin, sentence=sentence)


def judge_regression(result: MetricResult, *, most_loss: float, most_failures: float) -> Regression:
    """Return whether the custom model still does what the regression set asks.

    Held: the whole interval lies above the loss allowed. Forgot: all of it lies below. Where a
    handful of records differ, the losses themselves must be fewer than chance would leave.
    """
    retention = _retention(result, most_loss)
    reason = wording.retained(retention, most_loss)
    if retention is Retention.HELD and _may_be_luck(result, most_loss):
        retention, reason = Retention.UNCLEAR, wording.hardly_tell(result, most_loss)
    if unsure := _unsure(result, most_failures):
        retention, reason = Retention.UNCLEAR, unsure
    sentence = f"Other tasks: {wording.told(result, reason)}."
    return Regression(retention=retention, result=result, most_loss=most_loss, sentence=sentence)


def least_differing(confidence: float) -> int:
    """Return how many records must differ at least before any count of wins can be significant.

    The sign test's p-value of m wins out of m is 2 / 2^m, two-sided.
    """
    return math.ceil(math.log2(2 / (1 - confidence)) - 1e-9)


def _choice(
    result: MetricResult,
    rule: PromotionRule,
    most_failures: float,
    regression: Regression | None,
) -> tuple[Choice, str]:
    if unsure := _unsure(result, most_failures):
        return Choice.INCONCLUSIVE, unsure
    if result.interval.low <= rule.margin:
        return Choice.NOT_BETTER, wording.not_above(result, rule.margin)
    needed = least_differing(result.interval.confidence)
    if result.wins + result.losses < needed:
        return Choice.INCONCLUSIVE, wording.hardly_differ(result, needed)
    if regression is None or regression.retention is Retention.HELD:
        return Choice.BETTER, wording.above(rule.margin)
    if regression.retention is Retention.FORGOT:
        return Choice.NOT_BETTER, wording.FORGOTTEN
    return Choice.INCONCLUSIVE, wording.UNCLEAR_REGRESSION


def _unsure(result: MetricResult, most_failures: float) -> str | None:
    if result.unheard:
        return wording.nothing_answered(result)
    side, failures = max(result.failures.items(), key=itemgetter(1))
    # Rounded, because 0.29 * 100 is less than 29.
    if failures > round(most_failures * result.n, DIGITS):
        return wording.failed(side, failures, result.n, most_failures)
    if result.n < LEAST_RECORDS:
        return wording.too_few(LEAST_RECORDS)
    return None


def _retention(result: MetricResult, most_loss: float) -> Retention:
    if result.interval.low >= -most_loss:
        return Retention.HELD
    return Retention.FORGOT if result.interval.high < -most_loss else Retention.UNCLEAR


def _may_be_luck(result: MetricResult, most_loss: float) -> bool:
    """Tell whether so few records may well get worse by chance if as many do as are allowed.

    By the binomial distribution, which for no loss at all is the rule of three. The bootstrap of a
    handful of records that differ is too sure of itself.
    """
    confidence = result.interval.confidence
    if result.wins + result.losses >= least_differing(confidence):
        return False
    chance = math.fsum(
        math.comb(result.n, lost) * most_loss**lost * (1 - most_loss) ** (result.n - lost)
        for lost in range(result.losses + 1)
    )
    return chance > 1 - confidence
