"""How many tokens a text has: AWS bills tokens but states a rule in characters."""

from lambdas import catalogue


def estimate_tokens(characters: int) -> int:
    """Return the tokens of a text by AWS's rule, rounded up."""
    return _rounded_up(characters, catalogue.common().tokens.characters_per_token)


def cautious_tokens(characters: int) -> int:
    """Return a bound that the billed tokens should stay below, rounded up."""
    return _rounded_up(characters, catalogue.common().cautious_tokens.characters_per_token)


def characters_for(tokens: int) -> int:
    """Return the most characters that count as so many tokens, by AWS's rule."""
    return tokens * catalogue.common().tokens.characters_per_token


def cautious_characters(tokens: int) -> int:
    """Return the most characters that are no more tokens than so many, cautiously."""
    return tokens * catalogue.common().cautious_tokens.characters_per_token


def _rounded_up(characters: int, per_token: int) -> int:
    return -(-characters // per_token)
