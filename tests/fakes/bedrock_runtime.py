"""Models that answer and a model that makes vectors, in memory."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, cast

from local.bedrock.embedding import embedded
from local.bedrock.errors import ServiceError
from tests.fakes.calls import Calls, Json
from tests.fakes.requests import service_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient


class FakeBedrockRuntime(Calls):
    """Gives the same answer to every conversation."""

    service = "bedrock-runtime"

    def __init__(self) -> None:
        super().__init__()
        self.texts = ["It does."]
        """The blocks of the answer."""
        self.asked: list[Json] = []
        """Every conversation, as it was sent."""

        self.embedded: list[str] = []
        """Every text that got a vector."""
        self.vector: Callable[[Json], Json] = dict
        """Changes the answer about a vector."""

    @property
    def client(self) -> BedrockRuntimeClient:
        """This, as handlers see it."""
        return cast("BedrockRuntimeClient", self)

    def converse(self, **asked: Any) -> Json:
        """Answer a conversation."""
        self._begin("Converse", asked)
        self.asked.append(asked)
        message = {"role": "assistant", "content": [{"text": text} for text in self.texts]}
        return {
            "output": {"message": message},
            "stopReason": "end_turn",
            "usage": {"inputTokens": 12, "outputTokens": 3, "totalTokens": 15},
            "metrics": {"latencyMs": 250},
        }

    def invoke_model(self, **asked: Any) -> Json:
        """Make a vector of a text."""
        self._begin("InvokeModel", asked)
        try:
            answer, _ = embedded(asked["body"])
        except ServiceError as error:
            raise service_error(error.code, error.message) from error
        self.asked.append(asked)
        self.embedded.append(json.loads(asked["body"])["inputText"])
        return {"body": io.BytesIO(json.dumps(self.vector(dict(answer))).encode())}
