"""The top of the page: the decision in a line, why, and the figures most asked for.

A run that was not evaluated decides nothing: it begins with the verdict on its training.
"""

from typing import NamedTuple

from lambdas.contract.evaluation import MetricResult
from lambdas.contract.report import Report, VerdictWord
from lambdas.evaluation import wording
from lambdas.write_report import decision
from lambdas.write_report.markup import Html, element, join, unbroken
from lambdas.write_report.pairs import deciding
from lambdas.write_report.quantities import confidence, duration, integer, loss, score, signed, usd

TONES = {
    VerdictWord.CONVERGED: "good",
    VerdictWord.STILL_FALLING: "open",
    VerdictWord.OVERFITTING: "warn",
    VerdictWord.DIVERGED: "bad",
    VerdictWord.CANNOT_TELL: "neutral",
}
"""The colour of each verdict; its words say the same without colour."""


class Card(NamedTuple):
    """A figure that is asked for first."""

    name: str
    value: str
    note: str = ""


def opening(report: Report) -> Html:
    """The decision or verdict in a line, why, and the figures most asked for."""
    run, evaluation = report.run, report.evaluation
    result = deciding(evaluation) if evaluation else None
    tone, why, cards = TONES[report.verdict.word], report.verdict.sentence, _cards(report)
    if evaluation is not None:
        tone, why = decision.TONES[evaluation.decision], evaluation.verdict.sentence
    if result is not None:
        cards = _compared(result, report)
    place = f"{report.model.base_title} · team {run.team} · {run.environment} · run {run.run_id}"
    return element(
        "header",
        element("p", place, class_="overline"),
        element(
            "div",
            element("h1", report.headline),
            element("p", unbroken(why), class_="lead"),
            class_=f"decision {tone}",
        ),
        element("dl", *(_card(card) for card in cards), class_="cards"),
    )


def _card(card: Card) -> Html:
    note = element("dd", card.note, class_="small") if card.note else ""
    return element("div", element("dt", card.name), element("dd", card.value), note, class_="card")


def _compared(result: MetricResult, report: Report) -> list[Card]:
    metric = wording.NAMES[result.metric]
    used = report.cost.used.total_usd if report.cost.used else None
    interval = result.interval
    ends = element("span", signed(interval.low), " to ", signed(interval.high), class_="whole")
    told = join(confidence(interval.confidence), " interval: ", ends)
    return [
        Card("Base model", score(result.score_of(result.against)), metric),
        Card("Custom model", score(result.score_of(result.arm)), metric),
        Card("Difference", signed(result.difference), told),
        Card("Cost", usd(used), join("estimated: ", usd(report.cost.total_usd))),
    ]


def _cards(report: Report) -> list[Card]:
    last = report.training.epochs[-1]
    stop = report.verdict.stop_epoch
    at = next((e for e in report.training.epochs if e.epoch == stop), last)
    validation = at.validation_loss
    trained = integer(last.epoch)
    return [
        Card("Epochs trained", trained)
        if stop is None
        else Card("Epochs worth it", join(integer(stop), " of ", trained)),
        Card("Training loss", _loss(at.training_loss))
        if validation is None
        else Card("Validation loss", _loss(validation)),
        Card("Estimated cost", usd(report.cost.estimate_usd)),
        Card("Duration of the job", duration(report.model.duration_seconds)),
    ]


def _loss(value: float | None) -> str:
    return "not finite" if value is None else loss(value)
