"""A dataset read once: every record judged, counted and measured."""

from collections.abc import Callable

from lambdas.catalogue.dataset import Dataset, Format
from lambdas.common.findings import Findings
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.converse import ConverseCheck
from lambdas.datasets.lines import Readable, Stream, split_lines
from lambdas.datasets.verdict import Flaw, RecordCheck, Verdict

LONGEST_LINE_BYTES = 4 * 1024 * 1024
"""Room for a record of 32,000 tokens of 6 characters, each written as 12 bytes of escapes, twice;
no more of a line is ever held."""

LARGEST_OBJECT_BYTES = 5 * 1024**3
"""What S3 copies in one call.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html"""

GZIP = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

TOO_LONG = Flaw(f"a line of more than {LONGEST_LINE_BYTES} bytes", "a shorter one")
MARKED = Flaw("a byte order mark", "UTF-8 without it")

RECORD_CHECKS: dict[Format, Callable[[Dataset], RecordCheck]] = {Format.CONVERSE: ConverseCheck}
"""The formats that are built; another format joins here."""


def check_dataset(
    body: Readable, name: str, check: RecordCheck, findings: Findings
) -> CheckedDataset | None:
    """Read a dataset to its end and return its figures; None if it is not text at all.

    Args:
        body: The object as a stream.
        name: What problems call the dataset: they stand at `<name>:<line>`.
        check: Judges one line.
        findings: Takes the problems, which never hold the dataset's text.
    """
    stream = Stream(body)
    if stream.head.startswith(GZIP):
        findings.add(f"{name}:1", "a gzip file", "JSON Lines, uncompressed")
        return None
    records = characters = 0
    for line in split_lines(stream, LONGEST_LINE_BYTES):
        records += 1
        verdict = _judge(line, records, check)
        characters += verdict.characters
        for flaw in verdict.flaws:
            findings.add(f"{name}:{records}", flaw.given, flaw.allowed)
    if stream.size_bytes > LARGEST_OBJECT_BYTES:
        findings.add(name, f"{stream.size_bytes} bytes", f"at most {LARGEST_OBJECT_BYTES} bytes")
    return CheckedDataset(records, stream.size_bytes, characters, stream.sha256)


def _judge(line: bytes | None, number: int, check: RecordCheck) -> Verdict:
    if line is None:
        return Verdict(0, [TOO_LONG])
    if not line or line.isspace():
        return Verdict(0, [Flaw("an empty line", "one record on every line")])
    if number == 1 and line.startswith(BYTE_ORDER_MARK):
        verdict = check(line.removeprefix(BYTE_ORDER_MARK))
        return Verdict(verdict.characters, [MARKED, *verdict.flaws])
    return check(line)
