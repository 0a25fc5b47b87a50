"""The files between the states of an evaluation: JSON Lines that this package wrote itself."""

from typing import TypeVar

import msgspec

from lambdas.contract.errors import EvaluationDamagedError
from lambdas.contract.evaluation_steps import Answer, Question

T = TypeVar("T", Answer, Question)


def decode_lines(body: bytes, kind: type[T], key: str) -> list[T]:
    """Return what an object holds, a line each.

    Raises:
        EvaluationDamagedError: somebody else wrote it; never says what it holds.
    """
    try:
        return msgspec.json.Decoder(kind).decode_lines(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise EvaluationDamagedError(f"{key} is not what this run wrote there") from None
