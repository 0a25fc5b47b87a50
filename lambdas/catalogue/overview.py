"""Every model on one line: what a person compares before reading one entry in full."""

import datetime

import msgspec

from lambdas.catalogue import shelf
from lambdas.catalogue.model import Method, Model, State
from lambdas.catalogue.runs import run_offer

LABELS = {
    Method.FINE_TUNING: "fine-tuning",
    Method.REINFORCEMENT_FINE_TUNING: "reinforcement",
    Method.DISTILLATION: "distillation",
    Method.CONTINUED_PRE_TRAINING: "continued pre-training",
}
UNKNOWN = "unknown"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One model in short. Null is unknown."""

    name: str
    title: str
    provider: str
    id: str | None
    """The id to customize; null also where no job takes the model."""
    methods: list[Method]
    regions: list[str] | None
    """Where any of its jobs can run."""
    state: State
    ends_on: datetime.date | None
    takes_new_jobs: bool
    run_can_tune: bool
    """Whether a run of this version can tune it, if Bedrock still lets jobs start."""
    served: list[str]
    training_usd_per_1k_tokens: float | None
    billed: str | None
    """By what training is billed, the token or the image."""
    review_by: datetime.date


def overview() -> list[Line]:
    """Return a line for every model, by name."""
    return [line(model) for model in shelf.models()]


def line(model: Model) -> Line:
    """Return a model in short."""
    price = model.prices.training_usd_per_1k_tokens
    return Line(
        name=model.name,
        title=model.title,
        provider=model.provider,
        id=model.ids.to_customize,
        methods=list(model.methods),
        regions=_regions(model),
        state=model.lifecycle.state,
        ends_on=model.lifecycle.ends_on,
        takes_new_jobs=model.lifecycle.takes_new_jobs,
        run_can_tune=model.lifecycle.takes_new_jobs and run_offer(model) is not None,
        served=_served(model),
        training_usd_per_1k_tokens=price.value if price else None,
        billed=_billed(model),
        review_by=model.review_by,
    )


def words(one: Line) -> list[str]:
    """Return a line as people read it, in the order of `COLUMNS`."""
    state = f"{one.state.value.replace('_', ' ')}{f', {one.ends_on}' if one.ends_on else ''}"
    return [
        one.name,
        one.id or "none",
        ", ".join(LABELS[method] for method in one.methods),
        UNKNOWN if one.regions is None else ", ".join(one.regions),
        state,
        "yes" if one.takes_new_jobs else "no",
        "yes" if one.run_can_tune else "no",
        ", ".join(one.served) or "no",
        _price(one),
        str(one.review_by),
    ]


COLUMNS = (
    "model",
    "id to customize",
    "methods",
    "regions",
    "state",
    "new jobs",
    "run",
    "served",
    "training price",
    "review by",
)


def _price(one: Line) -> str:
    if one.training_usd_per_1k_tokens is not None:
        return f"${one.training_usd_per_1k_tokens:g} per 1,000 tokens"
    if one.id is None:
        return "none"
    return f"{UNKNOWN}, by the {one.billed}" if one.billed else UNKNOWN


def _billed(model: Model) -> str | None:
    prices = model.prices
    if prices.training_usd_per_1k_tokens:
        return "token"
    return "image" if prices.training_usd_per_image else None


def _regions(model: Model) -> list[str] | None:
    known = [offer.regions for offer in model.methods.values() if offer.regions is not None]
    return sorted({region for regions in known for region in regions}) if known else None


def _served(model: Model) -> list[str]:
    serving = model.serving
    ways = {"on_demand": serving.on_demand.offered, "provisioned": serving.provisioned.offered}
    return [name for name, offered in ways.items() if offered]
