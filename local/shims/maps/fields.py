"""What the children of a distributed map get, as its state says in JSONata.

https://docs.aws.amazon.com/step-functions/latest/dg/input-output-fields-dist-map.html
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ministack.services import stepfunctions

from local.shims.bodies import Json

LARGEST_PAYLOAD = 256 * 1024
"""Bytes of an input or output. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""

READER = "arn:aws:states:::s3:getObject"
INPUT_TYPES = {"JSON", "JSONL"}

Read = Callable[[str, str], str]
"""Returns the text of an object, by bucket and key."""


class Child(NamedTuple):
    """What one child execution gets."""

    given: Any
    items: int
    """How many of the map's items are in it."""


class Fields:
    """The fields of a Map state, evaluated where they are expressions."""

    def __init__(self, state: Json, given: Any, context: Json) -> None:
        self.state = state
        self._given = given
        self._context = context

    def evaluated(self, template: Any, item: Json | None = None) -> Any:
        """Return a template's value; with an item, as that item's."""
        context = self._context if item is None else {**self._context, "Map": {"Item": item}}
        return stepfunctions._apply_jsonata_template(template, self._given, context)

    def number(
        self, holder: Json, field: str, lowest: float = 0, highest: float | None = None
    ) -> float | None:
        """Return a number, None where the field isn't there.

        Raises:
            _ExecutionError: It is something else, or out of bounds.
        """
        if field not in holder:
            return None
        value: float = stepfunctions._jsonata_state_field(
            holder, field, "number", self._given, self._context
        )
        if value < lowest or (highest is not None and value > highest):
            raise failure("States.Runtime", f"The value {value} of {field} is out of bounds")
        return value

    def items(self, read: Read) -> list[Any]:
        """Return the items: read from S3, or an array of the state's own.

        Raises:
            _ExecutionError: There are none to be had.
        """
        if "ItemReader" in self.state:
            return self._read_items(self.state["ItemReader"], read)
        holder = {"Items": "{% $states.input %}"} | self.state
        found: list[Any] = stepfunctions._jsonata_state_field(
            holder, "Items", "array", self._given, self._context
        )
        return found

    def _read_items(self, reader: Json, read: Read) -> list[Any]:
        config, place = reader.get("ReaderConfig", {}), self.evaluated(reader.get("Arguments", {}))
        known = reader.get("Resource") == READER and config.get("InputType") in INPUT_TYPES
        if not known or set(place) != {"Bucket", "Key"}:
            raise failure("States.Runtime", "this emulator reads JSON and JSONL objects of S3 only")
        text = read(place["Bucket"], place["Key"])
        try:
            items = stepfunctions._parse_reader_items(text, {"InputType": config["InputType"]})
        except ValueError as error:
            raise failure("States.ItemReaderFailed", f"The dataset is no JSON: {error}") from error
        if not isinstance(items, list):
            raise failure("States.ItemReaderFailed", "The dataset is no array")
        most = self.number(config, "MaxItems", 1)
        return items if most is None else items[: int(most)]

    def children(self, items: Sequence[Any]) -> list[Child]:
        """Return what the child executions get: one item each, or a batch of them."""
        selector = self.state.get("ItemSelector")
        if selector is not None:
            items = [
                self.evaluated(selector, {"Index": index, "Value": item})
                for index, item in enumerate(items)
            ]
        batcher = self.state.get("ItemBatcher")
        if batcher is None:
            return [Child(item, 1) for item in items]
        more = (
            {"BatchInput": self.evaluated(batcher["BatchInput"])} if "BatchInput" in batcher else {}
        )
        most = self.number(batcher, "MaxItemsPerBatch", 1) or len(items)
        largest = self.number(batcher, "MaxInputBytesPerBatch", 1, LARGEST_PAYLOAD)
        parts = _parts(items, int(most), int(largest or LARGEST_PAYLOAD) - size_of(more))
        return [Child({**more, "Items": part}, len(part)) for part in parts]


def failure(error: str, cause: str) -> Exception:
    """Return the error of a state."""
    made: Exception = stepfunctions._ExecutionError(error, cause)
    return made


def size_of(value: Any) -> int:
    """Return how many bytes a value has on its way."""
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _parts(items: Sequence[Any], most: int, largest: int) -> Iterator[list[Any]]:
    part: list[Any] = []
    # The braces and the name around the items.
    filled = overhead = len('{"Items":[]}')
    for item in items:
        size = size_of(item) + 1
        if part and (len(part) == most or filled + size > largest):
            yield part
            part, filled = [], overhead
        part.append(item)
        filled += size
    if part:
        yield part
