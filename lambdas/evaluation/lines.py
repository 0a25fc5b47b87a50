"""The files between the states of an evaluation, which this package wrote itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from lambdas.contract.errors import EvaluationDamagedError
from lambdas.contract.evaluation_steps import Answer, Question

T = TypeVar("T", Answer, Question)


def decode_lines(body: bytes, kind: type[T], key: str) -> list[T]:
    """Return what an object of JSON Lines holds, a line each.

    Raises:
        EvaluationDamagedError: somebody else wrote it; never says what it holds.
    """
    with own_file(key):
        return msgspec.json.Decoder(kind).decode_lines(body)


@contextmanager
def own_file(key: str) -> Iterator[None]:
    """Decode what an object holds.

    Raises:
        EvaluationDamagedError: somebody else wrote it; never says what it holds.
    """
    try:
        yield
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise EvaluationDamagedError(f"{key} is not what this run wrote there") from None
