"""What the answers of an evaluation cost at most, before they are asked for."""

from typing import NamedTuple

from lambdas.common.money import sum_of
from lambdas.contract.evaluation import EvaluationRequest
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.tokens import cautious_tokens
from lambdas.plan_run.prices import AnswerPrices

INFERENCE, EMBEDDING = "inference", "embedding"
"""What unknown prices are called."""


class EvaluationCost(NamedTuple):
    """What all answers cost at most."""

    usd: float | None
    """None: a price is unknown."""
    prices: AnswerPrices
    unknown: tuple[str, ...] = ()
    """The prices of these that nobody here knows, in words."""
    known_usd: float = 0
    """What it comes to without the parts whose price is unknown."""


class Sets(NamedTuple):
    """What is asked."""

    rules: EvaluationRequest
    test: CheckedDataset
    regression: CheckedDataset | None
    training: CheckedDataset
    """From which similar records are shown."""

    @property
    def asked_characters(self) -> int:
        """Of all prompts that every side is asked."""
        return sum(_asked(one) for one in (self.test, self.regression) if one)

    @property
    def records(self) -> int:
        """Of both sets: what every side answers."""
        return self.test.records + (self.regression.records if self.regression else 0)

    @property
    def retrieval_records(self) -> int:
        """What the side answers that is shown similar records."""
        return self.test.records if self.rules.retrieval else 0

    @property
    def retrieval_characters(self) -> int:
        """Of that side's prompts at most: any record may be shown, the longest every time."""
        return self._retrieval_characters(self.training.longest_record)

    @property
    def embedded_texts(self) -> int:
        """Of what vectors are made: every training prompt and every question of the test set."""
        if not self.by_vectors:
            return 0
        return self.training.records + self.test.records

    @property
    def embedded_characters(self) -> int:
        """Of all these texts, and of system prompts, which are not among them."""
        return _asked(self.training) + _asked(self.test) if self.by_vectors else 0

    @property
    def by_vectors(self) -> bool:
        """Whether similar records are looked for by vectors."""
        return self.rules.retrieval is not None and self.rules.retrieval.by == "embeddings"

    @property
    def answers(self) -> int:
        """Of all sides together."""
        return 2 * self.records + self.retrieval_records

    @property
    def tokens_a_question(self) -> float:
        """The mean, by the cautious rule; a record that is shown is as long as the mean."""
        mean = self.training.characters / self.training.records
        characters = 2 * self.asked_characters + self._retrieval_characters(mean)
        return cautious_tokens(characters) / self.answers

    def _retrieval_characters(self, shown: float) -> int:
        """Return the characters of that side's prompts, if so many are of each record shown."""
        if self.rules.retrieval is None:
            return 0
        each = self.rules.retrieval.records * shown
        return _asked(self.test) + round(each * self.test.records)


def estimate_evaluation(
    sets: Sets, prices: AnswerPrices, *, custom_by_token: bool
) -> EvaluationCost:
    """Return what all answers cost, each as long as it may be.

    Args:
        sets: What is asked.
        prices: Of tokens.
        custom_by_token: Whether the custom model is paid by the token; else its units are paid by
            the hour, whatever they answer.
    """
    prices = prices if sets.by_vectors else prices._replace(embedding_per_1k_tokens=None)
    parts = {
        INFERENCE: _answers_usd(sets, prices, sides=2 if custom_by_token else 1),
        EMBEDDING: _looking_usd(sets, prices),
    }
    return EvaluationCost(
        sum_of(*parts.values()),
        prices,
        tuple(name for name, usd in parts.items() if usd is None),
        sum(usd for usd in parts.values() if usd is not None),
    )


def _answers_usd(sets: Sets, prices: AnswerPrices, *, sides: int) -> float | None:
    given, told = prices.input_per_1k_tokens, prices.output_per_1k_tokens
    if given is None or told is None:
        return None
    characters = sides * sets.asked_characters + sets.retrieval_characters
    answers = sides * sets.records + sets.retrieval_records
    written = answers * sets.rules.max_answer_tokens
    return (cautious_tokens(characters) * given.usd + written * told.usd) / 1000


def _looking_usd(sets: Sets, prices: AnswerPrices) -> float | None:
    if not sets.by_vectors:
        return 0
    price = prices.embedding_per_1k_tokens
    return None if price is None else cautious_tokens(sets.embedded_characters) * price.usd / 1000


def _asked(one: CheckedDataset) -> int:
    return one.characters - one.answer_characters
