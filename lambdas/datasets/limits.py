"""What every format's record is held against once it was read: emptiness, reserved text, size."""

import sys

from lambdas.catalogue.dataset import Dataset
from lambdas.datasets.json_line import Read, read_line
from lambdas.datasets.reading import Reading
from lambdas.datasets.reserved import ReservedStrings
from lambdas.datasets.rules import Rule
from lambdas.datasets.tokens import characters_for, estimate_tokens
from lambdas.datasets.verdict import Flaw, Verdict


class Limits:
    """The limits of one model and method on any one record."""

    def __init__(self, rules: Dataset) -> None:
        self.rules = rules
        self.reserved = ReservedStrings(rules.reserved_strings)
        self.max_bytes = rules.max_line_bytes
        self.max_characters = _characters(rules.max_tokens_per_record)
        self._most = (
            ("input", _characters(rules.max_input_tokens), rules.max_input_tokens),
            ("output", _characters(rules.max_output_tokens), rules.max_output_tokens),
        )

    @property
    def surely_fits(self) -> int:
        """A line of so many bytes breaks no limit on its size: a character is a byte or more."""
        most = [self.max_bytes, self.max_characters, *(most for _, most, _ in self._most)]
        return min((one for one in most if one is not None), default=sys.maxsize)

    def line_flaw(self, line: bytes) -> Flaw | None:
        """Return what is wrong with the length of a line."""
        if self.max_bytes is None or len(line) <= self.max_bytes:
            return None
        given = f"a line of {len(line)} bytes"
        return Flaw(Rule.LINE_LENGTH, given, f"at most {self.max_bytes} bytes")

    def judged(self, reading: Reading) -> Verdict:
        """Return the verdict on a record that was read, with the flaws that all formats share."""
        self._note_texts(reading)
        self._note_size(reading)
        return Verdict(
            reading.characters,
            reading.flaws,
            reading.answer_characters,
            tuple(reading.media),
            reading.size_bytes,
        )

    def _note_texts(self, reading: Reading) -> None:
        if reading.empty:
            given = f"{reading.empty} empty text{'' if reading.empty == 1 else 's'}"
            reading.add(Rule.EMPTY_TEXT, given, "text that says something")
        if found := self.reserved.found_in(reading.texts):
            words = ", ".join(found).encode("unicode_escape").decode()
            given = f"the reserved text {words}"
            reading.add(Rule.RESERVED_TEXT, given, "text without it")

    def _note_size(self, reading: Reading) -> None:
        characters, most = reading.characters, self.max_characters
        if most is not None and characters > most:
            given = f"about {estimate_tokens(characters)} tokens"
            allowed = f"at most {self.rules.max_tokens_per_record} a record"
            reading.add(Rule.RECORD_TOKENS, given, allowed)
        parts = {
            "input": characters - reading.answer_characters,
            "output": reading.answer_characters,
        }
        for name, most_of_it, tokens in self._most:
            if most_of_it is not None and parts[name] > most_of_it:
                given = f"about {estimate_tokens(parts[name])} tokens of {name}"
                reading.add(Rule.RECORD_TOKENS, given, f"at most {tokens} a record")


def read_object(line: bytes, limits: Limits, reading: Reading) -> Read | None:
    """Return what a line holds after noting what is wrong with the line; None if it is no JSON."""
    read = read_line(line)
    reading.size_bytes = max(len(line), read.encoded_bytes)
    reading.flaws += [flaw for flaw in (limits.line_flaw(line), read.flaw) if flaw]
    return read if read.is_json else None


def _characters(tokens: int | None) -> int | None:
    return None if tokens is None else characters_for(tokens)
