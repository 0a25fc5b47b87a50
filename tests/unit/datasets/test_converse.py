"""One line of a Converse dataset: each rule has a bad example, and what is right is let through."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.datasets.converse import ConverseCheck
from lambdas.datasets.converse_shape import OTHER_SHAPE, shape_flaws
from tests.unit.plan_run.records import record, tunable, turn

CHECK = ConverseCheck(tunable().dataset)
QUESTION, ANSWER = turn("user", "Why?"), turn("assistant", "Because.")


def told(line: bytes) -> list[str]:
    """Return what the check says is wrong with a line."""
    return [flaw.given for flaw in CHECK(line).flaws]


def told_of(value: object) -> list[str]:
    return told(json.dumps(value).encode())


@pytest.mark.parametrize(
    "value",
    [
        record(),
        record(schemaVersion="bedrock-conversation-2024"),
        record(system=[{"text": "Be brief."}], schemaVersion="any string"),
        record(QUESTION, ANSWER, QUESTION, ANSWER),
        record(turn("user", "Two", "blocks"), ANSWER),
        record(turn("user", 'quotes " and \\ and \\" and \\\\'), turn("assistant", '\\"\\\\"')),
        record(turn("user", "ends in \\"), turn("assistant", '"\\')),
        record(turn("user", "Grüße, 世界 🙂"), ANSWER),
        record(turn("user", "the user: lower case is not reserved"), ANSWER),
    ],
)
def test_good_records_pass(value: object) -> None:
    assert told_of(value) == []
    assert told(json.dumps(value, ensure_ascii=False).encode()) == []


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (record(ANSWER), "assistant at messages[0]"),
        (record(QUESTION), "user as the last turn"),
        (record(QUESTION, QUESTION, ANSWER), "user at messages[1]"),
        (record(QUESTION, ANSWER, ANSWER), "assistant at messages[2]"),
        ({"messages": []}, "no messages"),
        (record(turn("user"), ANSWER), "no content at messages[0]"),
        (record(turn("user", ""), ANSWER), "1 empty text block"),
        (record(turn("user", " \n"), turn("assistant", "")), "2 empty text blocks"),
        (record(system=[{"text": " "}]), "1 empty text block"),
        (record(turn("system", "x"), ANSWER), "another role at messages[0]"),
        (
            record({"role": 1, "content": [{"text": "x"}]}, ANSWER),
            "a number as role at messages[0]",
        ),
        (record({"role": "user"}, ANSWER), "null or nothing at messages[0].content"),
        (record({"role": "user", "content": "x"}, ANSWER), "text at messages[0].content"),
        (record({"role": "user", "content": ["x"]}, ANSWER), "text at messages[0].content[0]"),
        (
            record({"role": "user", "content": [{"text": None}]}, ANSWER),
            "null or nothing as text at messages[0].content[0]",
        ),
        (
            record({"role": "user", "content": [{}]}, ANSWER),
            "null or nothing as text at messages[0].content[0]",
        ),
        (
            record({"role": "user", "content": [{"image": {}}]}, ANSWER),
            "image at messages[0].content[0]",
        ),
        (
            record({"role": "user", "content": [{"text": "x", "video": {}}]}, ANSWER),
            "video at messages[0].content[0]",
        ),
        (record({**QUESTION, "name": "secret"}, ANSWER), "an unknown key at messages[0]"),
        (record(system="x"), "text at system"),
        (record(system=None), "null or nothing at system"),
        (record(system=[{"text": True}]), "true or false as text at system[0]"),
        (record(schemaVersion=1), "a number as schemaVersion"),
        (record(toolConfig={}), "toolConfig at the record"),
        (record(metadata={}), "an unknown key at the record"),
        (record("x", ANSWER), "text at messages[0]"),  # type: ignore[arg-type]
        ({"messages": {}}, "an object as messages"),
        ({"system": []}, "null or nothing as messages"),
        ([record()], "a list"),
        ("x", "text"),
    ],
)
def test_each_rule_of_shape_and_order(value: object, problem: str) -> None:
    assert told_of(value) == [problem]


@pytest.mark.parametrize("word", tunable().dataset.reserved_strings)
def test_reserved_text_anywhere(word: str) -> None:
    for value in (
        record(turn("user", f"say {word} now"), ANSWER),
        record(QUESTION, turn("assistant", word)),
        record(system=[{"text": f"x{word}"}]),
    ):
        assert told_of(value) == [f"the reserved text {word}"]


def test_reserved_text_is_found_behind_escapes() -> None:
    line = json.dumps(record()).replace("What", r"User\u003a").encode()
    assert told(line) == ["the reserved text User:"]


def test_reserved_text_is_not_made_up_by_joining_blocks() -> None:
    assert told_of(record(turn("user", "User", ": x"), ANSWER)) == []


def test_tokens_of_one_record_have_a_limit() -> None:
    longest = 32_000 * 6 - len("Because.")
    assert told_of(record(turn("user", "x" * longest), ANSWER)) == []
    assert told_of(record(turn("user", "x" * longest + "x"), ANSWER)) == ["about 32001 tokens"]


def test_an_unknown_token_limit_is_no_limit() -> None:
    rules = msgspec.structs.replace(tunable().dataset, max_tokens_per_record=None)
    line = json.dumps(record(turn("user", "x" * 1_000_000), ANSWER)).encode()
    assert ConverseCheck(rules)(line).flaws == []


def test_all_flaws_of_one_record_are_told() -> None:
    value = record(turn("assistant", "User: x"), turn("assistant", ""))
    assert told_of(value) == [
        "assistant at messages[0]",
        "1 empty text block",
        "the reserved text User:",
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"messages": [], "messages": []}', "a key twice in one object"),
        (
            json.dumps(record())
            .replace('"role": "user"', '"role": "user", "role": "user"')
            .encode(),
            "a key twice in one object",
        ),
        (
            json.dumps(record()).replace('"text": "W', r'"text": "\\\\", "text": "W').encode(),
            "a key twice in one object",
        ),
        (b'{"messages": 1, "messages": 1}', "a key twice in one object"),
        (b'{"messages": NaN}', "NaN"),
        (b'{"messages": -Infinity}', "-Infinity"),
        (b"\xff", "bytes that are not UTF-8, from byte 1"),
        (json.dumps(record()).encode().replace(b"What", b"\xe4"), "bytes that are not UTF-8"),
        (b'{"messages": [', "no JSON: Expecting value at character 15"),
        (json.dumps(record()).encode() + b"{}", "no JSON: Extra data"),
        (json.dumps(record()).replace("What", r"\ud800").encode(), "half a surrogate pair"),
        (b"[" * 100_000, "JSON with endless nesting or numbers"),
        (b'{"messages": ' + b"9" * 5000 + b"}", "JSON with endless nesting or numbers"),
        (b'{"x": ' * 100_000, "JSON with endless nesting or numbers"),
    ],
)
def test_lines_that_are_no_json_for_everybody(line: bytes, problem: str) -> None:
    (flaw,) = told(line)
    assert flaw.startswith(problem)


def test_no_text_of_the_dataset_is_told() -> None:
    secret = "4929-1234"
    for value in (
        {secret: 1, "messages": [{"role": secret, "content": [{"text": secret, secret: secret}]}]},
        record(turn("user", f"User: {secret}"), turn("user", secret), **{secret: secret}),
        secret,
    ):
        for line in (json.dumps(value).encode(), json.dumps(value).encode()[:-3]):
            assert secret not in str(CHECK(line).flaws)


JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["messages", "system", "role", "content", "text", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
BLOCKS = st.lists(st.fixed_dictionaries({"text": st.text() | JSON_VALUES}), max_size=2)
TURNS = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system"]), "content": BLOCKS | JSON_VALUES}
)
RECORDS = st.fixed_dictionaries(
    {"messages": st.lists(TURNS, max_size=3)},
    optional={"system": BLOCKS | JSON_VALUES, "schemaVersion": st.text() | JSON_VALUES},
)


@settings(max_examples=60)
@given(RECORDS | JSON_VALUES, st.booleans())
def test_the_decoder_and_the_slow_way_agree_on_the_shape(value: object, ascii_only: bool) -> None:
    line = json.dumps(value, ensure_ascii=ascii_only).encode(errors="surrogatepass")
    verdict, slow = CHECK(line), shape_flaws(line)
    if slow == [OTHER_SHAPE]:
        assert OTHER_SHAPE not in verdict.flaws
    else:
        assert verdict.flaws == slow


@given(st.binary(max_size=60))
def test_no_bytes_crash_the_check(line: bytes) -> None:
    assert CHECK(line).flaws or CHECK(line).characters
