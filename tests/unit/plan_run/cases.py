"""Data and a cost of which advice has nothing to say, and how to change them."""

from typing import Any

import msgspec

from lambdas.catalogue.dataset import Dataset
from lambdas.catalogue.model import Method
from lambdas.contract.money import CostEstimate
from lambdas.datasets.check import CheckedDataset
from lambdas.plan_run.advise import DataFacts
from tests.unit.plan_run.records import model


def _rules() -> Dataset:
    dataset = model("nova-micro").methods[Method.FINE_TUNING].dataset
    assert dataset is not None
    return dataset


RULES_OF_DATA = _rules()


def data(records: int = 5000, characters: int = 1200, answers: int = 600) -> CheckedDataset:
    """Return a dataset with so many characters, and characters of answers, in every record."""
    return CheckedDataset(
        records=records,
        size_bytes=records * characters,
        characters=records * characters,
        longest_record=characters,
        sha256="ab" * 32,
        answer_characters=records * answers,
    )


COST = CostEstimate(
    epochs=2,
    training_price_per_1k_tokens=None,
    training_usd=2.0,
    cautious_training_usd=4.0,
    storage_price_per_month=None,
    cautious_total_usd=5.95,
    budget_usd=25.0,
)

FACTS = DataFacts(training=data(), validation=data(500), rules=RULES_OF_DATA, cost=COST)


def cost(**given: Any) -> DataFacts:
    """Return the same with another cost."""
    return FACTS._replace(cost=msgspec.structs.replace(COST, **given))
