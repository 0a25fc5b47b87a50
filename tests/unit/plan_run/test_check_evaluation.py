"""What is wrong with an evaluation, each with its place; and what is right with one."""

import json
from typing import Any

import msgspec
import pytest

from lambdas.common.addresses import Place
from lambdas.common.findings import Findings
from lambdas.contract.evaluation import EvaluationRequest
from lambdas.contract.request import FineTuningRequest
from lambdas.contract.run import EmbeddingPlan
from lambdas.datasets.check import CheckedDataset
from lambdas.plan_run import check_evaluation as module
from lambdas.plan_run import read_sets
from lambdas.plan_run.check_evaluation import Evaluation, EvaluationCheck, Learned
from lambdas.plan_run.choose_model import Tunable
from lambdas.plan_run.datasets import ReadDataset, Source
from lambdas.plan_run.pace import EvaluationTerms
from tests.fakes.s3 import FakeS3
from tests.unit.plan_run.records import changed, lines, model, record, tunable, turn

DATA = "data"
TEAM = "teams/alpha/"
SECRET = "Ada Lovelace, born 1815"
ON_DEMAND = {"kind": "on_demand", "hours_to_live": 0}
CAPITALS = ["France", "Italy", "Spain", "Norway", "Peru", "Chad", "Iraq", "Cuba", "Fiji", "Mali"]


def pair(question: str, answer: str, **more: object) -> dict[str, Any]:
    """Return a record."""
    return record(turn("user", question), turn("assistant", answer), **more)


def questions(word: str) -> bytes:
    """Return ten records that have little in common with those of another word."""
    asked = [f"{word} {place}: {word[::-1]}?" for place in CAPITALS]
    return lines(*(pair(one, f"Answer {n}") for n, one in enumerate(asked)))


class Case:
    """A request, and the objects it names."""

    def __init__(self) -> None:
        self.s3 = FakeS3()
        self.request: dict[str, Any] = {
            "training": "training.jsonl",
            "deployment": ON_DEMAND,
            "evaluation": {"test": "test.jsonl"},
        }
        self.tunable: Tunable = tunable()
        self.terms = EvaluationTerms()
        self.put("training.jsonl", questions("Learned about history of"))
        self.put("validation.jsonl", questions("Checked with the climate in"))
        self.put("test.jsonl", questions("Which river crosses"))
        self.put("other.jsonl", questions("Multiply the number by"))
        self.learned = Learned(self.read("training"), self.read("validation"))

    def put(self, name: str, body: bytes) -> None:
        """Keep an object of the team's."""
        self.s3.put(DATA, TEAM + name, body)

    def read(self, field: str) -> ReadDataset:
        """Return a dataset that was read."""
        checked = CheckedDataset(
            records=10, size_bytes=1, characters=600, longest_record=90, sha256="ab"
        )
        return ReadDataset(Source(field, f"{TEAM}{field}.jsonl", "v1"), checked, media=[])

    def rules(self, **asked: Any) -> None:
        """Change what is asked for."""
        self.request["evaluation"].update(asked)

    def check(self) -> tuple[Evaluation | None, Findings]:
        """Return what was found."""
        findings = Findings()
        request = msgspec.convert(self.request, FineTuningRequest)
        place, bucket = Place(DATA, TEAM), self.s3.bucket(DATA)
        check = EvaluationCheck(request, self.tunable, place, self.terms)
        return check.check(self.learned, bucket, findings), findings

    def good(self) -> Evaluation:
        """Return an evaluation without a problem."""
        found, findings = self.check()
        assert not findings.count, findings.kept
        assert found
        return found

    def problems(self) -> dict[str, tuple[str, str]]:
        """Return what is wrong, by its place."""
        found, findings = self.check()
        assert found is None
        assert findings.count == len(findings.kept)
        return {one.path: (one.given, one.allowed) for one in findings.kept}


@pytest.fixture
def case() -> Case:
    return Case()


def test_nothing_is_read_where_nothing_is_evaluated(case: Case) -> None:
    case.request["evaluation"] = None
    assert case.check()[0] is None
    assert case.check()[1].count == 0


def test_a_good_set_is_measured(case: Case) -> None:
    found = case.good()
    assert found.base_model_id == "amazon.nova-micro-v1:0"
    checked = found.test.checked
    assert (checked.records, checked.answer_characters) == (10, 80)
    body = case.s3.body(DATA, f"{TEAM}test.jsonl")
    asked = [json.loads(line)["messages"][0]["content"][0]["text"] for line in body.splitlines()]
    assert checked.characters == 80 + sum(map(len, asked))
    assert checked.size_bytes == len(body)
    assert found.test.read.source == Source("test", f"{TEAM}test.jsonl", "v1")
    assert (found.pace.batch_records, found.pace.concurrency) == (24, 2)


def test_a_system_prompt_is_paid_for_too(case: Case) -> None:
    system = [{"text": "Be short."}]
    case.put("test.jsonl", lines(pair("One?", "1", system=system), pair("Two?", "2")))
    checked = case.good().test.checked
    assert (checked.characters, checked.answer_characters) == (4 + 9 + 1 + 4 + 1, 2)
    assert checked.longest_record == 4 + 9 + 1


def test_something_must_serve_the_model(case: Case) -> None:
    case.request["deployment"] = {"kind": "none"}
    given, allowed = case.problems()["$.evaluation"]
    assert given == "an evaluation of a model that nothing serves"
    assert "hours_to_live 0" in allowed


def test_a_base_that_answers_nobody_is_no_base(case: Case) -> None:
    base = model()
    ids = msgspec.structs.replace(base.ids, to_invoke=None)
    case.tunable = tunable(of=msgspec.structs.replace(base, ids=ids))
    assert "can't be asked" in case.problems()["$.evaluation"][0]


def test_a_metric_must_fit_the_task(case: Case) -> None:
    case.rules(metrics=["rouge_l"], task="classification")
    assert "$.evaluation.metrics[0]" in case.problems()


def test_vectors_are_planned_with_their_model_and_pace(case: Case) -> None:
    case.rules(retrieval={"by": "bm25"})
    by_words = case.good()
    assert by_words.embedding is None
    case.rules(retrieval={"by": "embeddings"})
    case.terms = EvaluationTerms(embeddings_a_minute=10)
    found = case.good()
    assert found.embedding == EmbeddingPlan(
        model_id="amazon.titan-embed-text-v2:0", dimensions=512, requests_per_minute=10
    )
    # 10 training records and 10 questions, at 10 a minute.
    assert found.pace.longest_seconds == by_words.pace.longest_seconds + 120


def test_there_is_an_end_to_what_vectors_are_made_of(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.rules(retrieval={"by": "embeddings"})
    monkeypatch.setattr(module, "MOST_EMBEDDED_RECORDS", 10)
    case.good()
    monkeypatch.setattr(module, "MOST_EMBEDDED_RECORDS", 9)
    assert case.problems() == {
        "$.evaluation.retrieval.by": ("embeddings of 10 training records", "at most 9, or bm25")
    }
    case.rules(retrieval={"by": "bm25"})
    case.good()


def test_vectors_take_their_part_of_the_longest_time(case: Case) -> None:
    case.rules(retrieval={"by": "embeddings"})
    case.terms = EvaluationTerms(embeddings_a_minute=1)
    seconds = case.good().pace.longest_seconds
    case.terms = case.terms._replace(longest_seconds=seconds - 1)
    given = case.problems()["$.evaluation.test"][0]
    assert given.startswith("20 embeddings and 30 answers can take")


def test_there_is_an_end_to_what_is_searched(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.rules(retrieval={"records": 2})
    monkeypatch.setattr(module, "MOST_INDEXED_CHARACTERS", 600)
    assert case.good().sets.retrieval_records == 10
    monkeypatch.setattr(module, "MOST_INDEXED_CHARACTERS", 599)
    assert "$.evaluation.retrieval" in case.problems()


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("missing.jsonl", "no object at s3://data/teams/alpha/missing.jsonl"),
        ("s3://data/teams/beta/test.jsonl", '"s3://data/teams/beta/test.jsonl"'),
        ("a//b.jsonl", '"a//b.jsonl"'),
        ("training.jsonl", '"training.jsonl"'),
        ("validation.jsonl", '"validation.jsonl"'),
    ],
)
def test_a_set_must_be_there_and_another_one(case: Case, address: str, given: str) -> None:
    case.rules(test=address)
    assert case.problems()["$.evaluation.test"][0] == given


def test_both_sets_are_two(case: Case) -> None:
    case.rules(regression={"test": "test.jsonl"})
    assert case.problems()["$.evaluation.regression.test"] == (
        '"test.jsonl"',
        "other records than those of test",
    )


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"", "test"),
        (b"\n", "test:1"),
        (b"not json\n", "test:1"),
        (lines({"prompt": SECRET, "completion": SECRET}), "test:1"),
        (lines(record(turn("user", SECRET))), "test:1"),
        (lines(pair(SECRET, " ")), "test:1"),
        (lines(pair(SECRET, "User: no")), "test:1"),
        (lines(pair("One", "1", id="a"), pair("Two", "2", id="a")), "test:2"),
        (lines(pair("One", "1", id=7)), "test:1"),
        (b"\x1f\x8b" + b"0" * 20, "test:1"),
        (lines(pair("x" * 200_000, "long")), "test:1"),
    ],
)
def test_every_record_is_checked_and_none_is_quoted(case: Case, body: bytes, path: str) -> None:
    case.put("test.jsonl", body)
    case.s3.versions[DATA, f"{TEAM}test.jsonl"].pop("v1")
    found = case.problems()
    assert list(found) == [path]
    assert SECRET not in str(found)


def test_content_that_is_no_text_is_told(case: Case) -> None:
    image = {"image": {"format": "png", "source": {"s3Location": {"uri": "s3://data/a.png"}}}}
    message = {"role": "user", "content": [image, {"text": "What is it?"}]}
    case.tunable = tunable("nova-lite")
    case.put("test.jsonl", lines(record(message, turn("assistant", "A cat"))))
    assert "text" in case.problems()["test:1"][1]


def test_a_reference_must_suit_what_decides(case: Case) -> None:
    case.rules(task="numeric")
    case.put("test.jsonl", lines(pair("How many?", "None at all")))
    assert case.problems()["test:1"][0] == "a reference without a number"


def test_a_model_trained_on_other_records_is_asked_in_conversations(case: Case) -> None:
    base = changed(model(), format="prompt_completion")
    case.tunable = tunable(of=base)
    assert case.good().test.checked.records == 10
    prompt = "Which river crosses Peru: sessorc revir hcihW?"
    case.s3.versions[DATA, f"{TEAM}training.jsonl"]["v1"] = lines(
        {"prompt": prompt, "completion": "The Amazon."}
    )
    assert case.problems()["test:5"][0] == "the prompt of training:1"


@pytest.mark.parametrize("field", ["training", "validation"])
def test_a_record_that_is_learned_from_tests_nothing(case: Case, field: str) -> None:
    taught = lines(pair("WHICH river crosses  norway: sessorc revir hcihw?", "The Glomma"))
    case.s3.versions[DATA, f"{TEAM}{field}.jsonl"]["v1"] = questions("Something else") + taught
    assert case.problems() == {
        "test:4": (f"the prompt of {field}:11", "records that the model was not trained on")
    }


def test_nearly_the_same_prompt_is_told_too(case: Case) -> None:
    long = "The kettle arrived with a broken lid and the customer asks for money back in a {}."
    case.put("test.jsonl", lines(pair(long.format("week"), "Yes")))
    case.s3.versions[DATA, f"{TEAM}training.jsonl"]["v1"] = lines(pair(long.format("month"), "No"))
    assert case.problems()["test:1"][0] == "nearly the prompt of training:1"


def test_the_regression_set_is_checked_likewise(case: Case) -> None:
    case.rules(regression={"test": "other.jsonl", "task": "classification"})
    found = case.good()
    assert found.regression
    assert found.sets.records == 20
    assert found.sets.answers == 40
    case.put("other.jsonl", questions("Learned about history of"))
    assert set(case.problems()) == {f"regression:{n}" for n in range(1, 11)}


def test_problems_beyond_those_shown_are_counted(case: Case) -> None:
    case.put("test.jsonl", b"no\n" * 300)
    found, findings = case.check()
    assert found is None
    assert (findings.count, len(findings.kept)) == (300, 100)


def test_a_set_has_a_largest_size(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_sets, "MOST_RECORDS", 10)
    case.good()
    monkeypatch.setattr(read_sets, "MOST_RECORDS", 9)
    assert case.problems() == {"test": ("more than 9 records", "at most 9")}
    monkeypatch.setattr(read_sets, "LARGEST_SET_BYTES", 300)
    assert case.problems() == {"test": ("more than 300 bytes", "at most 300")}


def test_an_evaluation_has_a_longest_time(case: Case) -> None:
    seconds = case.good().pace.longest_seconds
    case.terms = EvaluationTerms(longest_seconds=seconds)
    case.good()
    case.terms = EvaluationTerms(longest_seconds=seconds - 1)
    assert case.problems()["$.evaluation.test"][0].startswith("20 answers can take")


def test_what_answers_must_last(case: Case) -> None:
    seconds = case.good().pace.longest_seconds
    for hours in (None, 0, seconds / 3600 + 0.001):
        case.request["deployment"] = {"kind": "on_demand", "hours_to_live": hours}
        case.good()
    case.request["deployment"] = {"kind": "on_demand", "hours_to_live": seconds / 3600 - 0.001}
    assert "$.deployment.hours_to_live" in case.problems()


def test_repeated_prompts_are_counted(case: Case) -> None:
    case.put("test.jsonl", lines(pair("One", "1"), pair("ONE ", "1"), pair("Two", "2")))
    assert case.good().test.repeated_prompts == 1


def test_unread_training_data_hide_no_problem_of_the_set(case: Case) -> None:
    case.learned = Learned(None, None)
    assert case.check()[0] is None
    case.put("test.jsonl", b"no")
    assert "test:1" in case.problems()


def test_what_is_missing_is_told_once() -> None:
    case = Case()
    case.request["evaluation"] = {"test": "test.jsonl"}
    request = msgspec.convert(case.request, FineTuningRequest)
    broken = EvaluationRequest(test=msgspec.UNSET)  # type: ignore[arg-type]
    request = msgspec.structs.replace(request, evaluation=broken)
    findings = Findings()
    check = EvaluationCheck(request, case.tunable, Place(DATA, TEAM), case.terms)
    assert check.check(case.learned, case.s3.bucket(DATA), findings) is None
    assert findings.count == 0
