"""What a training leaves in a model's memory: its questions, by their words, and their answers."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from local.bedrock.records import Record

MOST_RECORDS = 4_096
LONGEST_PROMPT, LONGEST_ANSWER = 2_000, 2_000
"""Characters. All bounds keep a model that waits to be asked small."""


class Memory:
    """Finds the questions that are most like another."""

    def __init__(self, prompts: Sequence[str], answers: Sequence[str]) -> None:
        self.answers = tuple(answers)
        found: dict[str, list[int]] = defaultdict(list)
        for number, prompt in enumerate(prompts):
            for word in _words(prompt):
                found[word].append(number)
        self._found = {word: np.array(numbers, np.int32) for word, numbers in found.items()}
        squares = np.zeros(len(prompts))
        for word, numbers in self._found.items():
            squares[numbers] += self._weight(word)
        self._lengths = np.sqrt(np.maximum(squares, 1e-9))

    @classmethod
    def of(cls, records: Sequence[Record]) -> Self:
        """Return what is kept of records: all, or every so-manieth of many."""
        kept = records[:: -(-len(records) // MOST_RECORDS)]
        prompts = [record.prompt[-LONGEST_PROMPT:] for record in kept]
        return cls(prompts, [record.answer[:LONGEST_ANSWER] for record in kept])

    def nearest(self, prompt: str, count: int) -> list[tuple[float, str]]:
        """Return the answers of the most similar questions, with the cosine, the best first."""
        alike = self._likeness(prompt)
        best = np.argsort(-alike, kind="stable")[:count]
        return [(float(alike[number]), self.answers[number]) for number in best]

    def _likeness(self, prompt: str) -> NDArray[np.float64]:
        words = _words(prompt[-LONGEST_PROMPT:])
        shared = np.zeros(len(self.answers))
        for word in words & self._found.keys():
            shared[self._found[word]] += self._weight(word)
        length = math.sqrt(sum(self._weight(word) for word in words)) or 1
        alike: NDArray[np.float64] = shared / (length * self._lengths)
        return alike

    def _weight(self, word: str) -> float:
        """Return how much a word tells, squared: a rare one more than a common one."""
        seen = len(self._found.get(word, ()))
        return math.log(1 + len(self.answers) / (1 + seen)) ** 2


def _words(text: str) -> set[str]:
    return set(text.lower().split())
