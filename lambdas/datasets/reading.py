"""What is noted while one record is read: its texts, its media and every flaw."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from lambdas.datasets.json_line import json_text
from lambdas.datasets.rules import Rule
from lambdas.datasets.verdict import Flaw, Medium

JsonObject = dict[str, Any]

RECORD = "the record"
"""The place that has no name of its own."""

NAMES: dict[type, str] = {
    str: "text",
    list: "a list",
    dict: "an object",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null or nothing",
}
"""JSON's types, as problems call them."""


class Reading:
    """One record, as far as it is read."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        """Every trained text, in order; tools, their calls and results as the JSON they are."""
        self.answer_characters = 0
        self.size_bytes = 0
        self.empty = 0
        self.media: list[Medium] = []
        self.flaws: list[Flaw] = []

    def add(self, rule: Rule, given: str, allowed: str) -> None:
        """Note a flaw."""
        self.flaws.append(Flaw(rule, given, allowed))

    def text(self, value: str, *, learned: bool = False) -> None:
        """Note a trained text; `learned` if the model learns to say it."""
        self.texts.append(value)
        if learned:
            self.answer_characters += len(value)
        if not value or value.isspace():
            self.empty += 1

    @property
    def characters(self) -> int:
        """All trained characters so far."""
        return sum(map(len, self.texts))

    def json(self, value: object, *, learned: bool = False) -> None:
        """Note a value that is trained on as JSON."""
        self.text(json_text(value), learned=learned)

    def is_a(self, kind: type, value: object, name: str, where: str) -> bool:
        """Tell whether a member is of a type; note it if not."""
        if isinstance(value, kind):
            return True
        self.add(Rule.SHAPE, f"{NAMES[type(value)]} as {name} at {where}", NAMES[kind])
        return False

    def word(self, value: object, known: Sequence[str], name: str, where: str) -> str | None:
        """Return one of some known words; note any other value, which is not told."""
        if isinstance(value, str) and value in known:
            return value
        if self.is_a(str, value, name, where):
            self.add(Rule.SHAPE, f"another {name} at {where}", " or ".join(known))
        return None

    def items(self, value: object, name: str, where: str) -> Iterator[tuple[str, Any]]:
        """Yield every item of a list with its place; note what is no list."""
        if not isinstance(value, list):
            self.is_a(list, value, name, where)
            return
        inside = name if where == RECORD else f"{where}.{name}"
        for index, item in enumerate(value):
            yield f"{inside}[{index}]", item

    def object(
        self,
        value: object,
        where: str,
        required: Collection[str],
        optional: Collection[str] = (),
    ) -> JsonObject | None:
        """Return an object that may be read on; unknown and missing members are noted."""
        if not isinstance(value, dict):
            given = f"{NAMES[type(value)]} at {where}"
            self.add(Rule.SHAPE, given, f"an object with {' and '.join(required)}")
            return None
        known = [*required, *optional]
        missing = [key for key in required if key not in value]
        if missing:
            given = f"no {' and no '.join(missing)} at {where}"
            self.add(Rule.SHAPE, given, f"an object with {' and '.join(required)}")
        # The names of unknown members are not told: they might be anything. And where nothing is
        # known, the object is just another one.
        unknown = [key for key in value if key not in known]
        if unknown and (not required or len(missing) < len(required)):
            self.add(Rule.SHAPE, f"{_keys(len(unknown))} at {where}", f"only {', '.join(known)}")
        return None if missing else value


def _keys(count: int) -> str:
    return "an unknown key" if count == 1 else f"{count} unknown keys"
