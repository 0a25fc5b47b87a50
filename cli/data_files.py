"""The files of `customize data check`, judged each on its own and then together."""

import filecmp
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cli.check_files import judge_file
from cli.data_target import Target
from cli.errors import UsageError
from lambdas.datasets import whole
from lambdas.datasets.judge import Judge
from lambdas.datasets.tally import WHOLE_FILE, LineProblem, Tally
from lambdas.datasets.verdict import Flaw


class CheckedFile(NamedTuple):
    """A file and what it holds."""

    name: str
    """The path as it was given."""
    tally: Tally
    size_bytes: int


class Checked(NamedTuple):
    """All files of one job."""

    training: list[CheckedFile]
    """Together they are the training data."""
    validation: CheckedFile | None

    @property
    def files(self) -> list[CheckedFile]:
        """Every file, the validation data last."""
        return [*self.training, *([self.validation] if self.validation else [])]

    @property
    def is_measured_on_itself(self) -> bool:
        """Whether the validation data are the training data."""
        if self.validation is None or len(self.training) > 1:
            return False
        one, other = self.training[0], self.validation
        return one.size_bytes == other.size_bytes and filecmp.cmp(
            one.name, other.name, shallow=False
        )


def check_files(training: Sequence[str], validation: str | None, target: Target) -> Checked:
    """Judge every file.

    Raises:
        UsageError: a file is not there or can't be read.
    """
    _check_paths([*training, *([validation] if validation else [])])
    judge = Judge(target.rules, target.method)
    checked = Checked(
        [_judge(name, judge) for name in training],
        _judge(validation, judge) if validation else None,
    )
    _note_whole(checked, target)
    return checked


def _check_paths(names: Sequence[str]) -> None:
    wrong = [f"no file at {name}" for name in names if not Path(name).exists()]
    wrong += [f"{name} is a directory" for name in names if Path(name).is_dir()]
    if wrong:
        raise UsageError("; ".join(wrong))


def _judge(name: str, judge: Judge) -> CheckedFile:
    path = Path(name)
    try:
        return CheckedFile(name, judge_file(path, judge), path.stat().st_size)
    except OSError as error:
        raise UsageError(f"{name} can't be read: {error.strerror or error}") from error


def _note_whole(checked: Checked, target: Target) -> None:
    """Note what only all files together show, at the file it is about."""
    training = whole.Size.of([(one.tally, one.size_bytes) for one in checked.training])
    first, validation = checked.training[0], checked.validation
    _insert(first, whole.training_flaws(training, target.rules))
    size = None
    if validation is not None:
        size = whole.Size.of([(validation.tally, validation.size_bytes)])
        _insert(validation, whole.unwanted_validation(target.rules))
        _insert(validation, whole.validation_flaws(size, target.rules))
    _insert(first, whole.common_flaws(training, size, target.rules))
    for earlier, later in pairwise(checked.training):
        whole.note_other_media(earlier.tally, later.tally)


def _insert(file: CheckedFile, flaws: Iterator[Flaw]) -> None:
    for flaw in flaws:
        file.tally.insert(LineProblem(WHOLE_FILE, *flaw))
