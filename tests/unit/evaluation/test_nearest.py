"""The nearest vectors are found, in the same order each time."""

import numpy as np
import pytest

from lambdas.evaluation.nearest import Nearest, Vectors


def vectors(*rows: list[float]) -> Vectors:
    """Return a table of vectors."""
    return np.array(rows, np.float32)


PLANE = vectors([1, 0], [3, 3], [0, 2], [-1, 0], [5, 5], [0, 0])


@pytest.mark.parametrize(
    ("asked", "count", "found"),
    [
        ([1, 0.1], 2, [0, 1]),
        ([1, 0.1], 9, [0, 1, 4, 2]),
        ([0.1, 1], 1, [2]),
        ([2, 2], 2, [1, 4]),
        ([2, 2], 3, [1, 4, 0]),
        ([-1, 0], 4, [3]),
        ([0, 0], 4, []),
    ],
)
def test_the_smallest_angles_come_first_and_of_equals_the_first(
    asked: list[float], count: int, found: list[int]
) -> None:
    assert Nearest(PLANE).most_similar(np.array(asked, np.float32), count) == found


def test_what_is_told_follows_from_the_cosine() -> None:
    dice = np.random.default_rng(7)
    table = dice.normal(size=(300, 64)).astype(np.float32)
    asked = dice.normal(size=64).astype(np.float32)
    exact = table.astype(np.float64) @ asked / np.linalg.norm(table.astype(np.float64), axis=1)
    assert Nearest(table).most_similar(asked, 10) == np.argsort(-exact)[:10].tolist()


def test_the_same_text_twice_is_a_tie_wherever_it_stands() -> None:
    dice = np.random.default_rng(3)
    table = dice.normal(size=(1_003, 512)).astype(np.float32)
    same = [0, 1, 6, 500, 1_001, 1_002]
    table[same] = table[6]
    assert Nearest(table).most_similar(table[6], 5) == same[:5]


def test_there_may_be_nothing_to_look_among() -> None:
    assert Nearest(np.zeros((0, 2), np.float32)).most_similar(np.ones(2, np.float32), 4) == []
