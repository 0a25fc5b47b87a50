"""What can be set about a training, and within which bounds."""

from enum import StrEnum

import msgspec

from lambdas.catalogue.facts import Sourced


class Type(StrEnum):
    """What a hyperparameter's value is; on the wire most are strings of it."""

    INTEGER = "integer"
    NUMBER = "number"
    WORD = "word"


class Hyperparameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One hyperparameter. A null bound or default is unknown."""

    name: str
    """As Bedrock spells it."""
    type: Type
    min: int | float | None = None
    max: int | float | None = None
    default: int | float | str | None = None
    words: tuple[str, ...] = ()
    """Words that are allowed, instead of a number or as the only values."""
    required: bool = False
    note: str | None = None


class Hyperparameters(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All hyperparameters that may be sent for one model and method."""

    known: tuple[Hyperparameter, ...]
    records_per_warmup_step: int | None = None
    """AWS recommends as many warm-up steps as records / this."""

    def find(self, name: str) -> Hyperparameter | None:
        """Return the hyperparameter that Bedrock calls `name`, if the model has it."""
        return next((one for one in self.known if one.name == name), None)
