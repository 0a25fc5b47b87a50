"""A dataset of a run: the figures of the plan, and problems where the request's are."""

import hashlib
from io import BytesIO

import msgspec
import pytest

from lambdas.catalogue.model import Method
from lambdas.common.findings import Findings
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.judge import Judge
from lambdas.plan_run import check_dataset as module
from lambdas.plan_run.check_counts import check_counts
from lambdas.plan_run.check_dataset import check_dataset
from tests.unit.plan_run.records import dataset, lines, record, tunable, turn

JUDGE = Judge(tunable().dataset, Method.FINE_TUNING)


def checked(body: bytes) -> tuple[CheckedDataset | None, list[str]]:
    """Return the figures of a dataset and its problems as `path given`."""
    findings = Findings()
    result = check_dataset(BytesIO(body), "training", JUDGE, findings)
    return result, [f"{problem.path} {problem.given}" for problem in findings.kept]


def test_figures_of_a_good_dataset() -> None:
    body = lines(
        record(turn("user", "Grüße 🙂"), turn("assistant", "ja"), system=[{"text": "kurz"}]),
        record(turn("user", "abc"), turn("assistant", "de")),
    )
    result, problems = checked(body)
    assert problems == []
    assert result == CheckedDataset(
        records=2,
        size_bytes=len(body),
        characters=len("Grüße 🙂" + "ja" + "kurz" + "abc" + "de"),
        longest_record=body.index(b"\n"),
        sha256=hashlib.sha256(body).hexdigest(),
        answer_characters=len("ja" + "de"),
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (dataset(1) + b"\n" + dataset(1), "training:2 an empty line"),
        (b"\xef\xbb\xbf" + dataset(2), "training:1 a byte order mark"),
        (dataset(2) + lines(record(turn("user", "x"))), "training:3 user as the last turn"),
    ],
)
def test_problems_of_lines(body: bytes, problem: str) -> None:
    assert checked(body)[1] == [problem]


def test_a_gzip_file_has_no_figures() -> None:
    assert checked(b"\x1f\x8b\x08" + b"\n" * 500) == (None, ["training a gzip file"])


def test_an_empty_object_has_no_records() -> None:
    result, problems = checked(b"")
    assert problems == []
    assert result == CheckedDataset(0, 0, 0, 0, hashlib.sha256(b"").hexdigest())


def test_details_stop_after_a_hundred_and_counting_does_not() -> None:
    findings = Findings()
    check_dataset(BytesIO(b"{}\n" * 250), "training", JUDGE, findings)
    assert findings.count == 250
    assert len(findings.kept) == 100
    message = str(findings.error())
    assert message.startswith("250 problems:")
    assert message.endswith("- and 150 more")


def test_an_object_that_s3_cannot_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_DATASET_BYTES", 10)
    assert checked(dataset(1))[1] == [f"training {len(dataset(1))} bytes"]


@pytest.mark.parametrize(
    ("rules", "problems"),
    [
        ({"max_training_records": 8, "max_validation_records": 3}, []),
        ({"max_training_records": 7}, ["$.training 8 records"]),
        ({"max_validation_records": 2}, ["$.validation 3 records"]),
        ({"max_records": 10}, ["$.training and $.validation 11 records"]),
        ({"max_training_bytes": 7}, [f"$.training {len(dataset(8))} bytes"]),
        ({"max_validation_bytes": 7}, [f"$.validation {len(dataset(3))} bytes"]),
        ({"max_records": None, "min_records": None, "recommended_records": None}, []),
    ],
)
def test_limits_on_numbers_and_sizes(rules: dict[str, int], problems: list[str]) -> None:
    findings = Findings()
    training, validation = checked(dataset(8))[0], checked(dataset(3))[0]
    assert training
    changed = msgspec.structs.replace(tunable().dataset, **rules)
    check_counts(training, validation, changed, findings)
    assert [f"{problem.path} {problem.given}" for problem in findings.kept] == problems


def test_at_least_one_record_where_no_minimum_is_known() -> None:
    findings = Findings()
    empty = checked(b"")[0]
    assert empty
    rules = msgspec.structs.replace(tunable().dataset, min_records=None)
    check_counts(empty, None, rules, findings)
    assert [problem.given for problem in findings.kept] == ["no records"]
