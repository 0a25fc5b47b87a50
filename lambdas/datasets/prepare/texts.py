"""When two texts are the same, and the order that a seed gives them."""

import hashlib
import unicodedata

KEY_BYTES = 16
"""128 bits: no two texts of any dataset share a key by chance."""
_ORDER_BYTES = 8


def normalized(text: str) -> str:
    """Return a text without what does not make it another one: case, spaces, forms of letters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def key_of(*texts: str) -> bytes:
    """Return a short key of normalized texts."""
    digest = hashlib.blake2b(digest_size=KEY_BYTES)
    for text in texts:
        encoded = text.encode(errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.digest()


def place_in_order(key: bytes, seed: int) -> float:
    """Return where the seed puts a key: evenly spread over 0 to 1, 1 excluded.

    It depends on nothing but key and seed, so other records don't move it.
    """
    salt = seed.to_bytes(_ORDER_BYTES, "big")
    digest = hashlib.blake2b(key, digest_size=_ORDER_BYTES, salt=salt).digest()
    return (int.from_bytes(digest, "big") >> 11) / 2**53
