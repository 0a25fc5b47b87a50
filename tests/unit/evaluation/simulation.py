"""Evaluations of worlds whose truth is known: `make simulate`.

Each world draws its own difficulty, likeness of the two sides and true difference, then a number
of records; the interval either covers the true difference or not, and the rule promotes or not.
"""

import math
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np

from lambdas.contract.evaluation import (
    Arm,
    Choice,
    ConfidenceInterval,
    Metric,
    MetricResult,
    PromotionRule,
)
from lambdas.evaluation.bootstrap import RESAMPLES
from lambdas.evaluation.compare import compare_statistics
from lambdas.evaluation.decide import decide
from lambdas.evaluation.measure import Floats
from lambdas.evaluation.metrics import MEASURES

CONFIDENCE = 0.95
EVALUATIONS = 1000
RECORDS = (50, 500)
COVERAGE = (0.93, 0.97)
PROMOTED = (1 - CONFIDENCE) / 2
"""The share of promotions that chance alone is allowed, if the two sides are equally good."""
DEVIATIONS = 3
"""Of the share that so many evaluations show, that count as the simulation's own error."""
POPULATION = 2_000
SEED = 1

Draw = Callable[[np.random.Generator, int], tuple[Floats, Floats]]


class World(NamedTuple):
    """Two sides whose records can be drawn without end."""

    metric: Metric
    truth: float
    draw: Draw


class Outcome(NamedTuple):
    """What many evaluations of one kind came to."""

    covered: float
    promoted: float
    evaluations: int

    @property
    def most_promoted(self) -> float:
        """The largest share of promotions that is chance and this simulation's error."""
        error = math.sqrt(PROMOTED * (1 - PROMOTED) / self.evaluations)
        return PROMOTED + DEVIATIONS * error


def binary(rng: np.random.Generator, difference: float) -> World:
    """Return answers that are right or wrong, both sides more or less on the same records."""
    base, shared = rng.uniform(0.2, 0.95), rng.uniform(0, 0.8)
    custom = float(np.clip(base + difference, 0.02, 0.98))

    def draw(rng: np.random.Generator, records: int) -> tuple[Floats, Floats]:
        luck = rng.random(records)
        other = np.where(rng.random(records) < shared, luck, rng.random(records))
        return (luck < base).astype(float)[:, None], (other < custom).astype(float)[:, None]

    return World(Metric.ACCURACY, custom - base, draw)


def rare(rng: np.random.Generator, difference: float) -> World:
    """Return two sides of which nearly all records get the same score."""
    changed = rng.uniform(0.01, 0.1)
    better = changed * (0.5 + 5 * difference / 2)

    def draw(rng: np.random.Generator, records: int) -> tuple[Floats, Floats]:
        base, luck = rng.random(records) < 0.5, rng.random(records)
        custom = np.where(luck < better, True, np.where(luck < changed, False, base))
        base = np.where(luck < better, False, np.where(luck < changed, True, base))
        return base.astype(float)[:, None], custom.astype(float)[:, None]

    return World(Metric.ACCURACY, 2 * better - changed, draw)


def continuous(rng: np.random.Generator, difference: float) -> World:
    """Return scores between 0 and 1, skewed, some of them 0 on both sides."""
    a, b = rng.uniform(0.5, 4, 2)
    shared, nothing = rng.uniform(0, 0.9), rng.uniform(0, 0.3)
    mean = a / (a + b)
    target = 1.0 if difference > 0 else 0.0

    def draw(rng: np.random.Generator, records: int) -> tuple[Floats, Floats]:
        base, own = rng.beta(a, b, records), rng.beta(a, b, records)
        custom = np.where(rng.random(records) < shared, base, own)
        custom = np.where(rng.random(records) < abs(difference), target, custom)
        empty = rng.random(records) < nothing
        return np.where(empty, 0, base)[:, None], np.where(empty, 0, custom)[:, None]

    return World(Metric.TOKEN_F1, (1 - nothing) * abs(difference) * (target - mean), draw)


def corpus(rng: np.random.Generator, difference: float) -> World:
    """Return statistics of chrF: answers of any length, of which more or less is right."""
    quality = rng.uniform(0.3, 0.7)
    sides = [_population(rng, quality), _population(rng, quality + difference)]
    if not difference:
        sides[1] = sides[0]
    scores = [float(MEASURES[Metric.CHRF].score(side.sum(axis=0), POPULATION)) for side in sides]

    def draw(rng: np.random.Generator, records: int) -> tuple[Floats, Floats]:
        one, other = (side[rng.integers(0, POPULATION, records)] for side in sides)
        return one, other

    return World(Metric.CHRF, scores[1] - scores[0], draw)


def _population(rng: np.random.Generator, quality: float) -> Floats:
    """Return statistics of a population of answers, six orders of n-grams each."""
    length = rng.lognormal(4, 0.8, POPULATION).astype(int) + 8
    given = np.maximum((length * rng.lognormal(0, 0.3, POPULATION)).astype(int), 6)
    right = rng.beta(4 * quality, 4 * (1 - quality), POPULATION)
    columns = []
    for order in range(6):
        expected = length - order
        common = rng.binomial(np.minimum(expected, given - order), right ** (1 + order / 2))
        columns += [given - order, expected, common]
    return np.stack(columns, axis=1).astype(float)


def simulate(
    kind: Callable[[np.random.Generator, float], World],
    *,
    most_difference: float,
    seed: int,
    evaluations: int = EVALUATIONS,
    resamples: int = RESAMPLES,
) -> Outcome:
    """Return how often the interval covers the truth, and how often the rule promotes."""
    rng = np.random.default_rng(seed)
    covered = promoted = 0
    for number in range(evaluations):
        world = kind(rng, rng.uniform(-most_difference, most_difference))
        result = evaluate(world, rng, seed=number, resamples=resamples)
        covered += int(
            result.interval.low <= world.truth + 1e-12
            and world.truth <= result.interval.high + 1e-12
        )
        verdict = decide(result, PromotionRule(confidence=CONFIDENCE), most_failures=0)
        promoted += int(verdict.choice is Choice.BETTER)
    return Outcome(covered / evaluations, promoted / evaluations, evaluations)


def evaluate(world: World, rng: np.random.Generator, *, seed: int, resamples: int) -> MetricResult:
    """Return what an evaluation of some records of a world finds."""
    records = int(rng.integers(RECORDS[0], RECORDS[1] + 1))
    base, custom = world.draw(rng, records)
    found = compare_statistics(
        MEASURES[world.metric],
        base,
        custom,
        confidence=CONFIDENCE,
        seed=seed,
        resamples=resamples,
    )
    return MetricResult(
        metric=world.metric,
        arm=Arm.CUSTOM,
        against=Arm.BASE,
        base=found.base,
        custom=found.challenger,
        difference=found.challenger - found.base,
        interval=ConfidenceInterval(
            low=found.interval.low, high=found.interval.high, confidence=CONFIDENCE
        ),
        n=records,
        wins=found.wins,
        ties=records - found.wins - found.losses,
        losses=found.losses,
        failures={Arm.BASE: 0, Arm.CUSTOM: 0},
    )


KINDS = {"binary": binary, "continuous": continuous, "corpus": corpus, "few differ": rare}
DIFFERENCE = 0.15
CASES = [(name, most) for name in KINDS for most in (DIFFERENCE, 0.0)]


def problem(name: str, most_difference: float, outcome: Outcome) -> str | None:
    """Tell whether an outcome breaks what is promised.

    Where few records differ, no interval of this kind can cover: the rule must not promote.
    """
    least, most = COVERAGE
    if name != "few differ" and not least <= outcome.covered <= most:
        return "the interval covers too rarely or too often"
    if most_difference == 0 and outcome.promoted > outcome.most_promoted:
        return "too many promotions by chance"
    return None


def _outcome(case: tuple[str, float]) -> Outcome:
    name, most = case
    return simulate(KINDS[name], most_difference=most, seed=SEED)


def main() -> int:
    """Print coverage and promotions of every kind of world; 1 if one is out of bounds."""
    wrong = 0
    with ProcessPoolExecutor() as pool:
        for (name, most), outcome in zip(CASES, pool.map(_outcome, CASES), strict=True):
            found = problem(name, most, outcome)
            wrong += found is not None
            sys.stdout.write(
                f"{name}, {'some' if most else 'no'} true difference: {outcome.evaluations:,} "
                f"evaluations, {100 * outcome.covered:.1f} % covered, "
                f"{100 * outcome.promoted:.1f} % promoted{f': {found}' if found else ''}\n"
            )
            sys.stdout.flush()
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
