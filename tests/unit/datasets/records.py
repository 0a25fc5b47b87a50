"""Records of every format, valid unless a test says otherwise, and what checks say of them."""

import json
from typing import Any

import msgspec

from lambdas import catalogue
from lambdas.catalogue.dataset import Dataset, Format
from lambdas.catalogue.model import Method
from lambdas.contract.problems import Problem
from lambdas.datasets.record_checks import record_check
from lambdas.datasets.rules import Rule

JsonObject = dict[str, Any]

FORMATS: dict[Format, tuple[str, Method]] = {
    Format.CONVERSE: ("nova-2-lite", Method.FINE_TUNING),
    Format.PROMPT_COMPLETION: ("llama-3-1-8b", Method.FINE_TUNING),
    Format.ANTHROPIC_MESSAGES: ("claude-3-haiku", Method.FINE_TUNING),
    Format.IMAGE_CAPTION: ("titan-multimodal-embeddings", Method.FINE_TUNING),
    Format.OPENAI_CHAT: ("nova-2-lite", Method.REINFORCEMENT_FINE_TUNING),
    Format.TEXT: ("titan-text-lite", Method.CONTINUED_PRE_TRAINING),
}
"""A model and method that wants each format."""


def rules_of(name: str, method: Method = Method.FINE_TUNING, **changes: object) -> Dataset:
    """Return the rules of a model and method, changed."""
    model = catalogue.find(name)
    assert not isinstance(model, Problem)
    rules = model.methods[method].dataset
    assert rules
    return msgspec.structs.replace(rules, **changes)


def good(wanted: Format, text: str = "Why?") -> JsonObject:
    """Return a valid record of a format."""
    match wanted:
        case Format.CONVERSE:
            return {"messages": [turn("user", text), turn("assistant", "So.")]}
        case Format.PROMPT_COMPLETION:
            return {"prompt": text, "completion": "So."}
        case Format.ANTHROPIC_MESSAGES:
            return {"messages": [said("user", text), said("assistant", "So.")]}
        case Format.IMAGE_CAPTION:
            return {"image-ref": "s3://bucket/one.png", "caption": text}
        case Format.OPENAI_CHAT:
            return {"messages": [said("user", text)], "reference_answer": "So."}
        case Format.TEXT:
            return {"input": text}


def turn(role: str, *blocks: str | JsonObject) -> JsonObject:
    """Return a turn in the Converse format; text may stand for its block."""
    content = [{"text": one} if isinstance(one, str) else one for one in blocks]
    return {"role": role, "content": content}


def said(role: str, text: str) -> JsonObject:
    """Return a turn whose content is text."""
    return {"role": role, "content": text}


def medium(kind: str = "image", uri: str = "s3://bucket/one.png", **more: object) -> JsonObject:
    """Return a block that refers to an object."""
    written = {"image": "png", "video": "mp4", "document": "pdf"}[kind]
    source = {"s3Location": {"uri": uri}}
    return {kind: {"format": written, "source": source, **more}}


def encoded(value: object) -> bytes:
    """Return a value as a line."""
    return json.dumps(value).encode()


def told(
    value: object, name: str = "nova-2-lite", method: Method = Method.FINE_TUNING, **changes: object
) -> list[tuple[Rule, str]]:
    """Return the rules that a record breaks and how, by the rules of a model."""
    line = value if isinstance(value, bytes) else encoded(value)
    verdict = record_check(rules_of(name, method, **changes), method)(line)
    return [(flaw.rule, flaw.given) for flaw in verdict.flaws]
