"""How alike two texts are: the Jaccard similarity of their pieces, estimated by MinHash.

A piece is five characters, which works in every language, with spaces between words or without.
"""

from collections import Counter
from collections.abc import Iterable
from math import floor
from operator import eq

from rensa import RMinHash

PIECE_CHARACTERS = 5
HASHES = 128
"""Of a signature; the estimate's standard error is at most 1 / (2 * sqrt(128)), 4 points."""
SEED = 1
"""Of the hash functions. It is no setting: the same texts are alike under every seed."""

LEAST_PROMPTS = 20
"""Of fewer prompts nobody can tell what is a template."""
MOST_PROMPTS = 1000
MOST_CHARACTERS_EACH = 10_000
MOST_CHARACTERS = 200_000
"""Bounds the memory of looking for a template, about 30 MB."""
TEMPLATE_SHARE = 0.5


class Similarity:
    """Tells whether two texts count as the same.

    A signature's hashes are cut into more bands than hashes of two alike signatures may differ in,
    so at least one band of theirs is equal: whoever compares only what shares a band misses none.
    """

    def __init__(self, threshold: float) -> None:
        # Rounded first, so that 1 - 0.9 does not fall short of 0.1.
        self._most_different: int = floor(round((1 - threshold) * HASHES, 6))
        self.bands = self._most_different + 1
        self.band_bytes = HASHES // self.bands

    def alike(self, one: bytes, other: bytes) -> bool:
        """Tell whether two signatures are those of texts that count as the same."""
        equal = sum(map(eq, one, other))
        return bool(equal >= HASHES - self._most_different)


def signature_of(text: str, template: frozenset[str] = frozenset()) -> bytes:
    """Return the signature of a normalized text: one byte of each hash.

    Args:
        text: the text.
        template: pieces that don't count, unless the text has no others.
    """
    pieces = pieces_of(text)
    hashes = RMinHash(HASHES, SEED)
    hashes.update(list(pieces - template if template and not pieces <= template else pieces))
    return bytes(value & 0xFF for value in hashes.digest())


def pieces_of(text: str) -> set[str]:
    """Return the pieces of a text; a shorter text is one piece."""
    count = max(1, len(text) - PIECE_CHARACTERS + 1)
    return {text[start : start + PIECE_CHARACTERS] for start in range(count)}


def template_of(prompts: Iterable[str]) -> frozenset[str]:
    """Return the pieces that most prompts have: a template, which tells no prompt from another.

    Without this, prompts that differ in one sentence under a page of instructions would be the
    same prompt. A bounded number of prompts is looked at, so they should come in no order.
    """
    seen: Counter[str] = Counter()
    count = characters = 0
    for prompt in prompts:
        head = prompt[:MOST_CHARACTERS_EACH]
        seen.update(pieces_of(head))
        count += 1
        characters += len(head)
        if count == MOST_PROMPTS or characters > MOST_CHARACTERS:
            break
    if count < LEAST_PROMPTS:
        return frozenset()
    return frozenset(piece for piece, times in seen.items() if times > TEMPLATE_SHARE * count)
