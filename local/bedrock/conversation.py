"""What is asked in a conversation, and what answering it looks like.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from local.bedrock.errors import ValidationException
from local.bedrock.records import CHARACTERS_PER_TOKEN

# Made up, but the same for the same words.
FIRST_WORD_MILLISECONDS = 200
TOKEN_MILLISECONDS = 10

_TAKEN = {"modelId", "messages", "system", "inferenceConfig", "requestMetadata"}

Params = Mapping[str, Any]


class Answering(Protocol):
    """Whatever can answer a prompt: a trained model."""

    def answer(self, prompt: str) -> str:
        """Return its answer; the same prompt always gets the same."""


def prompt_of(params: Params) -> str:
    """Return all text of a conversation, joined as in training.

    Raises:
        ValidationException: It isn't one, or asks for what the stand-in doesn't do.
    """
    for member in params.keys() - _TAKEN:
        raise ValidationException(f"Value at '{member}': this stand-in answers text alone")
    messages = params.get("messages")
    if not messages:
        raise ValidationException("Value at 'messages': a conversation needs a message")
    for number, message in enumerate(messages):
        if message["role"] != ("assistant" if number % 2 else "user"):
            raise ValidationException(
                "A conversation must start with a user message and alternate between user and "
                f"assistant roles. messages.{number} is the {message['role']}'s"
            )
    turns = [
        _text(message["content"], f"messages.{number}.content")
        for number, message in enumerate(messages)
    ]
    return "\n".join([_text(params.get("system", []), "system"), *turns]).strip()


def answered(params: Params, prompt: str, model: Answering) -> Params:
    """Return a model's answer, no longer than allowed, and what it took."""
    limits = params.get("inferenceConfig", {})
    text, reason = _stopped(model.answer(prompt), limits.get("stopSequences", []))
    longest = limits.get("maxTokens", len(text) or 1) * CHARACTERS_PER_TOKEN
    if len(text) > longest:
        text, reason = text[:longest], "max_tokens"
    asked, told = _tokens(prompt), _tokens(text)
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "stopReason": reason,
        "usage": {"inputTokens": asked, "outputTokens": told, "totalTokens": asked + told},
        "metrics": {"latencyMs": FIRST_WORD_MILLISECONDS + told * TOKEN_MILLISECONDS},
    }


def _text(blocks: Sequence[Params], path: str) -> str:
    texts = []
    if not blocks and path != "system":
        raise ValidationException(f"The content field at {path} is empty. Add a ContentBlock to it")
    for number, block in enumerate(blocks):
        if set(block) != {"text"}:
            raise ValidationException(
                f"Value at '{path}.{number}': this stand-in answers text alone"
            )
        if not block["text"].strip():
            raise ValidationException(
                f"The text field in the ContentBlock object at {path}.{number} is blank. "
                "Add text to the text field, and try again."
            )
        texts.append(block["text"])
    return "\n".join(texts)


def _stopped(text: str, sequences: Sequence[str]) -> tuple[str, str]:
    ends = [text.index(sequence) for sequence in sequences if sequence and sequence in text]
    return (text[: min(ends)], "stop_sequence") if ends else (text, "end_turn")


def _tokens(text: str) -> int:
    return max(1, len(text) // CHARACTERS_PER_TOKEN)
