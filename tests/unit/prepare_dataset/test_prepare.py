"""A team's sources become sets at their place, and nothing there is overwritten."""

import msgspec
import pytest

from lambdas.contract.errors import InvalidRequestError
from lambdas.contract.preparation import Manifest, PreparedDataset, Subset
from lambdas.prepare_dataset.prepare import prepare_dataset
from tests.fakes.s3 import FakeS3
from tests.unit.datasets_prepare.preparing import lines, pairs

BUCKET, TEAM = "data", "demo"
REQUEST = {"name": "faq", "sources": ["raw/faq.jsonl"]}


@pytest.fixture
def s3() -> FakeS3:
    """A bucket with one source."""
    fake = FakeS3()
    fake.put(BUCKET, "teams/demo/raw/faq.jsonl", lines(pairs(100)))
    return fake


def prepared(s3: FakeS3, request: object = REQUEST) -> PreparedDataset:
    return prepare_dataset(request, TEAM, s3.bucket(BUCKET))


def test_the_sets_and_their_manifest_are_written(s3: FakeS3) -> None:
    answer = prepared(s3)
    folder = f"teams/demo/prepared/faq/{answer.version}/"
    assert answer.places == {subset: f"{folder}{subset}.jsonl" for subset in Subset}
    assert answer.manifest == f"{folder}manifest.json"
    assert s3.written[-1] == f"s3://data/{answer.manifest}"
    manifest = msgspec.json.decode(s3.body(BUCKET, answer.manifest), type=Manifest)
    assert manifest.version == answer.version
    assert [source.version_id for source in manifest.sources] == ["v1"]
    for subset, key in answer.places.items():
        assert len(s3.body(BUCKET, key)) == manifest.files[subset].size_bytes


def test_the_answer_says_what_to_start_a_run_with(s3: FakeS3) -> None:
    answer = prepared(s3)
    assert answer.run_request == {
        "training": f"prepared/faq/{answer.version}/training.jsonl",
        "validation": f"prepared/faq/{answer.version}/validation.jsonl",
        "model": "nova-micro",
    }


def test_done_again_it_writes_nothing(s3: FakeS3) -> None:
    first = prepared(s3)
    written = list(s3.written)
    assert prepared(s3) == first
    assert s3.written == written


def test_after_a_crash_only_what_lacks_is_written(s3: FakeS3) -> None:
    first = prepared(s3)
    del s3.versions[BUCKET, first.manifest]
    written = list(s3.written)
    assert prepared(s3) == first
    assert s3.written == [*written, f"s3://data/{first.manifest}"]


def test_the_same_bytes_brought_again_leave_the_manifest_of_the_first_time(s3: FakeS3) -> None:
    first = prepared(s3)
    s3.put(BUCKET, "teams/demo/raw/faq.jsonl", lines(pairs(100)))
    assert prepared(s3) == first
    manifest = msgspec.json.decode(s3.body(BUCKET, first.manifest), type=Manifest)
    assert manifest.sources[0].version_id == "v1"


def test_other_sources_of_the_same_sets_have_a_manifest_of_their_own(s3: FakeS3) -> None:
    first = prepared(s3)
    s3.put(BUCKET, "teams/demo/raw/faq.jsonl", lines([*pairs(100), *pairs(5)]))
    second = prepared(s3)
    assert (first.files, first.counts.read) == (second.files, 100)
    assert second.version != first.version
    assert (second.counts.read, second.counts.exact_duplicates) == (105, 5)


@pytest.mark.parametrize(
    "changed", [{"model": "nova-lite"}, {"scan": False}, {"max_answer_characters": 9_000}]
)
def test_the_answer_is_never_another_preparations(s3: FakeS3, changed: dict[str, object]) -> None:
    first = prepared(s3)
    second = prepared(s3, REQUEST | changed)
    assert second.files == first.files
    assert second.version != first.version
    manifest = msgspec.json.decode(s3.body(BUCKET, second.manifest), type=Manifest)
    asked = msgspec.to_builtins(manifest.request)
    assert asked | changed == asked


def test_other_data_are_another_version_beside_it(s3: FakeS3) -> None:
    first = prepared(s3)
    s3.put(BUCKET, "teams/demo/raw/faq.jsonl", lines(pairs(101)))
    second = prepared(s3)
    assert second.version != first.version
    assert all(
        len(versions) == 1 for (_, key), versions in s3.versions.items() if "prepared" in key
    )


def test_all_problems_of_a_request_are_told_at_once(s3: FakeS3) -> None:
    request = {
        "name": "My FAQ",
        "sources": ["raw/faq.jsonl", "raw/none.jsonl", "s3://data/teams/other/x.jsonl"],
        "seed": -1,
        "near_duplicates": 0.2,
        "colour": "red",
    }
    with pytest.raises(InvalidRequestError) as refused:
        prepared(s3, request)
    told = str(refused.value)
    assert told.startswith("6 problems:")
    for path in ("name", "sources[1]", "sources[2]", "seed", "near_duplicates", "colour"):
        assert f"$.{path}:" in told
    assert "Lower-case words joined by single hyphens" in told


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"model": "nova-nano"}, "$.model"),
        ({"method": "CONTINUED_PRE_TRAINING"}, "$.method"),
        ({"method": "DISTILLATION", "validation_share": 0.1}, "$.validation_share"),
        ({"model": "titan-text-lite", "system_prompt": "Be brief."}, "$.system_prompt"),
        ({"min_answer_characters": 9, "max_answer_characters": 3}, "$.max_answer_characters"),
        ({"sources": ["raw/faq.jsonl", "raw/faq.jsonl"]}, "$.sources"),
        ({"sources": []}, "$.sources"),
        ({"fields": {"answer": "a"}}, "$.fields"),
        ({"fields": {"prompt": "a", "text": "b"}}, "$.fields"),
    ],
)
def test_what_makes_no_sense_is_refused(s3: FakeS3, changed: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        prepared(s3, REQUEST | changed)
    assert str(refused.value).startswith(f"1 problem:\n- {path}: given")


def test_no_object_is_no_request(s3: FakeS3) -> None:
    with pytest.raises(InvalidRequestError, match="an object"):
        prepared(s3, [])


def test_problems_of_the_data_name_the_source_and_never_its_text(s3: FakeS3) -> None:
    s3.put(BUCKET, "teams/demo/raw/faq.jsonl", lines([{"frage": "secret"}]))
    with pytest.raises(InvalidRequestError) as refused:
        prepared(s3)
    assert "- raw/faq.jsonl:1: given records with the keys" in str(refused.value)
    assert "secret" not in str(refused.value)
    assert not s3.written


def test_runs_of_other_methods_are_not_offered(s3: FakeS3) -> None:
    prompts = [{"prompt": record["prompt"]} for record in pairs(150)]
    s3.put(BUCKET, "teams/demo/raw/faq.jsonl", lines(prompts))
    assert prepared(s3, {**REQUEST, "method": "DISTILLATION"}).run_request is None
