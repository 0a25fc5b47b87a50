"""The hyperparameters of fine-tuning: texts on the wire, numbers within a range by meaning.

https://docs.aws.amazon.com/bedrock/latest/userguide/custom-models-hp.html
"""

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from local.bedrock.errors import ValidationException

_NUMBER = {
    "integer": re.compile(r"[0-9]{1,9}"),
    "float": re.compile(r"[0-9]*\.?[0-9]+([eE][-+]?[0-9]{1,3})?"),
}


class Range(msgspec.Struct, frozen=True):
    """The values a hyperparameter may have, both ends included."""

    kind: Literal["integer", "float"]
    low: float
    high: float
    default: float

    def holds(self, text: str) -> bool:
        """Say whether a text is a number of this kind and range."""
        number = _NUMBER[self.kind].fullmatch(text)
        return number is not None and self.low <= float(text) <= self.high


NOVA = {
    "epochCount": Range("integer", 1, 5, 2),
    "learningRate": Range("float", 1e-6, 1e-4, 1e-5),
    "learningRateWarmupSteps": Range("integer", 0, 100, 10),
}
LLAMA = {
    "epochCount": Range("integer", 1, 10, 5),
    "batchSize": Range("integer", 1, 1, 1),
    "learningRate": Range("float", 5e-6, 0.1, 1e-4),
}


def checked(ranges: Mapping[str, Range], given: Mapping[str, str]) -> dict[str, str]:
    """Return the hyperparameters of a job, the model's defaults filled in.

    Raises:
        ValidationException: A name or value that the model doesn't take.
    """
    for name, text in given.items():
        if name not in ranges:
            raise ValidationException(
                f"Value at 'hyperParameters.{name}': the model has no such hyperparameter; "
                f"it has {', '.join(ranges)}"
            )
        if not ranges[name].holds(text):
            allowed = f"{ranges[name].kind} from {ranges[name].low:g} to {ranges[name].high:g}"
            raise ValidationException(
                f"Value '{text}' at 'hyperParameters.{name}' is not allowed: must be {allowed}"
            )
    return {name: f"{bounds.default:g}" for name, bounds in ranges.items()} | dict(given)
