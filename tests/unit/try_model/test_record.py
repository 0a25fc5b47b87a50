"""Records: what is asked, what is learned, and how little is read."""

from io import BytesIO

import msgspec
import pytest

from lambdas.try_model.record import CHUNK_BYTES, Conversation, first_line
from tests.unit.try_model.samples import record


def conversation(*turns: str, system: str = "") -> Conversation:
    """Return a record as it is read."""
    return msgspec.json.decode(record(*turns, system=system), type=Conversation)


def test_a_question_and_its_answer() -> None:
    found = conversation("Who?", "She.")
    assert (found.prompt, found.reference) == ("Who?", "She.")
    assert [turn.role for turn in found.asked] == ["user"]


def test_only_the_last_turn_is_left_out() -> None:
    found = conversation("Who?", "She.", "When?", "Then.", system="Be short.")
    assert found.prompt == "Be short.\n\nWho?\n\nShe.\n\nWhen?"
    assert found.reference == "Then."
    assert [turn.role for turn in found.asked] == ["user", "assistant", "user"]


@pytest.mark.parametrize("end", [b"", b"\n", b"\nsecond\n", b"\n" * 3])
@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, 3 * CHUNK_BYTES + 1])
def test_the_first_line_is_read_however_long_it_is(size: int, end: bytes) -> None:
    line = b"x" * size
    assert first_line(BytesIO(line + end)) == line


def test_no_more_is_read_than_the_line_takes() -> None:
    body = BytesIO(b"x" * CHUNK_BYTES + b"\n" + b"y" * 10 * CHUNK_BYTES)
    first_line(body)
    assert body.tell() == 2 * CHUNK_BYTES


def test_what_never_ends_a_line_is_not_read_to_its_end() -> None:
    class Endless:
        """A body without a line break."""

        def read(self, amt: int, /) -> bytes:
            return b"x" * amt

    assert len(first_line(Endless())) < 5 * 1024 * 1024
