"""The hyperparameters of a request against what the catalogue says the model has."""

from decimal import Decimal
from typing import NamedTuple

from lambdas.catalogue.hyperparameters import Hyperparameter, Type
from lambdas.common.findings import Findings
from lambdas.contract.problems import shown
from lambdas.contract.request import Hyperparameters
from lambdas.plan_run.choose_model import Tunable

BEDROCK_NAMES = {
    "epochs": "epochCount",
    "learning_rate": "learningRate",
    "warmup_steps": "learningRateWarmupSteps",
    "batch_size": "batchSize",
}
"""Our names and Bedrock's.
https://docs.aws.amazon.com/bedrock/latest/userguide/custom-models-hp.html"""

EPOCHS = "epochs"


class Chosen(NamedTuple):
    """How the model will be trained."""

    epochs: int
    as_sent: dict[str, str]
    """As Bedrock takes them: names and values are strings."""


def choose_hyperparameters(
    asked: Hyperparameters, tunable: Tunable, findings: Findings
) -> Chosen | None:
    """Return what to send; None if there is no number of epochs to reckon with.

    What was not asked for is left to the model's default, except for the epochs: the estimated
    cost must stay true even if AWS changes that default.
    """
    as_sent = {}
    for name, bedrock_name in BEDROCK_NAMES.items():
        value = getattr(asked, name)
        if value is None:
            continue
        known = tunable.hyperparameters.find(bedrock_name)
        if known is None:
            findings.add(_path(name), shown(value), _available(tunable))
            continue
        if not _is_within(value, known):
            findings.add(_path(name), shown(value), _range(known))
        as_sent[bedrock_name] = _as_text(value)
    epochs = asked.epochs or _default_epochs(tunable, findings)
    return Chosen(epochs, as_sent | {BEDROCK_NAMES[EPOCHS]: str(epochs)}) if epochs else None


def _default_epochs(tunable: Tunable, findings: Findings) -> int | None:
    known = tunable.hyperparameters.find(BEDROCK_NAMES[EPOCHS])
    default = known.default if known else None
    if isinstance(default, int):
        return default
    if not findings.at(_path(EPOCHS)):
        why = f"{tunable.model.title} has no known default, so its cost could not be estimated"
        findings.add(_path(EPOCHS), "nothing", f"{_range(known) if known else 'a number'}; {why}")
    return None


def _path(name: str) -> str:
    return f"$.hyperparameters.{name}"


def _available(tunable: Tunable) -> str:
    ours = {theirs: name for name, theirs in BEDROCK_NAMES.items()}
    names = [ours[one.name] for one in tunable.hyperparameters.known if one.name in ours]
    return f"null; {tunable.model.title} has {', '.join(names)}"


def _is_within(value: float, known: Hyperparameter) -> bool:
    lowest = _lowest(known)
    return (lowest is None or value >= lowest) and (known.max is None or value <= known.max)


def _lowest(known: Hyperparameter) -> float | None:
    """Return the least value; where none is published, a count is still at least one."""
    if known.min is None and known.type is Type.INTEGER:
        return 1
    return known.min


def _range(known: Hyperparameter) -> str:
    bounds = [("from", _lowest(known)), ("to", known.max)]
    text = "".join(f" {word} {bound}" for word, bound in bounds if bound is not None)
    return ("a whole number" if known.type is Type.INTEGER else "a number") + text


def _as_text(value: float) -> str:
    """Return a number without an exponent, as Bedrock's examples write it."""
    return f"{Decimal(repr(value)):f}"
