"""The model that says how alike two texts are, as a point for each of them."""

import datetime
from functools import cache

from lambdas.catalogue.facts import Fact, Sourced
from lambdas.catalogue.prices import Usd
from lambdas.catalogue.shelf import FOLDER, read


class EmbeddingModel(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model that makes vectors of texts, one text a call."""

    model_id: str
    title: str
    review_by: datetime.date
    regions: tuple[str, ...]
    dimensions: int
    """How long the vectors are that runs ask for."""
    most_tokens: int
    most_characters: int
    """A longer text is refused, as is one of more tokens."""
    requests_per_minute: Fact[int]
    """An account's quota in a region."""
    usd_per_1k_tokens: Fact[Usd]


@cache
def embedding_model() -> EmbeddingModel:
    """Return the model that runs look for similar records with.

    Raises:
        CatalogueError: its file is malformed.
    """
    return read(FOLDER / "embedding.json", EmbeddingModel)
