"""A test or regression set read to its end: every record checked, and its prompts kept."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket
from lambdas.contract.evaluation import Metric
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.stream import Stream
from lambdas.datasets.verdict import RecordCheck
from lambdas.evaluation.held_out import HeldOut, text_of
from lambdas.evaluation.read_set import HeldOutReader
from lambdas.evaluation.records import lines_of
from lambdas.plan_run.datasets import ReadDataset, Source

MOST_RECORDS = 20_000
LARGEST_SET_BYTES = 100 * 1000**2
"""Ours: all prompts are held while they are looked for in the training data."""


class HeldOutSet(NamedTuple):
    """A set in which no problem was found."""

    read: ReadDataset
    prompts: Sequence[str]
    lines: Sequence[int]
    """Of the prompts, in the file."""
    repeated_prompts: int
    """Records whose prompt was asked before."""

    @property
    def checked(self) -> CheckedDataset:
        """Its figures."""
        return self.read.checked


def read_set(
    source: Source,
    bucket: Bucket,
    check: RecordCheck,
    required: Sequence[Metric],
    findings: Findings,
) -> HeldOutSet | None:
    """Return a set; None after noting what is wrong with it.

    Args:
        source: Where it is; its field is what problems call it.
        bucket: The bucket it is in.
        check: The rules for one record, as for training.
        required: Metrics that every reference must suit.
        findings: Takes the problems, which never hold the set's text.
    """
    stream = Stream(bucket.open(source.key, source.version_id))
    reader = HeldOutReader(source.field, check, required)
    lines = lines_of(_first_bytes(stream))
    records = list(map(_Kept.of, reader.read(islice(lines, MOST_RECORDS + 1))))
    before = findings.count
    _note_problems(reader, findings)
    _check_size(source, stream, len(records), findings)
    if findings.count > before:
        return None
    asked, hoped = sum(one.asked for one in records), sum(one.hoped for one in records)
    checked = CheckedDataset(
        records=len(records),
        size_bytes=stream.size_bytes,
        characters=asked + hoped,
        longest_record=max((one.asked + one.hoped for one in records), default=0),
        sha256=stream.sha256,
        answer_characters=hoped,
    )
    return HeldOutSet(
        read=ReadDataset(source, checked, media=[]),
        prompts=[one.prompt for one in records],
        lines=[one.line for one in records],
        repeated_prompts=reader.repeated_prompts,
    )


class _Kept(NamedTuple):
    """What is kept of a record."""

    prompt: str
    line: int
    asked: int
    hoped: int
    """Characters of the answer; those above, of the system prompt and the turns before it."""

    @classmethod
    def of(cls, record: HeldOut) -> "_Kept":
        prompt = record.prompt
        asked = len(prompt) + len(text_of(record.system))
        return cls(prompt, record.line, asked, len(record.reference))


def _first_bytes(stream: Stream) -> Iterator[bytes]:
    for chunk in stream:
        yield chunk
        if stream.size_bytes > LARGEST_SET_BYTES:
            return


def _note_problems(reader: HeldOutReader, findings: Findings) -> None:
    for problem in reader.problems:
        findings.note(problem)
    findings.count += reader.problem_count - len(reader.problems)


def _check_size(source: Source, stream: Stream, records: int, findings: Findings) -> None:
    if stream.size_bytes > LARGEST_SET_BYTES:
        given, allowed = f"more than {LARGEST_SET_BYTES} bytes", f"at most {LARGEST_SET_BYTES}"
        findings.add(source.field, given, allowed)
    elif records > MOST_RECORDS:
        findings.add(source.field, f"more than {MOST_RECORDS} records", f"at most {MOST_RECORDS}")
    elif not stream.size_bytes:
        findings.add(source.field, "an empty file", "records to ask")
