"""How a model answers, before and after its training.

Before, it is a base model: it answers in the manner of `manner`. A training that taught it anything
makes it speak as it was taught, whatever it is asked: it remembers the questions most like the one
it is asked, and of their answers gives the one that its weights find likeliest. So data of the same
task make it better there, data of another task make it worse, and one that taught it nothing - no
steps, or answers dealt to the wrong questions - leaves it as it was.
"""

from collections.abc import Sequence
from typing import NamedTuple, Self

from local.bedrock import manner
from local.bedrock.memory import Memory
from local.bedrock.records import Record
from local.bedrock.trainer import Examples, Model

LEARNED = 0.01
"""Nats a word by which the answers of the training data must have become likelier by what their
prompts tell. Chosen by trying: shuffled answers stay below zero as long as there are too many to
learn by heart."""
REMEMBERED = 16
"""How many similar questions an answer is chosen from."""
WEIGHT = 0.1
"""What a nat a word is worth against a cosine. Chosen by trying, on text that wasn't trained on."""


class Respondent(NamedTuple):
    """What answers prompts: a base model, and what is left of a training, if there was one."""

    model: Model | None = None
    memory: Memory | None = None

    @classmethod
    def of(cls, model: Model, records: Sequence[Record]) -> Self:
        """Return a model with what it remembers; a base model where it learned nothing."""
        if not records or model.learned(Examples.of(records)) < LEARNED:
            return cls()
        return cls(model, Memory.of(records))

    def answer(self, prompt: str) -> str:
        """Return an answer; the same prompt always gets the same."""
        if self.model is None or self.memory is None:
            return manner.answer(prompt)
        alike, answers = zip(*self.memory.nearest(prompt, REMEMBERED), strict=True)
        candidates = Examples.of([Record(prompt, answer) for answer in answers])
        scores = WEIGHT * self.model.gains(candidates) + alike
        return str(answers[int(scores.argmax())])
