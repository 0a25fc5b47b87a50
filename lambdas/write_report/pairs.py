"""Which side is held against which, and the results of each pair."""

from typing import NamedTuple

from lambdas.contract.evaluation import Arm, MetricResult
from lambdas.contract.evaluation_result import Evaluation


class Pair(NamedTuple):
    """A challenger and whom it challenges."""

    challenger: Arm
    against: Arm

    @property
    def title(self) -> str:
        """The pair in words."""
        return f"{self.challenger} against {self.against}"

    @property
    def name(self) -> str:
        """The pair as part of an id."""
        return f"{self.challenger}-{self.against}"


CUSTOM = Pair(Arm.CUSTOM, Arm.BASE)
RETRIEVAL = Pair(Arm.RETRIEVAL, Arm.BASE)
RIVALS = Pair(Arm.CUSTOM, Arm.RETRIEVAL)
PAIRS = (CUSTOM, RETRIEVAL, RIVALS)
"""In the order of evaluation.json."""


def pair_of(result: MetricResult) -> Pair:
    """Return whose result it is."""
    return Pair(result.arm, result.against)


def results_of(evaluation: Evaluation, pair: Pair) -> list[MetricResult]:
    """Return a pair's results in the order of evaluation.json; none if a side never answered."""
    results = {
        CUSTOM: evaluation.metrics,
        RETRIEVAL: evaluation.retrieval_against_base,
        RIVALS: evaluation.custom_against_retrieval,
    }[pair]
    return [one for one in results if not one.unheard]


def deciding(evaluation: Evaluation, pair: Pair = CUSTOM) -> MetricResult | None:
    """Return a pair's result by the metric that decides; None: nothing compares the pair."""
    metric = evaluation.verdict.metric
    return next((one for one in results_of(evaluation, pair) if one.metric == metric), None)
