"""The statistics of every record and arm, kept while the texts themselves are let go."""

from array import array
from collections.abc import Mapping, Sequence

import numpy as np

from lambdas.contract.evaluation import Arm, Metric
from lambdas.evaluation.measure import Floats
from lambdas.evaluation.metrics import MEASURES


class Tally:
    """Scores records one by one; a record weighs at most 200 bytes an arm."""

    def __init__(self, metrics: Sequence[Metric], arms: Sequence[Arm]) -> None:
        self.records = 0
        self.failures = dict.fromkeys(arms, 0)
        """Answers that are missing or empty, by arm."""
        self.unsuited = dict.fromkeys(metrics, 0)
        """References that a metric can't judge; a metric with any has no result."""
        self._kept = {(metric, arm): array("d") for metric in metrics for arm in arms}

    def add(self, reference: str, answers: Mapping[Arm, str | None]) -> None:
        """Score one record, every arm of it; None is an answer that failed.

        Raises:
            KeyError: an arm is missing, whose records would no longer stand beside the others'.
        """
        given = {arm: answers[arm] or "" for arm in self.failures}
        self.records += 1
        for arm, answer in given.items():
            self.failures[arm] += not answer.strip()
        for metric in self.unsuited:
            self.unsuited[metric] += MEASURES[metric].reference_flaw(reference) is not None
            for arm, answer in given.items():
                self._kept[metric, arm].extend(MEASURES[metric].statistics(reference, answer))

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics that can judge every record, in order."""
        return tuple(metric for metric, count in self.unsuited.items() if not count)

    def statistics(self, metric: Metric, arm: Arm) -> Floats:
        """Return a row of statistics for each record, in the order they were added."""
        kept = np.array(self._kept[metric, arm], dtype=np.float64)
        return kept.reshape(self.records, MEASURES[metric].width)

    def scores(self, metric: Metric, arm: Arm) -> Floats:
        """Return the score of each record by itself, in the order they were added."""
        return MEASURES[metric].score(self.statistics(metric, arm), 1)
