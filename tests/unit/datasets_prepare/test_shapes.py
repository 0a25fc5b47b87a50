"""Sources of every shape are recognized, each on its own, and nothing is guessed."""

from typing import Any

import pytest

from lambdas.contract.preparation import Fields, Reason, Shape, Subset
from lambdas.datasets.prepare.example import Example
from lambdas.datasets.prepare.examples import read_example
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.shapes import layout_of
from tests.unit.datasets_prepare.preparing import lines, made_of, made_of_records, pair, pairs

QUESTION, ANSWER = "What is due?", "The rent."


def read(record: dict[str, Any], fields: Fields | None = None) -> tuple[Shape, Example | Reason]:
    """Return a record's shape and what it says."""
    layout = layout_of(record, fields or Fields())
    assert layout
    return layout.shape, read_example(record, layout)


def chat(*turns: tuple[str, str], **others: Any) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": text} for role, text in turns], **others}


def converse(*turns: tuple[str, str], **others: Any) -> dict[str, Any]:
    messages = [{"role": role, "content": [{"text": text}]} for role, text in turns]
    return {"messages": messages, **others}


@pytest.mark.parametrize(
    ("record", "shape"),
    [
        ({"prompt": QUESTION, "completion": ANSWER}, Shape.PROMPT_ANSWER),
        ({"prompt": QUESTION, "response": ANSWER}, Shape.PROMPT_ANSWER),
        ({"question": QUESTION, "answer": ANSWER, "id": 7}, Shape.PROMPT_ANSWER),
        ({"input": QUESTION, "output": ANSWER}, Shape.PROMPT_ANSWER),
        ({"instruction": QUESTION, "context": "", "response": ANSWER}, Shape.INSTRUCTION),
        ({"instruction": QUESTION, "input": None, "output": ANSWER}, Shape.INSTRUCTION),
        (chat(("user", QUESTION), ("assistant", ANSWER)), Shape.CHAT),
        (chat(("user", QUESTION), reference_answer=ANSWER, level=3), Shape.CHAT),
        (converse(("user", QUESTION), ("assistant", ANSWER)), Shape.CONVERSE),
    ],
)
def test_question_and_answer_are_found(record: dict[str, Any], shape: Shape) -> None:
    found, example = read(record)
    assert found is shape
    assert isinstance(example, Example)
    assert (example.asked, example.answer, example.system) == (QUESTION, ANSWER, None)


@pytest.mark.parametrize(
    "record",
    [
        {"prompt": QUESTION, "completion": ANSWER, "system": "Be brief."},
        {"instruction": QUESTION, "response": ANSWER, "system": "Be brief."},
        chat(("system", "Be brief."), ("user", QUESTION), ("assistant", ANSWER)),
        chat(("user", QUESTION), ("assistant", ANSWER), system="Be brief."),
        converse(("user", QUESTION), ("assistant", ANSWER), system=[{"text": "Be brief."}]),
    ],
)
def test_the_system_prompt_is_found(record: dict[str, Any]) -> None:
    _, example = read(record)
    assert isinstance(example, Example)
    assert (example.asked, example.answer, example.system) == (QUESTION, ANSWER, "Be brief.")


@pytest.mark.parametrize("names", [("context", "response"), ("input", "output")])
def test_a_context_follows_the_instruction(names: tuple[str, str]) -> None:
    context, response = names
    _, example = read({"instruction": "Sum up.", context: "A long story.", response: ANSWER})
    assert isinstance(example, Example)
    assert example.asked == "Sum up.\n\nA long story."


def test_a_context_counts_also_if_the_first_record_has_none() -> None:
    first = {"instruction": "Name a colour.", "response": "Red."}
    later = {"instruction": "Sum up.", "context": "A long story.", "response": "Short."}
    filled = [{"instruction": p["prompt"], "response": p["completion"]} for p in pairs(20)]
    made = made_of_records([first, later, *filled])
    assert "Sum up.\n\nA long story." in made.prompts


def test_fields_can_be_said() -> None:
    record = {"frage": QUESTION, "antwort": ANSWER, "prompt": "not this"}
    shape, example = read(record, Fields(prompt="frage", answer="antwort"))
    assert isinstance(example, Example)
    assert (shape, example.asked, example.answer) == (Shape.MAPPED, QUESTION, ANSWER)


def test_each_source_has_its_own_shape() -> None:
    made = made_of(
        {
            "a.jsonl": lines(pairs(10)),
            "b.jsonl": lines([chat(("user", "Who?"), ("assistant", "The Bearer of this."))]),
            "c.csv": b"Question;Answer\nWhere is it?;In the second drawer.\n",
        }
    )
    shapes = [source.shape for source in made.manifest.sources]
    assert shapes == [Shape.PROMPT_ANSWER, Shape.CHAT, Shape.PROMPT_ANSWER]
    assert {"Who?", "Where is it?"} <= made.prompts.keys()


def test_what_is_not_recognized_is_refused_with_its_keys() -> None:
    with pytest.raises(RefusedError) as refused:
        made_of({"a.jsonl": lines([{"frage": "private", "antwort": "x"}]), "b.csv": b"x,y\n1,2\n"})
    first, second = refused.value.problems
    assert first.path == "a.jsonl:1"
    assert first.given == 'records with the keys "frage", "antwort"'
    assert second.path == "b.csv:2"
    assert "in 2 columns" in second.given
    assert "private" not in str(refused.value)


@pytest.mark.parametrize(
    ("body", "given"),
    [
        (b"", "0 lines, none of which holds a record"),
        (b"[\n]\n", "2 lines, none of which holds a record: 2 unreadable"),
        (b"\x1f\x8b\x08\x00", "a gzip file"),
    ],
)
def test_what_holds_no_record_is_refused(body: bytes, given: str) -> None:
    with pytest.raises(RefusedError) as refused:
        made_of({"a.jsonl": body})
    assert [problem.given for problem in refused.value.problems] == [given]


@pytest.mark.parametrize(
    ("record", "asked", "given"),
    [
        ({"text": "Once upon a time."}, {}, "plain text"),
        ({"prompt": QUESTION}, {}, "prompts without answers"),
        (
            {"image-ref": "s3://b/i.png", "caption": "A cat."},
            {},
            "records of the shape caption",
        ),
        (
            {"prompt": QUESTION, "completion": ANSWER},
            {"model": "titan-multimodal-embeddings"},
            "records of the shape prompt_answer",
        ),
    ],
)
def test_what_can_not_become_what_the_model_wants_is_a_problem(
    record: dict[str, Any], asked: dict[str, Any], given: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        made_of_records([record], **asked)
    assert [problem.given for problem in refused.value.problems] == [given]


def test_a_record_of_another_shape_is_left_out() -> None:
    counts = made_of_records([*pairs(20), chat(("user", QUESTION))]).manifest.counts
    assert counts.left_out == {Reason.OTHER_SHAPE: 1}


def test_a_converse_record_stays_as_it_is() -> None:
    schema = {"json": {"type": "object"}}
    tool = {"name": "look", "description": "Looks.", "inputSchema": schema}
    call = {"toolUse": {"toolUseId": "t1", "name": "look", "input": {"for": "it"}}}
    record = {
        "schemaVersion": "mine",
        "messages": [
            {"role": "user", "content": [{"text": QUESTION}]},
            {"role": "assistant", "content": [call]},
        ],
        "toolConfig": {"tools": [{"toolSpec": tool}]},
        "source": "ticket 7",
    }
    made = made_of_records([*(_as_converse(p) for p in pairs(20)), record], model="nova-2-lite")
    kept = {key: value for key, value in record.items() if key != "source"}
    assert kept in [one for subset in Subset for one in made.records(subset)]


def test_a_record_kept_as_it_is_gets_a_system_prompt_if_it_has_none() -> None:
    mine = {"system": [{"text": "Be brief."}], **_as_converse(pair(50))}
    records = [*(_as_converse(p) for p in pairs(20)), mine]
    made = made_of_records(records, system_prompt="Be polite.")
    found = [one["system"][0]["text"] for subset in Subset for one in made.records(subset)]
    assert sorted(found) == ["Be brief.", *["Be polite."] * 20]


def test_several_turns_have_no_place_in_prompt_and_completion() -> None:
    long = chat(("user", "Hi"), ("assistant", "Hello"), ("user", QUESTION), ("assistant", ANSWER))
    chats = [chat(("user", p["prompt"]), ("assistant", p["completion"])) for p in pairs(120)]
    made = made_of_records([*chats, long], model="llama-3-1-8b")
    assert made.manifest.counts.left_out == {Reason.INCONVERTIBLE: 1}
    assert made.records(Subset.TRAINING)[0].keys() == {"prompt", "completion"}


def test_reinforcement_wants_the_answer_beside_the_messages() -> None:
    kept = chat(("user", "Kept?"), reference_answer={"sum": 4}, level="easy")
    answered = [chat(("user", p["prompt"]), ("assistant", p["completion"])) for p in pairs(130)]
    made = made_of_records(
        [*answered, kept], model="nova-2-lite", method="REINFORCEMENT_FINE_TUNING"
    )
    records = [one for subset in Subset for one in made.records(subset)]
    assert kept in records
    first = pair(0)
    assert {
        "messages": [{"role": "user", "content": first["prompt"]}],
        "reference_answer": first["completion"],
    } in records


def _as_converse(record: dict[str, str]) -> dict[str, Any]:
    return converse(("user", record["prompt"]), ("assistant", record["completion"]))


@pytest.mark.parametrize(
    ("media", "given"),
    [
        ([("image", "s3://data/a.png"), ("video", "s3://data/b.mp4")], "images and videos"),
        ([("image", "s3://data/a.png"), ("image", "s3://other/b.png")], "media in 2 buckets"),
    ],
)
def test_media_that_no_job_takes_together_are_refused(
    media: list[tuple[str, str]], given: str
) -> None:
    records = [_with_medium(number, *medium) for number, medium in enumerate(media)]
    with pytest.raises(RefusedError) as refused:
        made_of_records([*(_as_converse(p) for p in pairs(20)), *records], model="nova-lite")
    assert [problem.given for problem in refused.value.problems] == [given]


def _with_medium(number: int, kind: str, uri: str) -> dict[str, Any]:
    record = _as_converse(pair(100 + number))
    block = {"format": uri.rpartition(".")[2], "source": {"s3Location": {"uri": uri}}}
    record["messages"][0]["content"].append({kind: block})
    return record
