"""The model that makes vectors of texts: like texts are near each other.

A vector counts the text's pieces of three to five characters, each at a place that its hash says;
so texts that share words or parts of words share places.
https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from local.bedrock.errors import ValidationException
from local.bedrock.records import CHARACTERS_PER_TOKEN

MODEL_ID = "amazon.titan-embed-text-v2:0"
REGIONS = frozenset({"us-east-1", "us-west-2"})
SIZES = (1024, 512, 256)
MOST_CHARACTERS = 50_000
MOST_TOKENS = 8_192
_PIECES = (3, 4, 5)
_TAKEN = {"inputText", "dimensions", "normalize", "embeddingTypes"}
_MALFORMED = "Malformed input request: {}, please reformat your input and try again."

Params = Mapping[str, Any]


def embedded(body: bytes) -> tuple[Params, int]:
    """Return what the model answers to a body, and the tokens it took.

    Raises:
        ValidationException: It is no request for a vector, or its text is too long or empty.
    """
    asked = _asked(body)
    text = asked["inputText"]
    tokens = _tokens(text)
    if len(text) > MOST_CHARACTERS:
        raise ValidationException(
            _MALFORMED.format(f"expected maxLength: {MOST_CHARACTERS}, actual: {len(text)}")
        )
    if tokens > MOST_TOKENS:
        raise ValidationException(
            f"400 Bad Request: Too many input tokens. Max input tokens: {MOST_TOKENS}, request "
            f"input token count: {tokens}"
        )
    vector = vector_of(text, asked.get("dimensions", SIZES[0]))
    if not asked.get("normalize", True):
        vector = vector * len(text)
    values = [float(value) for value in vector]
    by_type = {"embeddingsByType": {"float": values}}
    return {"embedding": values, "inputTextTokenCount": tokens, **by_type}, tokens


def vector_of(text: str, size: int) -> NDArray[np.float32]:
    """Return the vector of a text, of length one."""
    vector = np.zeros(size, np.float32)
    for piece in _pieces(text):
        digest = int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=8).digest())
        vector[digest % size] += 1 if digest >> 63 else -1
    length = float(np.linalg.norm(vector))
    if not length:
        # Its pieces cancel each other out, which a vector of length one must not tell.
        vector[0] = length = 1
    return np.asarray(vector / length, np.float32)


def _tokens(text: str) -> int:
    """Return its tokens: a character that is not ASCII is one by itself."""
    plain = sum(map(str.isascii, text))
    return max(1, plain // CHARACTERS_PER_TOKEN + len(text) - plain)


def _pieces(text: str) -> Iterator[str]:
    for word in re.findall(r"\S+", text.casefold()):
        whole = f" {word} "
        for length in _PIECES:
            for start in range(max(1, len(whole) - length + 1)):
                yield whole[start : start + length]


def _asked(body: bytes) -> Params:
    try:
        asked = json.loads(body)
    except ValueError:
        raise ValidationException(_MALFORMED.format("it is no JSON")) from None
    if not isinstance(asked, dict):
        raise ValidationException(_MALFORMED.format("expected type: JSONObject"))
    if wrong := list(_problems(asked)):
        raise ValidationException(_MALFORMED.format("; ".join(wrong)))
    return asked


def _problems(asked: Params) -> Iterator[str]:
    for name in asked.keys() - _TAKEN:
        yield f"extraneous key [{name}] is not permitted"
    text = asked.get("inputText")
    if not isinstance(text, str):
        yield "required key [inputText] not found, or no text"
    elif not text.strip():
        yield "expected minLength: 1, actual: 0"
    if not _is_size(asked.get("dimensions", SIZES[0])):
        yield f"dimensions is not one of {', '.join(map(str, SIZES))}"
    if not isinstance(asked.get("normalize", True), bool):
        yield "normalize is no truth value"
    types: Sequence[object] = asked.get("embeddingTypes", ["float"])
    if types != ["float"]:
        yield "this stand-in makes floats only"


def _is_size(value: object) -> bool:
    return type(value) is int and value in SIZES
