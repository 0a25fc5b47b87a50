"""One question to a deployed model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.contract.errors import DeploymentGoneError, ModelNotAnsweringError

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_bedrock_runtime.type_defs import MessageTypeDef

    from lambdas.contract.serving import DeployedModel
    from lambdas.try_model.record import Conversation

MOST_TOKENS = 256
REFUSALS = {"ValidationException", "ModelErrorException"}
"""How the service says that this model can't answer this question."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a model said, and what that took."""

    text: str
    latency_ms: int
    input_tokens: int
    output_tokens: int


def ask(
    runtime: BedrockRuntimeClient, deployed: DeployedModel, conversation: Conversation
) -> Answer:
    """Return what the model answers.

    Refusals are told by their code alone: their words may quote the question.
    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html

    Raises:
        DeploymentGoneError: nothing is there to answer.
        ModelNotAnsweringError: no answer came, or an empty one.
    """
    system = [{"text": block.text} for block in conversation.system]
    try:
        found = runtime.converse(
            modelId=deployed.arn,
            messages=_messages(conversation),
            inferenceConfig={"maxTokens": MOST_TOKENS, "temperature": 0},
            **({"system": system} if system else {}),  # type: ignore[arg-type]
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "ResourceNotFoundException":
            raise DeploymentGoneError(f"{deployed.name} is gone") from None
        if code in REFUSALS:
            raise ModelNotAnsweringError(f"{deployed.name} refused to answer: {code}") from None
        raise
    text = "".join(block.get("text", "") for block in found["output"]["message"]["content"])
    if not text.strip():
        raise ModelNotAnsweringError(f"{deployed.name} gave an empty answer")
    return Answer(
        text=text,
        latency_ms=found["metrics"]["latencyMs"],
        input_tokens=found["usage"]["inputTokens"],
        output_tokens=found["usage"]["outputTokens"],
    )


def _messages(conversation: Conversation) -> list[MessageTypeDef]:
    return [
        {"role": turn.role, "content": [{"text": block.text} for block in turn.content]}
        for turn in conversation.asked
    ]
