"""Media of a run: judged where they are, pinned, copied beside the dataset, addressed anew."""

import json
from typing import Any

import pytest

from lambdas.contract import places
from lambdas.contract.errors import InvalidRequestError
from lambdas.plan_run import media, own_copy
from lambdas.plan_run.plan import plan_run
from tests.fakes.s3 import OWNER, FakeS3, s3_error
from tests.unit.datasets.records import medium
from tests.unit.plan_run.records import dataset, lines, record, turn
from tests.unit.plan_run.surroundings import RUN, TERMS

FOLDER = f"{places.run_prefix('alpha', 'alpha_first')}input/"
REQUEST = {"training": "faq.jsonl", "model": "nova-lite"}
PLACE = "s3://data/teams/alpha/"


def shown(name: str, place: str = PLACE, **location: str) -> dict[str, Any]:
    """Return a record with a question about an image."""
    image = medium("image", f"{place}{name}")
    image["image"]["source"]["s3Location"].update(location)
    question = turn("user", "What is this?")
    question["content"].append(image)
    return record(question, turn("assistant", "A key."))


@pytest.fixture
def s3() -> FakeS3:
    fake = FakeS3()
    for name in ("a.png", "b.png"):
        fake.put("data", f"teams/alpha/images/{name}", name.encode())
    body = dataset(8) + lines(
        shown("images/a.png"),
        shown("images/b.png", bucketOwner="999999999999"),
        shown("images/a.png"),
    )
    fake.put("data", "teams/alpha/faq.jsonl", body)
    return fake


def plan(s3: FakeS3, **more: object) -> Any:
    return plan_run(RUN, {**REQUEST, **more}, TERMS, s3.bucket("data"), s3.bucket("artifacts"))


def problems(s3: FakeS3, *records: object, **more: object) -> list[str]:
    """Return what is wrong with eight good records and these; nothing may be written."""
    s3.put("data", "teams/alpha/faq.jsonl", dataset(8) + lines(*records))
    with pytest.raises(InvalidRequestError) as caught:
        plan(s3, **more)
    assert s3.written == []
    return str(caught.value).splitlines()[1:]


def addresses(body: bytes) -> list[dict[str, str]]:
    """Return the locations in the last three records."""
    records = [json.loads(line) for line in body.splitlines()[-3:]]
    blocks = [one["messages"][0]["content"][1]["image"] for one in records]
    return [block["source"]["s3Location"] for block in blocks]


def test_media_are_copied_and_addressed_in_the_run_s_folder(s3: FakeS3) -> None:
    result = plan(s3)
    assert result.training.uri == f"s3://data/{FOLDER}training.jsonl"
    assert s3.body("data", f"{FOLDER}training-media/00001.png") == b"a.png"
    assert s3.body("data", f"{FOLDER}training-media/00002.png") == b"b.png"
    one, two = (f"s3://data/{FOLDER}training-media/0000{number}.png" for number in (1, 2))
    assert addresses(s3.body("data", f"{FOLDER}training.jsonl")) == [
        {"uri": one},
        {"uri": two, "bucketOwner": OWNER},
        {"uri": one},
    ]


def test_all_else_in_the_run_s_copy_is_as_it_was(s3: FakeS3) -> None:
    plan(s3)
    source = s3.body("data", "teams/alpha/faq.jsonl").splitlines()
    copy = s3.body("data", f"{FOLDER}training.jsonl").splitlines()
    assert copy[:8] == source[:8]
    for old, new in zip(source[8:], copy[8:], strict=True):
        before, after = json.loads(old), json.loads(new)
        for value in (before, after):
            del value["messages"][0]["content"][1]
        assert after == before


def test_the_facts_are_those_of_the_checked_dataset(s3: FakeS3) -> None:
    result = plan(s3)
    assert result.training.records == 11
    assert result.training.size_bytes == len(s3.body("data", "teams/alpha/faq.jsonl"))


def test_the_version_that_was_measured_is_the_one_that_is_copied(
    s3: FakeS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    head_object = s3.head_object

    def changed_after(**asked: Any) -> dict[str, Any]:
        answer = head_object(**asked)
        if asked["Key"].endswith("a.png"):
            s3.put("data", asked["Key"], b"another")
        return answer

    monkeypatch.setattr(s3, "head_object", changed_after)
    plan(s3)
    assert s3.body("data", f"{FOLDER}training-media/00001.png") == b"a.png"


def test_done_again_it_writes_the_same(s3: FakeS3) -> None:
    assert plan(s3) == plan(s3)
    half = len(s3.written) // 2
    assert sorted(s3.written[:half]) == sorted(s3.written[half:])
    for (bucket, key), versions in s3.versions.items():
        assert len(set(versions.values())) == 1, (bucket, key)


def test_training_and_validation_have_media_of_their_own(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/held-out.jsonl", lines(shown("images/b.png")))
    plan(s3, validation="held-out.jsonl")
    assert s3.body("data", f"{FOLDER}validation-media/00001.png") == b"b.png"


AT = "messages[0].content[1].source.s3Location"


@pytest.mark.parametrize(
    ("place", "given"),
    [
        ("s3://other/teams/alpha/", "a place for images that runs can't read"),
        ("s3://data/teams/beta/", "a place for images that runs can't read"),
        ("s3://data/teams/alphabet/", "a place for images that runs can't read"),
        (f"{PLACE}gone/", "no object where the image should be"),
    ],
)
def test_media_that_a_run_cannot_use(s3: FakeS3, place: str, given: str) -> None:
    found = problems(s3, shown("images/a.png", place))
    assert len(found) == 1
    assert found[0].startswith(f"- training:9: given {given} at {AT}; allowed: ")


def test_every_medium_out_of_place_is_told_and_a_missing_one_once(s3: FakeS3) -> None:
    other = shown("images/a.png", "s3://data/teams/beta/")
    gone = shown("gone.png")
    found = problems(s3, other, gone, gone, other)
    assert [line.split(":")[1] for line in found] == ["9", "12", "10"]


@pytest.mark.parametrize(("size", "problem_count"), [(0, 1), (1, 0), (30, 0), (31, 1)])
def test_sizes_of_media(
    s3: FakeS3, monkeypatch: pytest.MonkeyPatch, size: int, problem_count: int
) -> None:
    monkeypatch.setattr(media, "limits_of", lambda kind, _rules: _Limits(kind))
    s3.put("data", "teams/alpha/images/a.png", b"x" * size)
    if not problem_count:
        plan(s3)
        return
    (found,) = problems(s3, shown("images/a.png"))
    assert found == f"- training:9: given {size} bytes of image at {AT}; allowed: 1 to 30 bytes"


class _Limits:
    def __init__(self, kind: str) -> None:
        assert kind == "image"
        self.max_bytes = 30


def test_more_media_than_one_function_copies(s3: FakeS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MOST_MEDIA", 2)
    plan(s3)
    monkeypatch.setattr(media, "MOST_MEDIA", 1)
    s3.written.clear()
    found = problems(s3, *[shown(f"images/{name}.png") for name in "abab"])
    assert found == [
        "- training: given more than 1 images, videos and documents; allowed: at most 1, which "
        "one function copies"
    ]


def test_a_dataset_with_media_that_the_function_s_disk_cannot_hold(
    s3: FakeS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_copy, "LARGEST_BYTES", 10)
    (found,) = problems(s3, shown("images/a.png"))
    assert "bytes of a dataset with media; allowed: at most 10 bytes" in found
    s3.put("data", "teams/alpha/faq.jsonl", dataset(8))
    assert plan(s3).training.records == 8


def test_a_refusal_by_s3_is_not_taken_for_a_missing_medium(
    s3: FakeS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    head_object = s3.head_object

    def refuse(**asked: Any) -> dict[str, Any]:
        if asked["Key"].endswith(".png"):
            raise s3_error("403")
        return head_object(**asked)

    monkeypatch.setattr(s3, "head_object", refuse)
    with pytest.raises(Exception, match="403"):
        plan(s3)
