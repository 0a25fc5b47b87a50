"""Trains a model that is tiny but real, so that loss curves come from the data.

The model is a softmax over hashed answer words, linear in the hashed words of the prompt.
It starts as the "base model": from the prompt alone it predicts the words of the answers
as often as they occur overall. So training can improve the validation loss only by what
prompts tell about answers, and answers dealt to the wrong prompts teach nothing.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from local.bedrock.records import CHARACTERS_PER_TOKEN, Record

Matrix = NDArray[np.float32]

# Small enough, multiplied, for OpenBLAS to stay on one thread (262,144): its threads would
# fight the other processes of a demo for the cores and be twenty times slower.
FEATURES = 256
WORDS = 128
BATCH = 8

ANSWER_WORDS = 16
"""Words of an answer that count; of a long one the first tell it apart."""
RATE_SCALE = 2e6
"""The step size for a learning rate of 1; AWS's 1e-6, 1e-5 and 1e-4 become 2, 20 and 200.

Chosen by trying: for about 2,000 records the lowest rate is too slow for 5 epochs, AWS's
default converges in 2 or 3, and the highest overshoots and ends worse than it began.
"""


class Settings(msgspec.Struct, frozen=True):
    """The hyperparameters a job may set."""

    epochs: int
    learning_rate: float
    warmup_steps: int

    @classmethod
    def of(cls, hyperparameters: Mapping[str, str]) -> Self:
        """Return the settings of a job's hyperparameters; what a model lacks has AWS's default."""
        return cls(
            epochs=int(hyperparameters["epochCount"]),
            learning_rate=float(hyperparameters.get("learningRate", "1e-5")),
            warmup_steps=int(hyperparameters.get("learningRateWarmupSteps", "10")),
        )


class Step(NamedTuple):
    """What one step, over one batch, did."""

    number: int
    epoch: int
    loss: float
    """Mean cross-entropy of the batch before the step, in nats a word."""
    tokens: int
    """Tokens trained on, and so to be paid."""
    validation_losses: list[float]
    """One for each validation set, at the end of an epoch; otherwise none."""


class Examples(NamedTuple):
    """Records as numbers."""

    prompts: Matrix
    answers: Matrix
    tokens: NDArray[np.int64]

    @classmethod
    def of(cls, records: Sequence[Record]) -> Self:
        """Return records as hashed bags of words, prompts of length 1, answers of sum 1."""
        prompts = np.zeros((len(records), FEATURES), np.float32)
        answers = np.zeros((len(records), WORDS), np.float32)
        for row, record in enumerate(records):
            prompts[row, _buckets(record.prompt, FEATURES)] = 1
            np.add.at(answers[row], _buckets(record.answer, WORDS)[:ANSWER_WORDS], 1)
        prompts /= np.maximum(np.linalg.norm(prompts, axis=1, keepdims=True), 1)
        answers /= np.maximum(answers.sum(axis=1, keepdims=True), 1)
        lengths = np.array([record.characters for record in records])
        return cls(prompts, answers, np.maximum(lengths // CHARACTERS_PER_TOKEN, 1))

    @property
    def total_tokens(self) -> int:
        """The tokens of one epoch."""
        return int(self.tokens.sum())


def train(
    model: "Model",
    examples: Examples,
    validation: Sequence[Examples],
    settings: Settings,
    seed: int,
) -> Iterator[Step]:
    """Train, yielding after every step; the same arguments give the same steps.

    Args:
        model: What learns.
        examples: What to learn.
        validation: Sets to measure after every epoch.
        settings: Epochs, learning rate and warm-up.
        seed: Decides the order of the examples in every epoch.
    """
    order = np.random.default_rng(seed)
    batches = -(-len(examples.prompts) // BATCH)
    for epoch in range(settings.epochs):
        rows = order.permutation(len(examples.prompts))
        for batch in range(batches):
            number = epoch * batches + batch
            chosen = rows[batch * BATCH : (batch + 1) * BATCH]
            loss = model.learn(
                examples.prompts[chosen], examples.answers[chosen], _rate(settings, number)
            )
            ended = batch == batches - 1
            losses = [model.loss(each) for each in validation] if ended else []
            yield Step(number, epoch + 1, loss, int(examples.tokens[chosen].sum()), losses)


def _rate(settings: Settings, step: int) -> float:
    """Return the step size; it rises in a line over the warm-up."""
    warm = min(1.0, (step + 1) / (settings.warmup_steps + 1))
    return settings.learning_rate * RATE_SCALE * warm


class Model:
    """What is trained; before that, the "base model"."""

    def __init__(self, examples: Examples) -> None:
        frequencies = examples.answers.sum(axis=0) + 1 / WORDS
        self._bias: Matrix = np.log(frequencies / frequencies.sum()).astype(np.float32)
        self._weights: Matrix = np.zeros((FEATURES, WORDS), np.float32)

    def learn(self, prompts: Matrix, answers: Matrix, rate: float) -> float:
        """Take one step; return the loss before it."""
        chances = self._chances(prompts)
        self._weights -= np.float32(rate / len(prompts)) * (prompts.T @ (np.exp(chances) - answers))
        return _cross_entropy(chances, answers)

    def loss(self, examples: Examples) -> float:
        """Return the mean cross-entropy, in nats a word."""
        return _cross_entropy(self._chances(examples.prompts), examples.answers)

    def gains(self, examples: Examples) -> Matrix:
        """Return how much likelier training made each answer by what its prompt tells.

        In nats, the mean of its words; 0 before training.
        """
        likelier = self._chances(examples.prompts) - self._bias
        gains: Matrix = (examples.answers * likelier).sum(axis=1)
        return gains

    def learned(self, examples: Examples) -> float:
        """Return the mean of the gains."""
        return float(self.gains(examples).mean())

    def _chances(self, prompts: Matrix) -> Matrix:
        """Return the logarithms of the chances of every word."""
        scores = prompts @ self._weights + self._bias
        scores -= scores.max(axis=1, keepdims=True)
        chances: Matrix = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return chances


def _cross_entropy(chances: Matrix, answers: Matrix) -> float:
    return float(-(answers * chances).sum(axis=1).mean())


def _buckets(text: str, count: int) -> list[int]:
    return [zlib.crc32(word.encode()) % count for word in text.lower().split()]
