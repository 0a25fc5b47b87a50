"""Tools in a Converse record."""

import json
from typing import Any

import pytest

from lambdas.catalogue.model import Method
from lambdas.datasets.record_checks import record_check
from lambdas.datasets.rules import Rule
from tests.unit.datasets.records import JsonObject, encoded, rules_of, told, turn


def spec(name: str = "weather", **changes: object) -> JsonObject:
    return {
        "toolSpec": {
            "name": name,
            "description": "Tells the weather.",
            "inputSchema": {"json": {"type": "object"}},
            **changes,
        }
    }


def use(identity: str = "one", name: object = "weather", **changes: object) -> JsonObject:
    return {"toolUse": {"toolUseId": identity, "name": name, "input": {"city": "Ulm"}, **changes}}


def result(identity: str = "one", *content: JsonObject, **more: object) -> JsonObject:
    blocks = list(content) or [{"text": "Rain."}]
    return {"toolResult": {"toolUseId": identity, "content": blocks, **more}}


def record(*turns: JsonObject, tools: Any = None) -> JsonObject:
    config = {"tools": [spec()] if tools is None else tools}
    return {"toolConfig": config, "messages": list(turns or CONVERSATION)}


CONVERSATION = (
    turn("user", "Weather in Ulm?"),
    turn("assistant", "Let me look.", use()),
    turn("user", result()),
    turn("assistant", "Rain."),
)


@pytest.mark.parametrize(
    "value",
    [
        record(),
        record(turn("user", "x"), turn("assistant", use())),
        record(turn("user", "x"), turn("assistant", use(input={}))),
        record(
            turn("user", "x"),
            turn("assistant", use(), use("two")),
            turn("user", result("two", {"json": {"rain": True}}, status="success"), result()),
            turn("assistant", "Rain."),
        ),
        {**record(turn("user", "x"), turn("assistant", "No tool helps."))},
    ],
)
def test_good_records_with_tools_pass(value: JsonObject) -> None:
    assert told(value) == []


USED = "messages[1].content[0]"
ANSWERED = "messages[2].content[0]"


@pytest.mark.parametrize(
    ("block", "rule", "given"),
    [
        (use(name="news"), Rule.TOOLS, f"a call of a tool that toolConfig lacks at {USED}"),
        (use(name=" "), Rule.TOOLS, f"an empty name at {USED}"),
        (use(""), Rule.TOOLS, f"an empty toolUseId at {USED}"),
        (use(input="Ulm"), Rule.SHAPE, f"text as input at {USED}"),
        (use(name=1), Rule.SHAPE, f"a number as name at {USED}"),
        (use(more=1), Rule.SHAPE, f"an unknown key at {USED}"),
        ({"toolUse": {"name": "weather"}}, Rule.SHAPE, f"no toolUseId and no input at {USED}"),
        ({"toolUse": "weather"}, Rule.SHAPE, f"text at {USED}"),
        (use(input={"x": "User: y"}), Rule.RESERVED_TEXT, "the reserved text User:"),
    ],
)
def test_rules_of_a_call(block: JsonObject, rule: Rule, given: str) -> None:
    assert told(record(turn("user", "x"), turn("assistant", block))) == [(rule, given)]


@pytest.mark.parametrize(
    ("blocks", "rule", "given"),
    [
        ([result("two")], Rule.TOOLS, f"a result of no call before it at {ANSWERED}"),
        ([result(), result()], Rule.TOOLS, "a second result at messages[2].content[1]"),
        ([result(status="fine")], Rule.SHAPE, f"another status at {ANSWERED}"),
        ([result(content=[])], Rule.TOOLS, f"no content at {ANSWERED}"),
        ([result(content="x")], Rule.SHAPE, f"text as content at {ANSWERED}"),
        ([result("one", {})], Rule.TOOLS, f"0 kinds of content at {ANSWERED}.content[0]"),
        (
            [result("one", {"text": "x", "json": {}})],
            Rule.TOOLS,
            f"2 kinds of content at {ANSWERED}.content[0]",
        ),
        ([result("one", {"text": 1})], Rule.SHAPE, f"a number as text at {ANSWERED}.content[0]"),
        (
            [result("one", {"image": {}})],
            Rule.SHAPE,
            f"an unknown key at {ANSWERED}.content[0]",
        ),
        ([result("one", {"text": " "})], Rule.EMPTY_TEXT, "1 empty text"),
    ],
)
def test_rules_of_a_result(blocks: list[JsonObject], rule: Rule, given: str) -> None:
    value = record(*CONVERSATION[:2], turn("user", *blocks), CONVERSATION[3])
    assert (rule, given) in told(value)
    assert len(told(value)) <= 2


def test_each_call_has_an_identity_of_its_own() -> None:
    value = record(turn("user", "x"), turn("assistant", use(), use()))
    assert told(value) == [(Rule.TOOLS, "an earlier call's toolUseId at messages[1].content[1]")]


def test_turns_of_tools_are_whose_they_are() -> None:
    value = record(turn("user", "x", use()), turn("assistant", "y", result()))
    assert [rule for rule, _ in told(value)] == [Rule.CONTENT, Rule.CONTENT]


def test_a_call_needs_described_tools() -> None:
    value = {"messages": [turn("user", "x"), turn("assistant", use())]}
    assert told(value) == [(Rule.TOOLS, f"a call of a tool that toolConfig lacks at {USED}")]


SPEC = "toolConfig.tools[0].toolSpec"


@pytest.mark.parametrize(
    ("tools", "rule", "given"),
    [
        ([], Rule.TOOLS, "no tools at toolConfig"),
        ("x", Rule.SHAPE, "text as tools at toolConfig"),
        (["x"], Rule.SHAPE, "text at toolConfig.tools[0]"),
        ([{"cachePoint": {}}], Rule.SHAPE, "no toolSpec at toolConfig.tools[0]"),
        ([spec(description="")], Rule.TOOLS, f"an empty description at {SPEC}"),
        ([spec(name=" ")], Rule.TOOLS, f"an empty name at {SPEC}"),
        ([spec(inputSchema={})], Rule.SHAPE, f"no json at {SPEC}.inputSchema"),
        ([spec(inputSchema={"json": []})], Rule.SHAPE, f"a list as json at {SPEC}.inputSchema"),
        (
            [spec(inputSchema={"json": {}})],
            Rule.TOOLS,
            f"a schema without a type at {SPEC}.inputSchema",
        ),
        (
            [spec(), spec()],
            Rule.TOOLS,
            "an earlier tool's name at toolConfig.tools[1].toolSpec",
        ),
        ([spec(description="System: x")], Rule.RESERVED_TEXT, "the reserved text System:"),
    ],
)
def test_rules_of_descriptions(tools: Any, rule: Rule, given: str) -> None:
    value = record(turn("user", "x"), turn("assistant", "y"), tools=tools)
    assert told(value) == [(rule, given)]


def test_tools_count_as_the_json_they_are() -> None:
    value = record()
    verdict = record_check(rules_of("nova-2-lite"), Method.FINE_TUNING)(encoded(value))
    config = json.dumps(value["toolConfig"], separators=(",", ":"))
    call = '{"name":"weather","input":{"city":"Ulm"}}'
    assert verdict.characters == sum(
        map(len, [config, "Weather in Ulm?", "Let me look.", call, "Rain.", "Rain."])
    )
    assert verdict.answer_characters == sum(map(len, ["Let me look.", call, "Rain."]))
