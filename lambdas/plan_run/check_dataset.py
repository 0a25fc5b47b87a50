"""A dataset read once: every record judged, counted and measured."""

from lambdas.common.findings import Findings
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.judge import Judge, SeeMedia, judge_dataset
from lambdas.datasets.lines import Readable
from lambdas.datasets.rules import Rule
from lambdas.datasets.stream import Stream
from lambdas.datasets.tally import WHOLE_FILE, LineProblem, Tally
from lambdas.datasets.whole import note_media

LARGEST_DATASET_BYTES = 5 * 1024**3
"""What S3 copies in one call; one function reads it in the 15 minutes it has, at 6 MB a second.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html"""


def check_dataset(
    body: Readable,
    name: str,
    judge: Judge,
    findings: Findings,
    see_media: SeeMedia | None = None,
) -> CheckedDataset | None:
    """Read a dataset to its end and return its figures; None if it is not text at all.

    Args:
        body: The object as a stream.
        name: What problems call the dataset: they stand at `<name>:<line>`.
        judge: The rules for its records.
        findings: Takes the problems, which never hold the dataset's text.
        see_media: Is told the media of every line that has any.
    """
    stream = Stream(body)
    tally = judge_dataset(stream, judge, see_media)
    note_media(tally)
    if stream.size_bytes > LARGEST_DATASET_BYTES:
        given, allowed = f"{stream.size_bytes} bytes", f"at most {LARGEST_DATASET_BYTES} bytes"
        tally.insert(LineProblem(WHOLE_FILE, Rule.FILE_SIZE, given, allowed))
    note_problems(tally, name, findings)
    if tally.problem_count and not tally.lines:
        return None
    return CheckedDataset(
        records=tally.records,
        size_bytes=stream.size_bytes,
        characters=tally.characters,
        longest_record=tally.largest_bytes,
        sha256=stream.sha256,
        answer_characters=tally.answer_characters,
    )


def note_problems(tally: Tally, name: str, findings: Findings) -> None:
    """Add the problems of a dataset to those of the request."""
    for problem in tally.problems:
        path = name if problem.line == WHOLE_FILE else f"{name}:{problem.line}"
        findings.add(path, problem.given, problem.allowed)
    findings.count += tally.problem_count - len(tally.problems)
