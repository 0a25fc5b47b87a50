"""Our metrics on 10,000 pairs, each against its reference implementation, in one process."""

import resource
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np

from bench import published
from bench.texts import pairs
from lambdas.contract.evaluation import Arm, Metric, Task
from lambdas.evaluation import chrf, rouge, words
from lambdas.evaluation.compare import compare
from lambdas.evaluation.metrics import FITTING
from lambdas.evaluation.tally import Tally

PAIRS = 10_000
LONGEST = 80
"""Words of a reference; half as many in the mean."""
ROUNDS = 3
AGREEMENT = 1e-9
KILOBYTES = 1024

Pair = tuple[str, str]
Scorer = Callable[[Sequence[Pair]], Sequence[float]]


def each(score: Callable[[str, str], float]) -> Scorer:
    """Return what scores every pair by itself."""
    return lambda given: [score(*pair) for pair in given]


def our_chrf(given: Sequence[Pair]) -> list[float]:
    """Return chrF of the corpus."""
    rows = np.array([chrf.statistics(*pair) for pair in given], dtype=np.float64)
    return [float(chrf.score(rows.sum(axis=0), len(given)))]


def their_chrf(given: Sequence[Pair]) -> list[float]:
    """Return chrF of the corpus by sacreBLEU."""
    from sacrebleu.metrics.chrf import CHRF

    references, answers = (list(side) for side in zip(*given, strict=True))
    return [CHRF().corpus_score(answers, [references]).score / 100]


def their_rouge(given: Sequence[Pair]) -> list[float]:
    """Return ROUGE-L by rouge-score."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rougeL"])
    return [float(scorer.score(*pair)["rougeL"].fmeasure) for pair in given]


REFERENCES: dict[str, tuple[Scorer, Scorer]] = {
    "chrF (sacrebleu)": (our_chrf, their_chrf),
    "ROUGE-L (rouge-score)": (each(rouge.rouge_l), their_rouge),
    "token F1 (SQuAD)": (each(words.token_f1), each(published.squad_f1)),
    "exact match (SQuAD)": (each(words.exact_match), each(published.squad_exact_match)),
}


def timed(scorer: Scorer, given: Sequence[Pair]) -> tuple[float, Sequence[float]]:
    """Return how long a scorer takes, and what it says."""
    begin = time.perf_counter()
    scores = scorer(given)
    return time.perf_counter() - begin, scores


def against_reference(name: str, given: Sequence[Pair]) -> None:
    """Print how fast one metric is beside its reference, and end if they disagree."""
    ours, theirs = REFERENCES[name]
    ours(given[:10]), theirs(given[:10])  # what is imported at first use is imported now
    ratios = []
    for _ in range(ROUNDS):
        (own, scores), (other, expected) = timed(ours, given), timed(theirs, given)
        ratios.append(other / own)
    apart = float(np.abs(np.array(scores) - np.array(expected)).max())
    sys.stdout.write(
        f"{name}: {own:.2f} s, reference {other:.2f} s, {median(ratios):.1f} times as fast, "
        f"at most {apart:.1e} apart\n"
    )
    if apart > AGREEMENT:
        sys.exit(f"{name} differs from its reference")


def whole_evaluation(given: Sequence[Pair]) -> None:
    """Print what scoring two arms with every metric of a task and its bootstrap take."""
    begin = time.perf_counter()
    tally = Tally(FITTING[Task.GENERATION], [Arm.BASE, Arm.CUSTOM])
    for (reference, answer), (_, other) in zip(given, reversed(given), strict=True):
        tally.add(f"x {reference}", {Arm.BASE: other, Arm.CUSTOM: answer})
    scored = time.perf_counter()
    results = compare(tally, Arm.CUSTOM, confidence=0.95, seed=1)
    ended = time.perf_counter()
    sys.stdout.write(
        f"{len(given):,} records, two arms, {len(results)} metrics: {scored - begin:.1f} s to "
        f"score, {ended - scored:.1f} s for 10,000 resamples, {memory()} MB at most\n"
    )


def simple_metrics(given: Sequence[Pair]) -> None:
    """Print what the metrics without a reference implementation take."""
    for metric in Metric:
        if metric in FITTING[Task.GENERATION]:
            continue
        tally = Tally([metric], [Arm.CUSTOM])
        begin = time.perf_counter()
        for reference, answer in given:
            tally.add(reference, {Arm.CUSTOM: answer})
        sys.stdout.write(f"{metric}: {time.perf_counter() - begin:.2f} s\n")


def memory() -> int:
    """Return the most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KILOBYTES


def main() -> None:
    """Print everything; the whole first, so that its memory is its own."""
    given = pairs(PAIRS, seed=1, longest=LONGEST)
    sys.stdout.write(f"{PAIRS:,} pairs, {memory()} MB before\n")
    whole_evaluation(given)
    simple_metrics(given)
    for name in REFERENCES:
        against_reference(name, given)


if __name__ == "__main__":
    main()
