"""One call of the model that makes vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lambdas.common.patience import AccidentError

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

JSON = "application/json"
MALFORMED = "MalformedVector"


class Embedded(msgspec.Struct, frozen=True, rename="camel"):
    """What the model answers."""

    embedding: list[float]
    input_text_token_count: int


def embed(runtime: BedrockRuntimeClient, model_id: str, dimensions: int, text: str) -> Embedded:
    """Return the vector of a text, of length one.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html

    Raises:
        AccidentError: what came is no such vector.
    """
    body = {"inputText": text, "dimensions": dimensions, "normalize": True}
    answer = runtime.invoke_model(
        modelId=model_id, body=msgspec.json.encode(body), contentType=JSON, accept=JSON
    )
    try:
        found = msgspec.json.decode(answer["body"].read(), type=Embedded)
    except msgspec.MsgspecError:
        raise AccidentError(MALFORMED) from None
    if len(found.embedding) != dimensions:
        raise AccidentError(MALFORMED)
    return found
