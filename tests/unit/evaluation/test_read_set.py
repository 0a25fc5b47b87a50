"""A test set is read once; every defect has its line and says nothing of the text."""

import json
from collections.abc import Iterable

import pytest

from lambdas.contract.evaluation import Metric
from lambdas.contract.problems import SHOWN
from lambdas.datasets.rules import Rule
from lambdas.datasets.verdict import Flaw, Verdict
from lambdas.evaluation.held_out import HeldOut
from lambdas.evaluation.read_set import HeldOutReader

SECRET = "my-secret-text"


def accept(_line: bytes) -> Verdict:
    return Verdict(1)


def record(answer: str = "Yes", prompt: str = SECRET, **more: object) -> dict[str, object]:
    return {
        "system": [{"text": "Be kind"}],
        "messages": [
            {"role": "user", "content": [{"text": prompt}]},
            {"role": "assistant", "content": [{"text": answer}]},
        ],
        **more,
    }


def read(lines: Iterable[object], *required: Metric) -> tuple[list[HeldOut], HeldOutReader]:
    reader = HeldOutReader("test", accept, required or (Metric.CHRF,))
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(reader.read(encoded)), reader


def test_a_record_is_what_is_asked_and_what_is_hoped_for() -> None:
    (first, second), reader = read([record(id="a1"), record("No", "Other")])
    assert (first.id, first.line, first.reference, first.prompt) == ("a1", 1, "Yes", SECRET)
    assert [block.text for block in first.system] == ["Be kind"]
    assert [turn.role for turn in first.turns] == ["user"]
    assert second.id == "line-2"
    assert reader.problems == []


def test_longer_conversations_keep_their_turns() -> None:
    turns = [
        {"role": "user", "content": [{"text": "Hi"}]},
        {"role": "assistant", "content": [{"text": "Hello"}]},
        {"role": "user", "content": [{"text": "More"}, {"text": "please"}]},
        {"role": "assistant", "content": [{"text": "Bye"}]},
    ]
    ((found,), _) = read([{"messages": turns}])
    assert found.prompt == "Hi\nHello\nMore\nplease"
    assert found.reference == "Bye"
    assert len(found.turns) == 3


TURNS: list[object] = [
    {"role": "user", "content": [{"text": "Hi"}]},
    {"role": "assistant", "content": [{"text": "Hello"}]},
]
IMAGE = {"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/k"}}}}


@pytest.mark.parametrize(
    ("line", "given"),
    [
        (b"{", "no JSON object"),
        (b"[1]", "no JSON object"),
        (b"\xff", "no JSON object"),
        (b"[" * 100_000, "no JSON object"),
        (b'{"id": "a", "id": "b"}', "no JSON object"),
        (b'{"id": NaN}', "no JSON object"),
        (record(""), "an empty reference"),
        (record(" \n"), "an empty reference"),
        (record(id=7), "an id of another kind"),
        (record(id=""), "an id of another kind"),
        (record(id="x" * 101), "an id of another kind"),
        ({"messages": [{"role": "user", "content": [IMAGE]}, *TURNS]}, "no text"),
        ({"messages": [*TURNS, TURNS[0]]}, "user as the last turn"),
    ],
)
def test_a_defect_has_its_line(line: object, given: str) -> None:
    found, reader = read([record(), line])
    (problem,) = reader.problems
    assert problem.path == "test:2"
    assert given in problem.given
    assert SECRET not in problem.given
    assert len(found) == 1


def test_the_models_own_rules_hold() -> None:
    seen: list[bytes] = []

    def refuse(line: bytes) -> Verdict:
        seen.append(line)
        return Verdict(1, [Flaw(Rule.RESERVED_TEXT, "a reserved word", "none")])

    reader = HeldOutReader("test", refuse, [Metric.CHRF])
    lines = [json.dumps(record()).encode(), json.dumps(record(id="a")).encode(), b"{"]
    assert list(reader.read(lines)) == []
    assert [problem.given for problem in reader.problems] == ["a reserved word"] * 3
    assert seen[0] == lines[0]
    assert json.loads(seen[1]) == record()


def test_the_metrics_must_be_able_to_judge() -> None:
    _, reader = read([record("12"), record("twelve")], Metric.NUMERIC_MATCH)
    (problem,) = reader.problems
    assert (problem.path, problem.given) == ("test:2", "a reference without a number")
    assert "numeric_match" in problem.allowed


def test_an_id_stands_once() -> None:
    found, reader = read([record(id="a"), record(id="b"), record(id="a"), record(id="line-5")])
    (problem,) = reader.problems
    assert (problem.path, problem.given) == ("test:3", "the id of line 1")
    assert len(found) == 3
    _, reader = read([record(id="line-2"), record()])
    (problem,) = reader.problems
    assert problem.path == "test:2"


def test_prompts_that_are_asked_again_are_counted() -> None:
    _, reader = read([record(), record("No"), record(prompt=SECRET.upper()), record(prompt="x")])
    assert reader.problems == []
    assert reader.repeated_prompts == 2


def test_a_line_too_long_is_a_problem() -> None:
    reader = HeldOutReader("test", accept, [Metric.CHRF])
    assert list(reader.read([None])) == []
    assert reader.problems[0].given == "a line that is too long"


def test_problems_beyond_those_shown_are_counted() -> None:
    _, reader = read([b"{"] * (SHOWN + 5))
    assert (len(reader.problems), reader.problem_count) == (SHOWN, SHOWN + 5)
