"""What `customize watch` says of an evaluation while its questions are answered."""

import pytest

from cli.watch import PATIENCE
from lambdas.contract.names import EVALUATE_MODEL
from lambdas.contract.places import answers_key, evaluation_manifest_key, questions_key
from tests.unit.cli import histories
from tests.unit.cli.cloud import Cloud, Json, after, refusal
from tests.unit.cli.conftest import Customize
from tests.unit.cli.test_watch import of_kind

RUN = "demo_r1"
MANIFEST = evaluation_manifest_key("demo", RUN)
SIDES = ("base", "custom")
RECORDS = 2
"""Of each side's only batch."""
ANSWER = b'{"id": "a", "text": "Yes.", "stop_reason": "end_turn"}\n'
EMPTY = b'{"id": "b", "text": "  "}\n'
REFUSED = b'{"id": "c", "error": "ValidationException"}\n'


def place(side: str) -> str:
    """Return where a side's answers go."""
    return answers_key("demo", RUN, "test", side, 1)


def put_manifest(cloud: Cloud) -> None:
    """Write down what is asked, and ask nothing yet."""
    questions = questions_key("demo", RUN, "test", 1)
    lines = [
        f'{{"arm": "{side}", "questions_key": "{questions}", '
        f'"answers_key": "{place(side)}", "records": {RECORDS}}}\n'
        for side in SIDES
    ]
    cloud.objects[MANIFEST] = ("".join(lines).encode(), after(61))


def answer(cloud: Cloud, side: str, *lines: bytes, at: float = 70) -> None:
    """Write down what a side answered so far."""
    cloud.objects[place(side)] = (b"".join(lines), after(at))


def told(event: Json) -> tuple[int, int, int]:
    """Return batches done, answers and failures of an event."""
    assert (event["batches"], event["questions"]) == (2, 2 * RECORDS)
    return event["batches_done"], event["answered"], event["failed"]


def evaluating(cloud: Cloud) -> Json:
    """Let a run ask its questions."""
    put_manifest(cloud)
    return cloud.add_run(RUN, "RUNNING", histories.evaluating().events)


def ended(execution: Json) -> None:
    """Let a run end well."""
    execution.update(status="SUCCEEDED", history=histories.evaluated(), stopDate=after(91))


def test_the_fixture_names_the_state_that_asks() -> None:
    entered = histories.evaluating().events[-1]
    assert entered["stateEnteredEventDetails"]["name"] == EVALUATE_MODEL


def test_answers_are_counted_while_they_come_in(cloud: Cloud, customize: Customize) -> None:
    execution = evaluating(cloud)
    cloud.waits = [
        lambda: answer(cloud, "base", ANSWER, EMPTY),
        lambda: None,
        lambda: answer(cloud, "custom", REFUSED, at=75),
        lambda: answer(cloud, "custom", REFUSED, ANSWER, at=80),
        lambda: ended(execution),
    ]
    found = of_kind(customize("watch", RUN, "--json"), "answers")
    assert [told(event) for event in found] == [(1, 2, 1), (1, 3, 2), (2, 4, 2)]
    assert [event["at"][-4:-1] for event in found] == [":10", ":15", ":20"]


def test_an_object_is_read_once_and_nothing_once_all_is_there(
    cloud: Cloud, customize: Customize
) -> None:
    execution = evaluating(cloud)
    for side in SIDES:
        answer(cloud, side, ANSWER, ANSWER)
    cloud.waits = [lambda: None, lambda: None, lambda: ended(execution)]
    [event] = of_kind(customize("watch", RUN, "--json"), "answers")
    assert told(event) == (2, 4, 0)
    read = [asked["Key"] for asked in cloud.asked("GetObject")]
    assert sorted(read) == sorted([MANIFEST, *map(place, SIDES)])
    listed = [asked["Prefix"] for asked in cloud.asked("ListObjectsV2")]
    assert sum("/answers/" in prefix for prefix in listed) == 1


def test_a_sentence_says_it_to_people(cloud: Cloud, customize: Customize) -> None:
    put_manifest(cloud)
    answer(cloud, "base", ANSWER, ANSWER)
    answer(cloud, "custom", EMPTY)
    cloud.add_run(RUN, "SUCCEEDED", histories.evaluated())
    line = "    1:10  Evaluation: 1 of 2 batches, 3 of 4 answers, 1 failed\n"
    assert line in customize("watch", RUN).stdout


@pytest.mark.parametrize("manifest", [True, False])
def test_nothing_is_said_where_nothing_was_answered(
    cloud: Cloud, customize: Customize, *, manifest: bool
) -> None:
    cloud.add_run(RUN, "SUCCEEDED", histories.evaluated())
    if manifest:
        put_manifest(cloud)
    result = customize("watch", RUN, "--json")
    assert result.exit_code == 0
    assert of_kind(result, "answers") == []


def test_damaged_answers_are_none(cloud: Cloud, customize: Customize) -> None:
    put_manifest(cloud)
    answer(cloud, "base", b'{"id": 5}\n\xff')
    answer(cloud, "custom", ANSWER, ANSWER)
    cloud.add_run(RUN, "SUCCEEDED", histories.evaluated())
    [event] = of_kind(customize("watch", RUN, "--json"), "answers")
    assert told(event) == (1, 2, 0)


def test_a_damaged_manifest_tells_nothing(cloud: Cloud, customize: Customize) -> None:
    cloud.objects[MANIFEST] = (b"[]", after(61))
    cloud.add_run(RUN, "SUCCEEDED", histories.evaluated())
    result = customize("watch", RUN, "--json")
    assert (result.exit_code, of_kind(result, "answers")) == (0, [])


def test_a_run_that_evaluates_nothing_is_not_asked_about_it(
    cloud: Cloud, customize: Customize
) -> None:
    cloud.add_run(RUN, "SUCCEEDED", histories.happy())
    customize("watch", RUN)
    assert cloud.asked("GetObject") == []


def test_refused_answers_are_said_once_and_the_run_is_still_watched(
    cloud: Cloud, customize: Customize
) -> None:
    execution = evaluating(cloud)
    cloud.failures["GetObject"] = refusal("AccessDenied", "GetObject")
    cloud.waits = [*[lambda: None] * PATIENCE, lambda: ended(execution)]
    result = customize("watch", RUN, "--json")
    assert result.exit_code == 0
    [hint] = of_kind(result, "hint")
    assert "GetObject" in hint["message"]
