"""The training records that are most like a prompt, by the angle between vectors of both."""

import numpy as np
from numpy.typing import NDArray

DIGITS = 6
"""Cosines that differ by less are equal: sums of the same numbers differ in their last digits."""

Vectors = NDArray[np.float32]


class Nearest:
    """Vectors to look among; 20,000 of 512 numbers take 41 MB. A vector of zeros is like none."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = _of_length_one(vectors)

    def most_similar(self, vector: Vectors, count: int) -> list[int]:
        """Return the positions of the most similar vectors, best first, of equals the first.

        Whatever points nowhere near is not similar, so fewer than `count` may come back.
        """
        cosines = np.round(self._vectors @ _of_length_one(vector), DIGITS)
        least = np.partition(cosines, -count)[-count] if count < len(cosines) else -1
        likely = np.flatnonzero((cosines >= least) & (cosines > 0))
        best = likely[np.argsort(-cosines[likely], kind="stable")]
        return [int(position) for position in best[:count]]


def _of_length_one(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), np.float32)
