"""Records with turns of plain text: Anthropic's messages, and OpenAI's chat with a reference.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html
https://docs.aws.amazon.com/bedrock/latest/userguide/rft-prepare-data.html
"""

from lambdas.datasets.limits import Limits, read_object
from lambdas.datasets.reading import RECORD, JsonObject, Reading
from lambdas.datasets.rules import Rule
from lambdas.datasets.turns import ASSISTANT, ROLES, USER, note_turns
from lambdas.datasets.verdict import Verdict

SYSTEM = "system"
MESSAGES = "messages"
REFERENCE = "reference_answer"
TOOLS = "tools"


class AnthropicCheck:
    """Judges `{"system": ..., "messages": [...]}` with contents that are text."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def __call__(self, line: bytes) -> Verdict:
        """Return the judgement on one line."""
        reading = Reading()
        read = read_object(line, self._limits, reading)
        record = read and reading.object(read.value, RECORD, (MESSAGES,), (SYSTEM,))
        if record:
            if SYSTEM in record and reading.is_a(str, record[SYSTEM], SYSTEM, RECORD):
                reading.text(record[SYSTEM])
            roles = _read_messages(record[MESSAGES], ROLES, reading)
            if roles is not None:
                note_turns(roles, reading)
        return self._limits.judged(reading)


class ChatCheck:
    """Judges `{"messages": [...], "reference_answer": ...}`; other members are the grader's."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def __call__(self, line: bytes) -> Verdict:
        """Return the judgement on one line."""
        reading = Reading()
        read = read_object(line, self._limits, reading)
        others = read.value if read and isinstance(read.value, dict) else ()
        record = read and reading.object(read.value, RECORD, (MESSAGES, REFERENCE), others)
        if record:
            _note_reference(record, reading)
            if TOOLS in record:
                reading.json(record[TOOLS])
            roles = _read_messages(record[MESSAGES], (SYSTEM, *ROLES), reading)
            if roles is not None:
                _note_prompt(roles, reading)
        return self._limits.judged(reading)


def _note_reference(record: JsonObject, reading: Reading) -> None:
    """Note a reference that says nothing. The model never sees it: it is the grader's."""
    reference = record[REFERENCE]
    if reference in (None, "", [], {}) or (isinstance(reference, str) and reference.isspace()):
        given = f"nothing as {REFERENCE}"
        reading.add(Rule.EMPTY_TEXT, given, "what the grader compares an answer with")


def _note_prompt(roles: list[str], reading: Reading) -> None:
    if SYSTEM in roles[1:]:
        given = f"{SYSTEM} after another turn"
        reading.add(Rule.TURN_ORDER, given, f"{SYSTEM} first, or not at all")
    if USER not in roles:
        reading.add(Rule.TURN_ORDER, f"no turn of the {USER}", "at least one")


def _read_messages(value: object, known: tuple[str, ...], reading: Reading) -> list[str] | None:
    """Read the turns and return their roles, None if there are none or any has no role."""
    if not isinstance(value, list):
        reading.is_a(list, value, MESSAGES, RECORD)
        return None
    roles = [
        _read_message(message, where, known, reading)
        for where, message in reading.items(value, MESSAGES, RECORD)
    ]
    found = [role for role in roles if role is not None]
    return found if len(found) == len(roles) else None


def _read_message(
    value: object, where: str, known: tuple[str, ...], reading: Reading
) -> str | None:
    message = reading.object(value, where, ("role", "content"))
    if message is None:
        return None
    role = reading.word(message["role"], known, "role", where)
    if reading.is_a(str, message["content"], "content", where):
        reading.text(message["content"], learned=role == ASSISTANT)
    return role
