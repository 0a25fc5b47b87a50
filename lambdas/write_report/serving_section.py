"""The section of the page about what serves the model."""

from lambdas.contract.report import Report
from lambdas.contract.report_serving import Promoted, Serving, TrialFigures
from lambdas.contract.serving import Settled
from lambdas.write_report.facts import code, facts
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.quantities import integer, moment, usd
from lambdas.write_report.serving import KINDS, becomes


def serving(report: Report) -> Html:
    """What answered, what becomes of it, and which alias leads to the model."""
    served = report.serving
    if served is None:
        return Html("")
    pairs = [
        ("Served by", _kind(served)),
        ("What to invoke", code(served.arn)),
        ("Made", moment(served.created_at)),
        ("What becomes of it", _end(served)),
    ]
    if served.trial:
        pairs.append(("One prompt, tried", _trial(served.trial)))
    if served.promoted:
        pairs.append(("Alias", _alias(served.promoted)))
    card = element("div", facts(pairs), class_="card")
    return element("section", element("h2", "Serving"), card)


def _kind(served: Serving) -> Html:
    kind = join(f"{KINDS[served.kind]} {served.name}")
    if not served.units:
        return kind
    kind = join(kind, ", model units: ", integer(served.units))
    if served.usd_per_hour is None:
        return kind
    return join(kind, ", ", usd(served.usd_per_hour), " an hour")


def _end(served: Serving) -> Html:
    if served.outcome is Settled.EXPIRES and served.expires_at:
        return join("removed at ", moment(served.expires_at))
    return join(becomes(served))


def _trial(trial: TrialFigures) -> Html:
    return join(
        "answered in ",
        integer(trial.latency_ms),
        " ms; tokens read: ",
        integer(trial.input_tokens),
        ", written: ",
        integer(trial.output_tokens),
        "; prompt and answer are in ",
        code(trial.key),
    )


def _alias(promoted: Promoted) -> Html:
    verb = "was moved to" if promoted.changed else "led already to"
    return join(
        f"{promoted.alias} {verb} ", code(promoted.model_arn), "; invoke ", code(promoted.arn)
    )
