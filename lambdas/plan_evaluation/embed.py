"""One text to the embedding model: its vector, cut or refused texts included."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from botocore.exceptions import ClientError

from lambdas.catalogue.embedding import embedding_model
from lambdas.common.embedding import embed
from lambdas.common.patience import AccidentError, Patience, judged
from lambdas.datasets.tokens import cautious_characters

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

    from lambdas.contract.run import EmbeddingPlan

REFUSED = "ValidationException"
SHORTEST_CUT = 2_000
"""A text of fewer characters is not refused for its length: no token is shorter than a quarter."""


class Vector(msgspec.Struct, frozen=True, array_like=True):
    """What became of a text."""

    values: bytes
    """32-bit floats; none if the model refused the text, or failed at it."""
    tokens: int
    """As the service counted them."""
    cut: bool
    failed: bool = False
    """Every attempt at it went wrong: an accident, or nothing that is a vector."""


class Embedder:
    """A model that makes vectors, asked no faster than its quota allows; threads may share it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
    """

    def __init__(
        self, runtime: BedrockRuntimeClient, plan: EmbeddingPlan, patience: Patience
    ) -> None:
        self._runtime = runtime
        self._plan = plan
        self._patience = patience
        self._gap = 60 / plan.requests_per_minute
        self._next = patience.clock()
        self._lock = Lock()

    def vector_of(self, text: str) -> Vector:
        """Return the vector of a text; of one that is too long, of as much as the model takes.

        A text at which something goes wrong again and again has none, as an answer would fail.

        Raises:
            Exception: the time is over, as the patience says.
        """
        asked = text[: longest_text()]
        while True:
            try:
                found = self._patience.attempt(lambda kept=asked: self._ask(kept))  # type: ignore[misc]
            except AccidentError:
                return Vector(b"", 0, cut=False, failed=True)
            except ClientError as error:
                # Its words may quote the text, so they are not read: a shorter one may do.
                if error.response["Error"]["Code"] != REFUSED:
                    raise
                if len(asked) <= SHORTEST_CUT:
                    return Vector(b"", 0, cut=False)
                asked = asked[: len(asked) // 2]
            else:
                return Vector(found.values, found.tokens, cut=len(asked) < len(text))

    def _ask(self, text: str) -> Vector:
        self._wait_for_turn()
        with judged():
            found = embed(self._runtime, self._plan.model_id, self._plan.dimensions, text)
        values = np.array(found.embedding, np.float32).tobytes()
        return Vector(values, found.input_text_token_count, cut=False)

    def _wait_for_turn(self) -> None:
        with self._lock:
            now = self._patience.clock()
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self._patience.pause(turn - now)


def longest_text() -> int:
    """Return how many characters are sent at most: as many as are few enough tokens, cautiously."""
    model = embedding_model()
    return min(model.most_characters, cautious_characters(model.most_tokens))
