"""What is counted over a dataset. Tallies of its parts, added up in order, are the whole's."""

from bisect import insort
from collections.abc import Sequence
from typing import Self

import msgspec

from lambdas.contract.problems import SHOWN
from lambdas.datasets.rules import Rule
from lambdas.datasets.verdict import Accepted, Flaw, Verdict

WHOLE_FILE = 0
"""The line of a problem that is the dataset's as a whole."""


class LineProblem(msgspec.Struct, frozen=True):
    """A flaw and its line, the first of which is 1."""

    line: int
    rule: Rule
    given: str
    allowed: str

    def moved(self, lines: int) -> "LineProblem":
        """Return the same problem so many lines further down."""
        return msgspec.structs.replace(self, line=self.line + lines)


class Uniform(msgspec.Struct):
    """Whether something is the same in all records that have it at all."""

    first: str | None = None
    first_line: int = 0
    other_line: int = 0
    """The first line that differs; 0 is none."""

    def see(self, value: str, line: int) -> None:
        """Note the value of one line."""
        self.add(Uniform(value, line))

    def add(self, later: "Uniform", lines: int = 0) -> None:
        """Add what was seen in a part that comes so many lines later."""
        if later.first is None:
            return
        if self.first is None:
            self.first, self.first_line = later.first, later.first_line + lines
        elif self.other_line:
            return
        elif later.first != self.first:
            self.other_line = later.first_line + lines
            return
        if later.other_line:
            self.other_line = later.other_line + lines


class Tally(msgspec.Struct):
    """The figures and problems of a dataset, or of a part of it."""

    lines: int = 0
    records: int = 0
    """Lines that are not empty."""
    characters: int = 0
    answer_characters: int = 0
    largest_bytes: int = 0
    """Of the largest record."""
    problem_count: int = 0
    problems: list[LineProblem] = []
    """The first of them, as many as are ever shown."""
    kind_of_media: Uniform = msgspec.field(default_factory=Uniform)
    bucket: Uniform = msgspec.field(default_factory=Uniform)

    def accept(self, records: int, accepted: Accepted) -> None:
        """Count records that have no flaw."""
        self.lines += records
        self.records += records
        self.characters += accepted.characters
        self.answer_characters += accepted.answer_characters
        self.largest_bytes = max(self.largest_bytes, accepted.largest_bytes)

    def judge(self, verdict: Verdict) -> None:
        """Count one record."""
        self.lines += 1
        self.records += 1
        self.characters += verdict.characters
        self.answer_characters += verdict.answer_characters
        self.largest_bytes = max(self.largest_bytes, verdict.size_bytes)
        # A record of two kinds is a flaw of its own already.
        for medium in verdict.media[:1]:
            self.kind_of_media.see(medium.kind, self.lines)
        for medium in verdict.media:
            self.bucket.see(medium.bucket, self.lines)
        self.note(verdict.flaws)

    def reject(self, flaw: Flaw) -> None:
        """Count a record that can't be read."""
        self.records += 1
        self.skip(flaw)

    def skip(self, flaw: Flaw) -> None:
        """Count a line that is no record."""
        self.lines += 1
        self.note([flaw])

    def note(self, flaws: Sequence[Flaw]) -> None:
        """Note flaws of the line that was counted last."""
        self.problem_count += len(flaws)
        for flaw in flaws[: SHOWN - len(self.problems)]:
            self.problems.append(LineProblem(self.lines, *flaw))

    def insert(self, problem: LineProblem) -> None:
        """Note a problem that only all records together show, in its place among the others."""
        self.problem_count += 1
        insort(self.problems, problem, key=lambda one: one.line)
        del self.problems[SHOWN:]

    def add(self, later: Self) -> None:
        """Add the tally of the part that follows."""
        self.kind_of_media.add(later.kind_of_media, self.lines)
        self.bucket.add(later.bucket, self.lines)
        room = SHOWN - len(self.problems)
        self.problems += [problem.moved(self.lines) for problem in later.problems[:room]]
        self.problem_count += later.problem_count
        self.lines += later.lines
        self.records += later.records
        self.characters += later.characters
        self.answer_characters += later.answer_characters
        self.largest_bytes = max(self.largest_bytes, later.largest_bytes)
