"""The table of metrics: how each is computed, which task it fits, and which one decides."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from lambdas.contract.evaluation import EvaluationRequest, Metric, Task
from lambdas.contract.problems import Problem
from lambdas.evaluation import chrf, fields, numbers, rouge, words
from lambdas.evaluation.measure import Measure, mean_of

MEASURES: Mapping[Metric, Measure] = MappingProxyType(
    {
        Metric.EXACT_MATCH: mean_of(words.exact_match, words.words_flaw),
        Metric.TOKEN_F1: mean_of(words.token_f1, words.words_flaw),
        Metric.ROUGE_L: mean_of(rouge.rouge_l, rouge.rouge_flaw),
        Metric.CHRF: Measure(chrf.WIDTH, chrf.statistics, chrf.score, chrf.chrf_flaw),
        Metric.ACCURACY: mean_of(words.accuracy, words.label_flaw),
        Metric.JSON_VALIDITY: mean_of(fields.json_validity, fields.any_reference),
        Metric.FIELD_ACCURACY: mean_of(fields.field_accuracy, fields.fields_flaw),
        Metric.NUMERIC_MATCH: mean_of(numbers.numeric_match, numbers.number_flaw),
    }
)

FITTING: Mapping[Task, tuple[Metric, ...]] = MappingProxyType(
    {
        Task.GENERATION: (Metric.CHRF, Metric.ROUGE_L, Metric.TOKEN_F1, Metric.EXACT_MATCH),
        Task.CLASSIFICATION: (Metric.ACCURACY, Metric.EXACT_MATCH),
        Task.EXTRACTION: (Metric.FIELD_ACCURACY, Metric.JSON_VALIDITY, Metric.EXACT_MATCH),
        Task.NUMERIC: (Metric.NUMERIC_MATCH, Metric.EXACT_MATCH),
    }
)
"""What fits a task; the first decides unless the request names another one."""


class ChosenMetrics(NamedTuple):
    """What an evaluation measures."""

    deciding: Metric
    others: tuple[Metric, ...]
    """They inform, and are left out where they can't judge the references."""
    required: tuple[Metric, ...]
    """Those that somebody asked for, and the deciding one: every reference must suit them."""

    @property
    def every(self) -> tuple[Metric, ...]:
        """All of them, the deciding one first."""
        return (self.deciding, *self.others)


def choose_metrics(request: EvaluationRequest) -> ChosenMetrics:
    """Return the metrics of a request; call it when `metric_problems` has found none."""
    fitting = FITTING[request.task]
    deciding = request.promotion.metric or fitting[0]
    others = dict.fromkeys(request.metrics or fitting)
    others.pop(deciding, None)
    required = dict.fromkeys((deciding, *request.metrics))
    return ChosenMetrics(deciding, tuple(others), tuple(required))


def metric_problems(request: EvaluationRequest, path: str) -> list[Problem]:
    """Return a problem for every metric that doesn't fit the task; `path` is the request's."""
    asked = [(f"{path}.metrics[{index}]", metric) for index, metric in enumerate(request.metrics)]
    if request.promotion.metric is not None:
        asked.append((f"{path}.promotion.metric", request.promotion.metric))
    fitting = FITTING[request.task]
    return [
        Problem(path=where, given=metric, allowed=f"for {request.task}: {', '.join(fitting)}")
        for where, metric in asked
        if metric not in fitting
    ]


def reference_flaws(metrics: Sequence[Metric], reference: str) -> list[str]:
    """Return why a reference doesn't suit these metrics, each reason once."""
    found = (MEASURES[metric].reference_flaw(reference) for metric in metrics)
    return list(dict.fromkeys(flaw for flaw in found if flaw))
