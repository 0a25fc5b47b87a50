"""Records in the Converse format: what each must hold to be trained on.

https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html
https://docs.aws.amazon.com/nova/latest/nova2-userguide/nova-data-prep-sft-2.html
https://docs.aws.amazon.com/bedrock/latest/userguide/distillation-prepare-datasets.html
"""

from typing import NamedTuple

from lambdas.catalogue.dataset import Content, Dataset
from lambdas.datasets.limits import Limits, read_object
from lambdas.datasets.media import note_counts, note_medium
from lambdas.datasets.reading import RECORD, Reading
from lambdas.datasets.rules import Rule
from lambdas.datasets.tools import Tools
from lambdas.datasets.turns import ASSISTANT, ROLES, USER, note_turns
from lambdas.datasets.verdict import Verdict


class Block(NamedTuple):
    """A kind of content block."""

    content: Content
    roles: tuple[str, ...]
    """Whose turn may hold it."""


TEXT, TOOL_USE, TOOL_RESULT, REASONING = "text", "toolUse", "toolResult", "reasoningContent"

BLOCKS = {
    TEXT: Block(Content.TEXT, ROLES),
    "image": Block(Content.IMAGE, (USER,)),
    "video": Block(Content.VIDEO, (USER,)),
    "document": Block(Content.DOCUMENT, (USER,)),
    TOOL_USE: Block(Content.TOOL_USE, (ASSISTANT,)),
    TOOL_RESULT: Block(Content.TOOL_USE, (USER,)),
    REASONING: Block(Content.REASONING, (ASSISTANT,)),
}
"""By the key of the block."""


class ConverseCheck:
    """Judges lines by the rules of one model and method."""

    def __init__(self, limits: Limits, *, wants_answer: bool = True) -> None:
        self._limits = limits
        self._wants_answer = wants_answer

    def __call__(self, line: bytes) -> Verdict:
        """Return the judgement on one line."""
        reading = Reading()
        read = read_object(line, self._limits, reading)
        if read is not None:
            _Record(self._limits.rules, reading, wants_answer=self._wants_answer).read(read.value)
        return self._limits.judged(reading)


class _Record:
    """One record on its way from JSON to a reading."""

    def __init__(self, rules: Dataset, reading: Reading, *, wants_answer: bool) -> None:
        self._rules = rules
        self._reading = reading
        self._wants_answer = wants_answer
        self._tools = Tools(reading)
        self._taken = {key: one for key, one in BLOCKS.items() if one.content in rules.contents}

    def read(self, value: object) -> None:
        """Note what the record holds, and every flaw of its shape and order."""
        reading = self._reading
        optional = ("system", "schemaVersion", "toolConfig")
        record = reading.object(value, RECORD, ("messages",), optional)
        if record is None:
            return
        if "schemaVersion" in record:
            reading.is_a(str, record["schemaVersion"], "schemaVersion", RECORD)
        if "system" in record:
            self._read_system(record["system"])
        if "toolConfig" in record and self._takes("toolConfig", Content.TOOL_USE):
            self._tools.read_config(record["toolConfig"])
        if reading.is_a(list, record["messages"], "messages", RECORD):
            self._read_messages(record["messages"])

    def _read_system(self, value: object) -> None:
        for where, block in self._reading.items(value, "system", RECORD):
            outer = self._reading.object(block, where, (TEXT,))
            if outer and self._reading.is_a(str, outer[TEXT], TEXT, where):
                self._reading.text(outer[TEXT])

    def _read_messages(self, messages: list[object]) -> None:
        roles = [
            self._read_message(message, f"messages[{index}]")
            for index, message in enumerate(messages)
        ]
        note_counts(self._reading, self._rules)
        known = [role for role in roles if role is not None]
        if len(known) == len(roles):
            note_turns(known, self._reading, wants_answer=self._wants_answer)

    def _read_message(self, value: object, where: str) -> str | None:
        """Read one turn and return its role, None if it has none."""
        reading = self._reading
        message = reading.object(value, where, ("role", "content"))
        if message is None:
            return None
        role = reading.word(message["role"], ROLES, "role", where)
        kinds = [
            self._read_block(block, role, there)
            for there, block in reading.items(message["content"], "content", where)
        ]
        if message["content"] == []:
            reading.add(Rule.EMPTY_TEXT, f"no content at {where}", "at least one block")
        if set(kinds) == {REASONING}:
            reading.add(Rule.CONTENT, f"reasoning alone at {where}", "an answer as well")
        return role

    def _read_block(self, value: object, role: str | None, where: str) -> str | None:
        """Read one block and return its kind, None if it has none that may be read."""
        reading, taken = self._reading, ", ".join(self._taken)
        if not isinstance(value, dict):
            reading.is_a(dict, value, "a block", where)
            return None
        if len(value) != 1:
            reading.add(Rule.SHAPE, f"{len(value)} keys at {where}", f"one of {taken}")
            return None
        ((kind, inner),) = value.items()
        if kind not in BLOCKS:
            reading.add(Rule.SHAPE, f"an unknown key at {where}", f"one of {taken}")
            return None
        if not self._takes(f"{kind} at {where}", BLOCKS[kind].content):
            return None
        roles = BLOCKS[kind].roles
        if role is not None and role not in roles:
            allowed = f"{kind} in the turn of the {' or the '.join(roles)}"
            reading.add(Rule.CONTENT, f"{kind} of the {role} at {where}", allowed)
        self._read_inner(str(kind), inner, role, where)
        return str(kind)

    def _read_inner(self, kind: str, value: object, role: str | None, where: str) -> None:
        match kind:
            case "text":
                if self._reading.is_a(str, value, TEXT, where):
                    self._reading.text(str(value), learned=role == ASSISTANT)
            case "toolUse":
                self._tools.read_use(value, where)
            case "toolResult":
                self._tools.read_result(value, where)
            case "reasoningContent":
                self._read_reasoning(value, where)
            case _:
                note_medium(value, kind, where, self._rules, self._reading)

    def _read_reasoning(self, value: object, where: str) -> None:
        outer = self._reading.object(value, where, ("reasoningText",))
        inside = f"{where}.reasoningText"
        inner = outer and self._reading.object(
            outer["reasoningText"], inside, (TEXT,), ("signature",)
        )
        if inner and self._reading.is_a(str, inner[TEXT], TEXT, inside):
            self._reading.text(inner[TEXT], learned=True)

    def _takes(self, what: str, content: Content) -> bool:
        contents = self._rules.contents
        if content in contents:
            return True
        allowed = f"what this model and method learn from: {', '.join(contents)}"
        self._reading.add(Rule.CONTENT, what, allowed)
        return False
