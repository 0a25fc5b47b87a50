"""A prepared dataset: its manifest says how it came about, and must describe what was read."""

import hashlib
from typing import Any

import msgspec
import pytest

from lambdas.contract import places
from lambdas.contract.errors import InvalidRequestError
from lambdas.contract.preparation import (
    Counts,
    Manifest,
    PreparationRequest,
    PreparedFile,
    Subset,
    manifest_text,
)
from lambdas.contract.run import Lineage
from lambdas.plan_run.plan import plan_run
from tests.fakes.s3 import FakeS3
from tests.unit.plan_run.records import dataset
from tests.unit.plan_run.surroundings import RUN, TERMS

FOLDER = places.prepared_folder("alpha", "faq", "0123abcd")
TRAINING = f"{FOLDER}{places.prepared_file(Subset.TRAINING)}"
MANIFEST = f"{FOLDER}{places.MANIFEST}"


def manifest(body: bytes = dataset(8)) -> Manifest:
    """Return a manifest that describes a training file."""
    file = PreparedFile(
        sha256=hashlib.sha256(body).hexdigest(),
        size_bytes=len(body),
        records=8,
        characters=1,
        estimated_tokens=1,
    )
    counts = Counts(read=20, left_out={}, exact_duplicates=0, near_duplicates=0, over_cap=0, kept=8)
    return Manifest(
        name="faq",
        version="0123abcd",
        model="nova-micro",
        method="FINE_TUNING",
        format="converse",
        request=PreparationRequest(name="faq", sources=["raw.csv"], seed=7),
        sources=[],
        counts=counts,
        files={Subset.TRAINING: file},
        scan=None,
        warnings=[],
        libraries={},
    )


@pytest.fixture
def s3() -> FakeS3:
    fake = FakeS3()
    fake.put("data", TRAINING, dataset(8))
    fake.put("data", MANIFEST, manifest_text(manifest()))
    return fake


def plan(s3: FakeS3, key: str = TRAINING) -> Any:
    request = {"training": f"s3://data/{key}"}
    return plan_run(RUN, request, TERMS, s3.bucket("data"), s3.bucket("artifacts"))


def problem(s3: FakeS3, key: str = TRAINING) -> str:
    with pytest.raises(InvalidRequestError) as caught:
        plan(s3, key)
    assert s3.written == []
    (only,) = str(caught.value).splitlines()[1:]
    return only


def test_the_plan_tells_how_the_training_data_came_about(s3: FakeS3) -> None:
    made = plan(s3)
    assert not [warning for warning in made.warnings if "manifest" in warning]
    assert made.training.lineage == Lineage(
        manifest_key=MANIFEST, version="0123abcd", seed=7, source_records=20
    )


def test_data_without_a_manifest_have_no_lineage(s3: FakeS3) -> None:
    key = f"{places.prepared_prefix('alpha')}other/training.jsonl"
    s3.put("data", key, dataset(8))
    made = plan(s3, key)
    assert made.training.lineage is None
    assert [warning for warning in made.warnings if "manifest" in warning] == [
        "The training data lie among the prepared ones, but their manifest.json is gone: nobody "
        "can tell any more how they came about."
    ]


def test_a_manifest_elsewhere_is_the_team_s_own_business(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/own/training.jsonl", dataset(8))
    s3.put("data", f"teams/alpha/own/{places.MANIFEST}", b"{}")
    made = plan(s3, "teams/alpha/own/training.jsonl")
    assert made.training.lineage is None
    assert not [warning for warning in made.warnings if "manifest" in warning]


def test_other_content_than_the_manifest_describes_is_a_problem(s3: FakeS3) -> None:
    s3.put("data", TRAINING, dataset(9))
    assert problem(s3) == (
        f"- $.training: given other content than s3://data/{MANIFEST} describes; "
        "allowed: the prepared dataset as it was written"
    )


def test_a_file_that_the_manifest_does_not_describe_is_a_problem(s3: FakeS3) -> None:
    s3.put("data", f"{FOLDER}more.jsonl", dataset(8))
    assert "other content than" in problem(s3, f"{FOLDER}more.jsonl")


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"[]"])
def test_a_manifest_that_is_none_is_a_problem(s3: FakeS3, body: bytes) -> None:
    s3.put("data", MANIFEST, body)
    assert f"no manifest at s3://data/{MANIFEST}" in problem(s3)


def test_members_of_newer_manifests_are_let_through(s3: FakeS3) -> None:
    newer = msgspec.to_builtins(manifest()) | {"more": 1}
    s3.put("data", MANIFEST, msgspec.json.encode(newer))
    assert plan(s3).training.lineage
