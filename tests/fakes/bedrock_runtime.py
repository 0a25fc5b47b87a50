"""Models that answer, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tests.fakes.calls import Calls, Json

if TYPE_CHECKING:
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
