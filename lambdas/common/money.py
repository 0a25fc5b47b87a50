"""Arithmetic with prices, of which some may be unknown: what is unknown never counts as zero."""

from lambdas.contract.money import Price


def training_usd(tokens: int, epochs: int, per_1k_tokens: Price | None) -> float | None:
    """Return what reading so many tokens so often costs; None is unknown.

    https://docs.aws.amazon.com/bedrock/latest/userguide/custom-models.html
    """
    return None if per_1k_tokens is None else tokens * epochs * per_1k_tokens.usd / 1000


def sum_of(*parts: float | None) -> float | None:
    """Return the sum; None if a part is unknown."""
    known = [one for one in parts if one is not None]
    return sum(known) if len(known) == len(parts) else None


def usd_of(price: Price | None) -> float | None:
    """Return a price's figure; None is unknown."""
    return None if price is None else price.usd
