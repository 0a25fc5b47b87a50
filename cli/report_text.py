"""A report in short, as a person reads it on a terminal: the page has everything."""

from collections.abc import Iterable, Iterator, Sequence

from cli.output import rows
from lambdas.common.figures import count, usd
from lambdas.contract.evaluation import Arm, MetricResult
from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.report import Cost, Report
from lambdas.evaluation.wording import NAMES, score, signed

NOT_EVALUATED = "not held against its base"


def lines(report: Report) -> Iterator[str]:
    """Yield what came out of a run: the decision, the scores, the cost, what to try next."""
    yield from rows([("decision", _decision(report))])
    if report.evaluation:
        yield from rows(_scores(report.evaluation))
    yield from rows([("training", report.verdict.headline), ("cost", _cost(report.cost))])
    yield from rows(("try next", f"{one.suggestion} {one.reason}") for one in report.next_steps)
    yield from rows(("warning", warning) for warning in report.warnings)


def _decision(report: Report) -> str:
    if report.evaluation is None or report.decision is None:
        return NOT_EVALUATED
    return f"{report.decision}. {report.evaluation.verdict.sentence}"


def _scores(found: Evaluation) -> Iterator[tuple[str, str]]:
    share = f"{100 * found.confidence:.4g} % interval"
    yield "scores", f"on {count(found.records, 'record')}; difference with its {share}"
    yield from _table(found.metrics)
    deciding = found.verdict.metric
    for results in (found.retrieval_against_base, found.custom_against_retrieval):
        yield from _table([one for one in results if one.metric == deciding])
    failed = (f"{arm.arm} {arm.failed:,} of {arm.answered + arm.failed:,}" for arm in found.arms)
    yield "failed answers", ", ".join(failed)
    if found.regression:
        yield "forgetting", f"{found.regression.retention}. {found.regression.sentence}"


def _table(results: Sequence[MetricResult]) -> Iterable[tuple[str, str]]:
    """Return a line a metric: the two sides, the difference, between what it lies."""
    for result in [one for one in results if not one.unheard]:
        sides = (_side(result, arm) for arm in (result.against, result.arm))
        low, high = signed(result.interval.low), signed(result.interval.high)
        name = NAMES[result.metric]
        yield "", f"{name:<15}{''.join(sides)}{signed(result.difference)} ({low} to {high})"


def _side(result: MetricResult, arm: Arm) -> str:
    return f"{f'{arm} {score(result.score_of(arm))}':<17}"


def _cost(cost: Cost) -> str:
    estimated = f"estimated {usd(cost.total_usd)}, at most {usd(cost.cautious_total_usd)}"
    return f"{usd(cost.used.total_usd)} used; {estimated}" if cost.used else estimated
