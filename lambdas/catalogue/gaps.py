"""What the catalogue does not know. A null is unknown unless it can mean nothing else than none."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from lambdas.catalogue import serving
from lambdas.catalogue.dataset import Dataset, Format, Validation
from lambdas.catalogue.embedding import EmbeddingModel
from lambdas.catalogue.facts import Fact
from lambdas.catalogue.hyperparameters import Hyperparameter, Type
from lambdas.catalogue.model import Ids, Lifecycle, Model, Offer, Role
from lambdas.catalogue.prices import Prices, UsageTypes

BOUNDS = ("min", "max", "default")
QUOTAS = (
    "regions",
    "tokens_per_minute",
    "requests_per_minute",
    "tokens_per_day",
    "quotas_adjustable",
    "default_model_units",
    "model_units_quota",
)
USAGE_TYPES = ("training", "storage", "input", "output")
TOTALS = ("max_records", "max_training_records", "max_validation_records")
OF_VALIDATION = ("max_validation_records", "max_validation_bytes")


def gaps(model: Model | EmbeddingModel) -> list[str]:
    """Return the path of everything that is unknown of a model, as its file has it."""
    return [path for path, owner, name in _nulls(model, "") if _is_unknown(owner, name)]


def _nulls(value: object, path: str) -> Iterator[tuple[str, msgspec.Struct, str]]:
    """Yield every null, with the group that it stands in and its name there."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            # A fact is its value: there is nothing beside it to tell apart.
            where = path if isinstance(value, Fact) else f"{path}.{name}".lstrip(".")
            if inner is None:
                yield where, value, name
            else:
                yield from _nulls(inner, where)
    else:
        for name, inner in _members(value):
            yield from _nulls(inner, f"{path}.{name}")


def _members(value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(name), inner) for name, inner in value.items())
    elif isinstance(value, tuple):
        yield from ((inner.name, inner) for inner in value if isinstance(inner, Hyperparameter))


def _is_unknown(owner: msgspec.Struct, name: str) -> bool:
    rule = _RULES.get(type(owner))
    return rule is not None and name != "note" and rule(owner, name)


def _is_unknown_rule(rules: Dataset, name: str) -> bool:
    if name in OF_VALIDATION and rules.validation is Validation.UNSUPPORTED:
        return False
    if name in TOTALS:
        return rules.max_records is None and getattr(rules, TOTALS[1]) is None
    if name == "records_quota_adjustable":
        return rules.records_quota is not None
    if name == "recommended_records":
        return False  # A recommendation that nobody gives is not missing.
    if name == "max_tokens_per_record":
        return rules.format is not Format.IMAGE_CAPTION and rules.max_input_tokens is None
    required = {field.name for field in msgspec.structs.fields(Dataset) if field.required}
    return name in required


def _is_unknown_bound(one: Hyperparameter, name: str) -> bool:
    """One that must be given has no default, if its bounds tell that all else is known."""
    complete = one.required and one.min is not None and one.max is not None
    return name in BOUNDS and one.type is not Type.WORD and not complete


def _is_unknown_date(life: Lifecycle, name: str) -> bool:
    return name == "launched_on" or not life.takes_new_jobs


def _is_unknown_quota(way: serving.OnDemand | serving.Provisioned, name: str) -> bool:
    return way.offered and name in QUOTAS


_RULES: dict[type, Callable[[Any, str], bool]] = {
    Ids: lambda _ids, name: name == "to_invoke",
    Lifecycle: _is_unknown_date,
    Offer: lambda offer, _name: offer.roles != (Role.TEACHER,),
    Dataset: _is_unknown_rule,
    Hyperparameter: _is_unknown_bound,
    serving.OnDemand: _is_unknown_quota,
    serving.Provisioned: _is_unknown_quota,
    serving.Batch: lambda _batch, name: name == "offered",
    Prices: lambda prices, name: name == "usage_types" and bool(prices.storage_usd_per_month),
    UsageTypes: lambda _types, name: name in USAGE_TYPES,
    Fact: lambda _fact, name: name == "value",
}
"""For each kind of group: whether a null there means that nobody knows; elsewhere it never does."""
