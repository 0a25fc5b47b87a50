"""What a run will cost and who must agree. Unknown is null, never zero."""

from enum import StrEnum

import msgspec


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """A price and where it comes from, because a figure without a source is a guess."""

    usd: float
    source: str
    as_of: str
    """The date on which the source said so (ISO 8601)."""


class CostEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """What a run will cost in US dollars, before it is spent."""

    epochs: int
    training_price_per_1k_tokens: Price | None
    training_usd: float | None
    """None: the price is unknown, as with every sum below."""
    cautious_training_usd: float | None
    """The same with the cautious token bound; this is what a budget must cover."""
    storage_price_per_month: Price | None
    serving_usd: float | None = 0
    """Serving until it expires; on-demand deployments cost nothing while idle."""
    serving_price_per_unit_hour: Price | None = None
    """None where no model units are wanted, or where their price is unknown."""
    evaluation_usd: float | None = 0
    """What its answers cost at most; 0: nothing is evaluated."""
    input_price_per_1k_tokens: Price | None = None
    """Of asking the model, as is the next; None where nothing is evaluated, or unknown."""
    output_price_per_1k_tokens: Price | None = None
    embedding_price_per_1k_tokens: Price | None = None
    """Of making vectors; None where nothing is looked for by vectors, or unknown."""
    total_usd: float | None = None
    """Training, one month of storage, serving and evaluation; None: a price of these is unknown."""
    cautious_total_usd: float | None = None
    """The same with the cautious bound of training: what is held against the budgets."""
    unknown: list[str] = []
    """The prices that nobody here knows, in words: training, storage, model unit, inference,
    embedding."""
    budget_usd: float | None
    """The smaller of the request's and the team's budget; None is no limit."""
    request_budget_usd: float | None = None
    team_budget_usd: float | None = None


class ApprovalReason(StrEnum):
    """Why a run asks before anything is created."""

    ASKED_FOR = "asked_for"
    """The request wants it."""
    OVER_BUDGET = "over_budget"
    UNKNOWN_PRICE = "unknown_price"
    COMMITTED_TERM = "committed_term"
    """The run makes capacity that can't be given back before its term ends."""


class ApprovalNeed(msgspec.Struct, frozen=True, kw_only=True):
    """That a run must be approved, and why."""

    reasons: list[ApprovalReason]
    sentences: list[str]
    """One a reason, for the person who decides."""
