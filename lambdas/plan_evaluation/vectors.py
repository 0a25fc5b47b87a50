"""The vectors of many texts, kept in parts: what one call leaves undone the next one does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from lambdas.contract import places
from lambdas.contract.evaluation import EmbeddedTexts, EmbeddingFacts
from lambdas.contract.evaluation_steps import VECTORS_AT_ONCE
from lambdas.evaluation.lines import own_file
from lambdas.plan_evaluation.embed import Vector

if TYPE_CHECKING:
    from lambdas.common.storage import Bucket
    from lambdas.contract.run import Run
    from lambdas.evaluation.nearest import Vectors

PART_TEXTS = 100
"""So many may be asked, and paid, for again after a call that ended without a word."""
PACKED = "application/msgpack"
JSON = "application/json"

Part = dict[int, Vector]
"""By the text's position in its part."""
Embed = Callable[[str], Vector]


class Made(NamedTuple):
    """The vectors of some texts, in their order, and what they took."""

    vectors: Vectors
    facts: EmbeddedTexts


class VectorStore:
    """Where the vectors of one run are kept."""

    def __init__(self, run: Run, files: Bucket, dimensions: int, embed: Embed) -> None:
        self._run = run
        self._files = files
        self._dimensions = dimensions
        self._embed = embed

    def vectors_of(self, texts: Sequence[str], what: str) -> Made:
        """Return a vector a text; one that is known is not asked for again.

        Args:
            texts: The same in the same order at every call.
            what: Which texts these are, for their place.
        """
        starts = range(0, len(texts), PART_TEXTS)
        made = [
            vector
            for number, start in enumerate(starts, start=1)
            for vector in self._part(texts[start : start + PART_TEXTS], what, number)
        ]
        return Made(self._table(made), _facts(made))

    def note(self, facts: EmbeddingFacts) -> None:
        """Write down what all vectors took, for whoever reckons what the evaluation cost."""
        key = places.embedding_key(self._run.team, self._run.run_id)
        self._files.write(key, msgspec.json.encode(facts), JSON)

    def _part(self, texts: Sequence[str], what: str, number: int) -> list[Vector]:
        """Return the vectors of a part; whatever ends this, what there is of them is written."""
        key = places.vectors_key(self._run.team, self._run.run_id, what, number)
        known = self._known(key)
        if len(known) < len(texts):
            error = _add_missing(known, texts, self._embed)
            self._files.write(key, msgspec.msgpack.encode(known), PACKED)
            if error:
                raise error
        return [known[position] for position in range(len(texts))]

    def _known(self, key: str) -> Part:
        """Return the vectors of a part that are there."""
        body = self._files.read_existing(key)
        if not body:
            return {}
        with own_file(key):
            known = msgspec.msgpack.decode(body, type=Part)
            size = self._dimensions * np.float32().itemsize
            if any(len(one.values) not in (0, size) for one in known.values()):
                raise msgspec.ValidationError("a vector of another size")
            return known

    def _table(self, made: Sequence[Vector]) -> Vectors:
        table = np.zeros((len(made), self._dimensions), np.float32)
        for row, vector in zip(table, made, strict=True):
            if vector.values:
                row[:] = np.frombuffer(vector.values, np.float32)
        return table


def _add_missing(known: Part, texts: Sequence[str], embed: Embed) -> BaseException | None:
    """Ask for several at a time; return what ended that too early, after those under way."""
    with ThreadPoolExecutor(VECTORS_AT_ONCE) as pool:
        asked = {
            position: pool.submit(embed, text)
            for position, text in enumerate(texts)
            if position not in known
        }
        wait(asked.values(), return_when=FIRST_EXCEPTION)
        pool.shutdown(cancel_futures=True)
    ended = {position: one for position, one in asked.items() if not one.cancelled()}
    errors = [error for one in ended.values() if (error := one.exception())]
    known |= {position: one.result() for position, one in ended.items() if not one.exception()}
    return errors[0] if errors else None


def _facts(made: Sequence[Vector]) -> EmbeddedTexts:
    return EmbeddedTexts(
        texts=len(made),
        tokens=sum(one.tokens for one in made),
        cut=sum(one.cut for one in made),
        refused=sum(not one.values and not one.failed for one in made),
        failed=sum(one.failed for one in made),
    )
