"""The formats beside Converse, and what holds for every format."""

import json

import pytest

from lambdas.catalogue.dataset import Format
from lambdas.catalogue.model import Method
from lambdas.datasets.record_checks import CHECKS, record_check
from lambdas.datasets.rules import Rule
from lambdas.datasets.verdict import Verdict
from tests.unit.datasets.records import FORMATS, JsonObject, encoded, good, rules_of, said, told


def judged(wanted: Format, value: object) -> Verdict:
    """Return the verdict of a model that wants a format."""
    name, method = FORMATS[wanted]
    line = value if isinstance(value, bytes) else encoded(value)
    return record_check(rules_of(name, method), method)(line)


def told_by(wanted: Format, value: object) -> list[tuple[Rule, str]]:
    return [(flaw.rule, flaw.given) for flaw in judged(wanted, value).flaws]


def test_every_format_of_the_catalogue_has_a_check() -> None:
    assert CHECKS.keys() == set(Format) == FORMATS.keys()
    for wanted, (name, method) in FORMATS.items():
        assert rules_of(name, method).format is wanted


@pytest.mark.parametrize("wanted", Format)
def test_a_good_record_passes(wanted: Format) -> None:
    assert told_by(wanted, good(wanted, "Grüße 🙂")) == []


@pytest.mark.parametrize("wanted", Format)
def test_other_ways_to_write_the_same_are_fine(wanted: Format) -> None:
    line = encoded(good(wanted, "Why?")).replace(b"Why?", rb"W\u0022y\u005c")
    assert told_by(wanted, line) == []


@pytest.mark.parametrize("wanted", Format)
def test_an_empty_text_is_told_in_every_format(wanted: Format) -> None:
    assert told_by(wanted, good(wanted, " \n")) == [(Rule.EMPTY_TEXT, "1 empty text")]


@pytest.mark.parametrize("wanted", Format)
@pytest.mark.parametrize("other", Format)
def test_a_record_of_another_format_is_told(wanted: Format, other: Format) -> None:
    rules = {rule for rule, _ in told_by(wanted, good(other))}
    assert (Rule.SHAPE in rules) is (wanted is not other)


@pytest.mark.parametrize("wanted", Format)
@pytest.mark.parametrize(
    ("line", "rule", "given"),
    [
        (b'{"a": 1, "a": 1}', Rule.DOUBLED_KEY, "a key twice in one object"),
        (b'{"a": {"b": "\\\\", "b": "\\""}}', Rule.DOUBLED_KEY, "a key twice in one object"),
        (b'{"a": NaN}', Rule.JSON, "NaN"),
        (b'{"a": -Infinity}', Rule.JSON, "-Infinity"),
        (b"\xff", Rule.ENCODING, "bytes that are not UTF-8, from byte 1"),
        (b'{"a": "\xe4"}', Rule.ENCODING, "bytes that are not UTF-8, from byte 8"),
        (b'{"a": [', Rule.JSON, "no JSON: Expecting value at character 8"),
        (b"{}{}", Rule.JSON, "no JSON: Extra data at character 3"),
        (rb'{"a": "\ud800"}', Rule.ENCODING, "half a surrogate pair"),
        (b"[" * 100_000, Rule.JSON, "JSON with endless nesting or numbers"),
        (b'{"a": ' * 100_000, Rule.JSON, "JSON with endless nesting or numbers"),
        (b'{"a": ' + b"9" * 5000 + b"}", Rule.JSON, "JSON with endless nesting or numbers"),
        (b'{"a": 1e999}', Rule.JSON, "JSON that other parsers refuse"),
    ],
)
def test_lines_that_are_no_json_for_everybody(
    wanted: Format, line: bytes, rule: Rule, given: str
) -> None:
    assert told_by(wanted, line)[0] == (rule, given)


@pytest.mark.parametrize("wanted", Format)
def test_a_key_twice_is_told_beside_all_else(wanted: Format) -> None:
    line = encoded(good(wanted))
    assert told_by(wanted, line[:-1] + b"," + line[1:]) == [
        (Rule.DOUBLED_KEY, "a key twice in one object")
    ]


@pytest.mark.parametrize("wanted", Format)
def test_no_text_of_the_dataset_is_told(wanted: Format) -> None:
    secret = "4929-1234"
    values = (
        {secret: 1, "messages": [{"role": secret, "content": [{"text": secret, secret: secret}]}]},
        {"messages": [{"role": "user", "content": [{secret: secret}]}], "toolConfig": secret},
        {"messages": [said("user", f"User: {secret}"), said(secret, secret)], secret: secret},
        {"prompt": {secret: 1}, "completion": [secret], secret: secret},
        {"image-ref": secret, "caption": secret * 999},
        {"image-ref": f"s3://{secret}/{secret} x", "caption": {secret: secret}},
        secret,
    )
    for value in values:
        for line in (encoded(value), encoded(value)[:-3]):
            assert secret not in str(judged(wanted, line).flaws)


@pytest.mark.parametrize(
    ("value", "given"),
    [
        ({"prompt": "x"}, "no completion at the record"),
        ({"prompt": "x", "completion": 1}, "a number as completion at the record"),
        ({"prompt": None, "completion": "y"}, "null or nothing as prompt at the record"),
        ({"prompt": "x", "completion": "y", "id": 1}, "an unknown key at the record"),
        ({"input": "x", "output": "y"}, "no prompt and no completion at the record"),
    ],
)
def test_shape_of_a_prompt(value: JsonObject, given: str) -> None:
    assert told_by(Format.PROMPT_COMPLETION, value) == [(Rule.SHAPE, given)]


def test_a_completion_is_what_is_learned() -> None:
    verdict = judged(Format.PROMPT_COMPLETION, {"prompt": "Grüße", "completion": "Hallo 🙂"})
    assert (verdict.characters, verdict.answer_characters) == (12, 7)


def test_a_prompt_and_its_completion_have_limits_of_their_own() -> None:
    long = {"prompt": "x" * 4096 * 6, "completion": "y" * 2048 * 6}
    assert told(long, "cohere-command") == []
    longer = {"prompt": long["prompt"] + "x", "completion": long["completion"] + "y"}
    assert told(longer, "cohere-command") == [
        (Rule.RECORD_TOKENS, "about 4097 tokens of input"),
        (Rule.RECORD_TOKENS, "about 2049 tokens of output"),
    ]


@pytest.mark.parametrize(
    ("value", "rule", "given"),
    [
        (
            {"image-ref": "bucket/a.png", "caption": "x"},
            Rule.MEDIA_ADDRESS,
            "an address that Bedrock can't read at image-ref",
        ),
        (
            {"image-ref": 1, "caption": "x"},
            Rule.SHAPE,
            "a number as an address at image-ref",
        ),
        (
            {"image-ref": "s3://bucket/a.png", "caption": "x" * 2561},
            Rule.TEXT_LENGTH,
            "a caption of 2561 characters",
        ),
    ],
)
def test_rules_of_a_captioned_image(value: JsonObject, rule: Rule, given: str) -> None:
    assert told_by(Format.IMAGE_CAPTION, value) == [(rule, given)]


def test_a_caption_may_be_too_short_for_a_model() -> None:
    value = {"image-ref": "s3://bucket/a.png", "caption": "xy"}
    assert told(value, "titan-image-generator-v2") == [
        (Rule.TEXT_LENGTH, "a caption of 2 characters")
    ]
    assert told({**value, "caption": "xyz"}, "titan-image-generator-v2") == []


def test_a_captioned_image_is_a_medium() -> None:
    (medium,) = judged(Format.IMAGE_CAPTION, good(Format.IMAGE_CAPTION)).media
    assert (medium.kind, medium.uri) == ("image", "s3://bucket/one.png")


@pytest.mark.parametrize(
    ("messages", "rule", "given"),
    [
        ([said("user", "x")], Rule.TURN_ORDER, "user as the last turn"),
        ([said("assistant", "x")], Rule.TURN_ORDER, "assistant at messages[0]"),
        ([], Rule.TURN_ORDER, "no messages"),
        ("x", Rule.SHAPE, "text as messages at the record"),
        ([said("system", "x")], Rule.SHAPE, "another role at messages[0]"),
        (
            [said("user", "x"), said("assistant", "\nHuman: y")],
            Rule.RESERVED_TEXT,
            r"the reserved text \nHuman:",
        ),
    ],
)
def test_rules_of_anthropic_messages(messages: object, rule: Rule, given: str) -> None:
    assert told_by(Format.ANTHROPIC_MESSAGES, {"messages": messages}) == [(rule, given)]


def test_a_system_prompt_of_anthropic_messages_is_text() -> None:
    value = good(Format.ANTHROPIC_MESSAGES)
    assert told_by(Format.ANTHROPIC_MESSAGES, {**value, "system": "Be brief."}) == []
    assert told_by(Format.ANTHROPIC_MESSAGES, {**value, "system": [{"text": "x"}]}) == [
        (Rule.SHAPE, "a list as system at the record")
    ]


@pytest.mark.parametrize("reference", ["So.", {"solution": 4}, [1], 4, True])
def test_a_reference_answer_may_be_anything_that_says_something(reference: object) -> None:
    value = {**good(Format.OPENAI_CHAT), "reference_answer": reference, "task_id": {"any": "thing"}}
    assert told_by(Format.OPENAI_CHAT, value) == []


@pytest.mark.parametrize("reference", ["", " ", None, {}, []])
def test_a_reference_answer_says_something(reference: object) -> None:
    value = {**good(Format.OPENAI_CHAT), "reference_answer": reference}
    assert told_by(Format.OPENAI_CHAT, value) == [(Rule.EMPTY_TEXT, "nothing as reference_answer")]


@pytest.mark.parametrize(
    ("roles", "given"),
    [
        (["user", "system"], "system after another turn"),
        (["system"], "no turn of the user"),
        ([], "no turn of the user"),
    ],
)
def test_turns_of_a_chat(roles: list[str], given: str) -> None:
    value = {"messages": [said(role, "x") for role in roles], "reference_answer": "y"}
    assert told_by(Format.OPENAI_CHAT, value) == [(Rule.TURN_ORDER, given)]


def test_a_chat_may_begin_with_the_system_and_hold_earlier_answers() -> None:
    roles = ["system", "user", "assistant", "user"]
    value = {"messages": [said(role, "ab") for role in roles], "reference_answer": "y"}
    verdict = judged(Format.OPENAI_CHAT, value)
    assert (verdict.flaws, verdict.characters, verdict.answer_characters) == ([], 8, 2)


def test_the_tools_of_a_chat_count_and_its_reference_does_not() -> None:
    tools = [{"type": "function"}]
    value = {"messages": [said("user", "ab")], "reference_answer": "y" * 99, "tools": tools}
    size = len(json.dumps(tools, separators=(",", ":")))
    assert judged(Format.OPENAI_CHAT, value).characters == 2 + size


def test_plain_text_is_learned_whole() -> None:
    verdict = judged(Format.TEXT, {"input": "Grüße"})
    assert (verdict.flaws, verdict.characters, verdict.answer_characters) == ([], 5, 5)


def test_formats_follow_the_method_and_not_the_model() -> None:
    value = good(Format.OPENAI_CHAT)
    assert told(value, "nova-2-lite", Method.REINFORCEMENT_FINE_TUNING) == []
    assert Rule.SHAPE in {rule for rule, _ in told(value, "nova-2-lite")}
