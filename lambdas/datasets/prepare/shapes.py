"""What the records of a source look like: told by their keys, or said in the request."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from lambdas.contract.preparation import Fields, Shape

MESSAGES = "messages"
REFERENCE = "reference_answer"
IMAGE, CAPTION = "image-ref", "caption"


class Layout(NamedTuple):
    """How to read the records of one source."""

    shape: Shape
    fields: Fields = Fields()

    @property
    def has_answers(self) -> bool:
        """Whether the records can hold answers at all."""
        by_fields = self.shape in (Shape.PROMPT_ANSWER, Shape.INSTRUCTION, Shape.MAPPED)
        return self.fields.answer is not None if by_fields else self.shape is not Shape.TEXT


PROMPTS_AND_ANSWERS = (
    ("prompt", "completion"),
    ("prompt", "response"),
    ("question", "answer"),
    ("input", "output"),
)
INSTRUCTION = "instruction"
CONTEXT_BY_RESPONSE = {"response": "context", "output": "input"}
"""As Dolly and Alpaca call them. Not every record has a context, the first perhaps has none."""
PROMPTS = ("prompt", "question")
TEXTS = ("text", "input")
SYSTEM = "system"

KNOWN = (
    "prompt and completion or response; question and answer; input and output; instruction, "
    "perhaps context or input, and response or output; messages; image-ref and caption; text"
)
"""What is recognized, in words."""


def layout_of(record: Mapping[str, Any], fields: Fields) -> Layout | None:
    """Return how to read a source that begins with this record; None if nothing is recognized."""
    if fields != Fields():
        wanted = {name for name in (fields.prompt, fields.answer, fields.text) if name}
        return Layout(Shape.MAPPED, fields) if wanted <= record.keys() else None
    if isinstance(record.get(MESSAGES), list):
        return Layout(Shape.CONVERSE if _is_converse(record) else Shape.CHAT)
    if {IMAGE, CAPTION} <= record.keys():
        return Layout(Shape.CAPTION)
    return _by_names(record.keys())


def _by_names(keys: Collection[str]) -> Layout | None:
    if INSTRUCTION in keys:
        answer = _first(CONTEXT_BY_RESPONSE, keys)
        context = CONTEXT_BY_RESPONSE[answer or "response"]
        fields = Fields(prompt=INSTRUCTION, context=context, answer=answer, system=SYSTEM)
        return Layout(Shape.INSTRUCTION, fields)
    for prompt, answer in PROMPTS_AND_ANSWERS:
        if prompt in keys and answer in keys:
            return Layout(Shape.PROMPT_ANSWER, Fields(prompt=prompt, answer=answer, system=SYSTEM))
    if alone := _first(PROMPTS, keys):
        return Layout(Shape.PROMPT_ANSWER, Fields(prompt=alone, system=SYSTEM))
    text = _first(TEXTS, keys)
    return Layout(Shape.TEXT, Fields(text=text)) if text else None


def _is_converse(record: Mapping[str, Any]) -> bool:
    """Tell Converse from the chats of others: its content is a list of blocks without a type."""
    contents = [one.get("content") for one in record[MESSAGES] if isinstance(one, dict)]
    blocks = [block for content in contents if isinstance(content, list) for block in content]
    if any(isinstance(block, dict) and "type" in block for block in blocks):
        return False
    return bool(blocks) or isinstance(record.get(SYSTEM), list)


def _first(names: Iterable[str], keys: Collection[str]) -> str | None:
    return next((name for name in names if name in keys), None)
