"""The verdict of `customize data check`, for programs and for people."""

import sys
from collections.abc import Iterator

import msgspec

from cli.data_files import Checked, CheckedFile
from cli.data_target import Target
from lambdas.contract.problems import SHOWN
from lambdas.datasets import whole
from lambdas.datasets.tally import WHOLE_FILE
from lambdas.datasets.tokens import estimate_tokens


class FoundProblem(msgspec.Struct, frozen=True):
    """One problem."""

    file: str
    """The path as it was given, see `printable`."""
    line: int
    """0: the file as a whole."""
    rule: str
    message: str

    @property
    def place(self) -> str:
        """Where it is, as editors understand it."""
        return self.file if self.line == WHOLE_FILE else f"{self.file}:{self.line}"


class Report(msgspec.Struct, frozen=True):
    """The verdict, as `--json` tells it."""

    valid: bool
    records: int
    estimated_tokens: int
    """Of all files together, rounded up once."""
    problem_count: int
    """All problems, also those that are not told."""
    problems: list[FoundProblem]
    """The first in line order, the files in the order given, the validation data last."""


def printable(name: str) -> str:
    """Return a file's name as text, with escapes for what is not UTF-8 in it."""
    return name.encode(errors="backslashreplace").decode()


def report_of(checked: Checked) -> Report:
    """Return the verdict on all files."""
    tallies = [file.tally for file in checked.files]
    problems = [problem for file in checked.files for problem in _problems(file)]
    count = sum(tally.problem_count for tally in tallies)
    return Report(
        valid=count == 0,
        records=sum(tally.records for tally in tallies),
        estimated_tokens=estimate_tokens(sum(tally.characters for tally in tallies)),
        problem_count=count,
        problems=problems[:SHOWN],
    )


def write_json(report: Report) -> None:
    """Write the verdict as one line of JSON."""
    sys.stdout.write(msgspec.json.encode(report).decode() + "\n")


def write_text(report: Report, checked: Checked, target: Target) -> None:
    """Write the verdict for a person; the last line sums it up."""
    for file in checked.files:
        tally = file.tally
        sys.stdout.write(
            f"{printable(file.name)}: {tally.records:,} records, {tally.characters:,} characters, "
            f"about {estimate_tokens(tally.characters):,} tokens\n"
        )
    for problem in report.problems:
        sys.stdout.write(f"{problem.place}: {problem.rule}: {problem.message}\n")
    if hidden := report.problem_count - len(report.problems):
        sys.stdout.write(f"and {hidden:,} more\n")
    sys.stdout.write(_verdict(report, target))


def warnings(checked: Checked, target: Target) -> Iterator[str]:
    """Yield what makes no job fail but should be known."""
    records = sum(file.tally.records for file in checked.training)
    yield from whole.warnings(
        records,
        target.rules,
        is_validated=checked.validation is not None,
        is_measured_on_itself=checked.is_measured_on_itself,
    )


def _problems(file: CheckedFile) -> Iterator[FoundProblem]:
    for problem in file.tally.problems:
        message = f"given {problem.given}; allowed: {problem.allowed}"
        yield FoundProblem(printable(file.name), problem.line, problem.rule, message)


def _verdict(report: Report, target: Target) -> str:
    if report.valid:
        return f"valid for {target.title}\n"
    count = report.problem_count
    return f"invalid for {target.title}: {count:,} problem{'' if count == 1 else 's'}\n"
