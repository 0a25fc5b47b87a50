"""Whether fine-tuning suits a case: a recommendation with reasons that a person can argue with."""

from enum import StrEnum

import msgspec


class Recommendation(StrEnum):
    """What to do about a task."""

    FINE_TUNE = "fine_tune"
    RETRIEVE = "retrieve"
    """Put the facts in the prompt instead of the model."""
    BOTH = "both"
    """Tune the form, retrieve the facts."""
    NEITHER = "neither"
    """A better prompt, or better data, comes first."""


class AdviceReason(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that spoke."""

    rule: str
    """Its name in the table of rules, docs/advice.md."""
    speaks_for: Recommendation
    sentence: str
    """With the figures or the answer it rests on."""


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """The advice before training. It never stops a run."""

    recommendation: Recommendation
    headline: str
    reasons: list[AdviceReason]
    warnings: list[str]
    """What to know whatever is chosen: very small and very large sets, for example."""
