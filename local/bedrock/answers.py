"""How a trained model answers: with the answer it was trained on that it finds most likely."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from local.bedrock.records import Record
from local.bedrock.trainer import Examples, Model

MOST_ANSWERS = 128
LONGEST_ANSWER = 2_000
"""Characters. Both bounds keep a model that waits to be asked small."""


class Respondent(NamedTuple):
    """What is left of a training to answer prompts with."""

    model: Model
    answers: tuple[str, ...]

    @classmethod
    def of(cls, model: Model, records: Sequence[Record]) -> Self:
        """Return a model with the different answers of its training data, or a part of them."""
        different = list(dict.fromkeys(record.answer[:LONGEST_ANSWER] for record in records))
        every = -(-len(different) // MOST_ANSWERS)
        return cls(model, tuple(different[::every]))

    def answer(self, prompt: str) -> str:
        """Return the likeliest answer; the same prompt always gets the same."""
        candidates = Examples.of([Record(prompt, answer) for answer in self.answers])
        return self.answers[int(self.model.likelihoods(candidates).argmax())]
