"""The top of the page: the verdict in a line, why, and the figures most asked for."""

from lambdas.contract.report import Report, VerdictWord
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.quantities import duration, integer, loss, usd

TONES = {
    VerdictWord.CONVERGED: "good",
    VerdictWord.STILL_FALLING: "open",
    VerdictWord.OVERFITTING: "warn",
    VerdictWord.DIVERGED: "bad",
    VerdictWord.CANNOT_TELL: "neutral",
}
"""The colour of each verdict; its words say the same without colour."""


def opening(report: Report) -> Html:
    """The verdict in a line, why, and the figures most asked for."""
    run = report.run
    place = f"{report.model.base_title} · team {run.team} · {run.environment} · run {run.run_id}"
    return element(
        "header",
        element("p", place, class_="overline"),
        element("h1", report.headline, class_=TONES[report.verdict.word]),
        element("p", report.verdict.sentence, class_="lead"),
        element("dl", *(_card(name, value) for name, value in _cards(report)), class_="cards"),
    )


def _card(name: str, value: str) -> Html:
    return element("div", element("dt", name), element("dd", value), class_="card")


def _cards(report: Report) -> list[tuple[str, str]]:
    last = report.training.epochs[-1]
    stop = report.verdict.stop_epoch
    at = next((e for e in report.training.epochs if e.epoch == stop), last)
    validation = at.validation_loss
    trained = integer(last.epoch)
    return [
        ("Epochs trained", trained)
        if stop is None
        else ("Epochs worth it", join(integer(stop), " of ", trained)),
        (
            ("Training loss", _loss(at.training_loss))
            if validation is None
            else ("Validation loss", _loss(validation))
        ),
        ("Estimated cost", usd(report.cost.estimate_usd)),
        ("Duration of the job", duration(report.model.duration_seconds)),
    ]


def _loss(value: float | None) -> str:
    return "not finite" if value is None else loss(value)
