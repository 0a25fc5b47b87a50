"""What the audit and the schedules find, and what becomes of it."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from lambdas.contract.notification import NOTHING, Notification
from lambdas.contract.serving import Kind

SCHEMA_VERSION = 1

METRIC_NAMESPACE = "BedrockCustomization"
METRIC_MODEL_UNIT_HOURS = "ModelUnitHours"
"""Once an hour, the model units that live: a day's sum is the unit-hours of the day."""
METRIC_DIMENSION = "Environment"


def moment_of(tags: Mapping[str, str], key: str) -> dt.datetime | None:
    """Return the moment that a tag names, None where the tag is missing.

    Raises:
        ValueError: somebody wrote something else there; better to tell than to guess.
    """
    if key not in tags:
        return None
    moment = dt.datetime.fromisoformat(tags[key])
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def is_past(tags: Mapping[str, str], key: str, now: dt.datetime) -> bool:
    """Whether the moment that a tag names has come; without the tag it never does."""
    moment = moment_of(tags, key)
    return moment is not None and moment <= now


class Thing(StrEnum):
    """What the audit looks at."""

    DEPLOYMENT = "custom-model-deployment"
    THROUGHPUT = "provisioned-model"
    MODEL = "custom-model"

    @classmethod
    def of(cls, kind: Kind) -> "Thing":
        """Return what serves in a way."""
        return cls.DEPLOYMENT if kind is Kind.ON_DEMAND else cls.THROUGHPUT

    @property
    def kind(self) -> Kind | None:
        """The way it serves; None of a model, which serves nothing by itself."""
        return {Thing.DEPLOYMENT: Kind.ON_DEMAND, Thing.THROUGHPUT: Kind.PROVISIONED}.get(self)


class Reason(StrEnum):
    """Why something is removed or told of."""

    EXPIRED = "expired"
    ORPHANED = "orphaned"
    IDLE = "idle"
    SURPLUS = "surplus"
    """A custom model beyond the last N of its team."""
    BASE_ENDS = "base_ends"
    """The base model of what serves ends its life soon."""
    LATE = "late"
    """It doesn't serve, or isn't gone, when CloudFormation stops waiting for it."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What the retire machine is started with, by the audit or by a schedule."""

    thing: Thing
    name: str
    reason: Reason
    remove: bool
    """Whether to remove it; else people are told, and that is all."""
    sentence: str = ""
    """What is wrong, for people."""
    usd_per_hour: float | None = None
    """None is unknown or nothing."""
    schema_version: int = SCHEMA_VERSION


class Retired(msgspec.Struct, frozen=True, kw_only=True):
    """RetireCapacity's answer."""

    name: str
    removed: bool
    tell: bool
    """Whether the operators are to hear of it."""
    notification: Notification = NOTHING
    schema_version: int = SCHEMA_VERSION
