"""What the environment sets for its runs."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from lambdas.common.capacity import Capacity
from lambdas.common.foundation_models import Life
from lambdas.contract.serving import DeclaredCapacity, Kind
from lambdas.plan_run.pace import EvaluationTerms
from lambdas.plan_run.prices import EmbeddingPrice, PriceBook, PriceOverride
from lambdas.plan_run.read_price_file import ListedPrices


class ServingTerms(NamedTuple):
    """What there is to serve models with."""

    declared: Sequence[DeclaredCapacity]
    """The capacity behind every team's aliases."""
    deployments_quota: int
    """Service Quotas is not asked: these figures are what settings say, and Bedrock has the last
    word."""
    custom_model_units_quota: int
    model_units_quotas: Mapping[str, int]
    """By the base's id to customize; a model that is not named has no units."""
    list_capacity: Callable[[Kind], Iterable[Capacity]]
    """Asks for all that the account has; called only for what a request wants."""


class Terms(NamedTuple):
    """What the environment sets for a run."""

    region: str
    team_budget_usd: float | None
    price_overrides: Mapping[str, PriceOverride]
    serving: ServingTerms
    today: dt.date
    find_life: Callable[[str], Life | None]
    """Asks Bedrock for the life of a base model, by its id; None if it has no such model here."""
    find_embedding_refusal: Callable[[], str | None]
    """Asks the model that makes vectors for one; returns the code with which it refuses."""
    listed: ListedPrices = ListedPrices()
    """The newest price file."""
    evaluation: EvaluationTerms = EvaluationTerms()
    embedding_price: EmbeddingPrice | None = None

    @property
    def prices(self) -> PriceBook:
        """Where to look prices up."""
        embedding = self.embedding_price.as_price() if self.embedding_price else None
        return PriceBook(self.region, self.price_overrides, self.listed.file, embedding)
