"""What the advice looks at."""

from typing import NamedTuple

from lambdas.catalogue.dataset import Dataset
from lambdas.contract.money import CostEstimate
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.tokens import estimate_tokens


class DataFacts(NamedTuple):
    """What is known of the data and their cost when the advice is given."""

    training: CheckedDataset
    validation: CheckedDataset | None
    rules: Dataset
    """The model's rules for its records."""
    cost: CostEstimate

    @property
    def answer_tokens_a_record(self) -> float | None:
        """The mean by AWS's rule; None where nobody counted answers."""
        if not self.training.answer_characters:
            return None
        return estimate_tokens(self.training.answer_characters) / self.training.records

    @property
    def answer_share(self) -> float | None:
        """Of all trained text; None where nobody counted answers."""
        return self.training.answer_characters / (self.training.characters or 1) or None
