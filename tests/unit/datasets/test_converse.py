"""One line of a Converse dataset: each rule has a bad example, and what is right is let through."""

import pytest

from lambdas.catalogue.model import Method
from lambdas.datasets.record_checks import record_check
from lambdas.datasets.rules import Rule
from tests.unit.datasets.records import (
    JsonObject,
    encoded,
    medium,
    rules_of,
    told,
    turn,
)

QUESTION, ANSWER = turn("user", "Why?"), turn("assistant", "Because.")


def record(*turns: object, **members: object) -> JsonObject:
    return {**members, "messages": list(turns or (QUESTION, ANSWER))}


@pytest.mark.parametrize("name", ["nova-micro", "nova-lite", "nova-2-lite", "llama-3-2-1b"])
@pytest.mark.parametrize(
    "value",
    [
        record(),
        record(schemaVersion="any string"),
        record(system=[{"text": "Be brief."}], schemaVersion="bedrock-conversation-2024"),
        record(system=[]),
        record(QUESTION, ANSWER, QUESTION, ANSWER),
        record(turn("user", "Two", "blocks"), ANSWER),
        record(turn("user", 'quotes " and \\ and \\" and \\\\'), turn("assistant", '\\"\\\\"')),
        record(turn("user", "ends in \\"), turn("assistant", '"\\')),
        record(turn("user", "Grüße, 世界 🙂"), ANSWER),
        record(turn("user", "the user: lower case is not reserved"), ANSWER),
    ],
)
def test_good_records_of_text_pass(name: str, value: object) -> None:
    assert told(value, name) == []


@pytest.mark.parametrize(
    ("value", "rule", "given"),
    [
        (record(ANSWER), Rule.TURN_ORDER, "assistant at messages[0]"),
        (record(QUESTION), Rule.TURN_ORDER, "user as the last turn"),
        (record(QUESTION, QUESTION, ANSWER), Rule.TURN_ORDER, "user at messages[1]"),
        (record(QUESTION, ANSWER, ANSWER), Rule.TURN_ORDER, "assistant at messages[2]"),
        ({"messages": []}, Rule.TURN_ORDER, "no messages"),
        (record(turn("user"), ANSWER), Rule.EMPTY_TEXT, "no content at messages[0]"),
        (record(turn("user", ""), ANSWER), Rule.EMPTY_TEXT, "1 empty text"),
        (record(turn("user", " \n"), turn("assistant", "")), Rule.EMPTY_TEXT, "2 empty texts"),
        (record(system=[{"text": " "}]), Rule.EMPTY_TEXT, "1 empty text"),
        (record(turn("system", "x"), ANSWER), Rule.SHAPE, "another role at messages[0]"),
        (
            record({"role": 1, "content": [{"text": "x"}]}, ANSWER),
            Rule.SHAPE,
            "a number as role at messages[0]",
        ),
        (record({"role": "user"}, ANSWER), Rule.SHAPE, "no content at messages[0]"),
        (
            record({"role": "user", "content": "x"}, ANSWER),
            Rule.SHAPE,
            "text as content at messages[0]",
        ),
        (
            record({"role": "user", "content": ["x"]}, ANSWER),
            Rule.SHAPE,
            "text as a block at messages[0].content[0]",
        ),
        (
            record({"role": "user", "content": [{"text": None}]}, ANSWER),
            Rule.SHAPE,
            "null or nothing as text at messages[0].content[0]",
        ),
        (
            record({"role": "user", "content": [{}]}, ANSWER),
            Rule.SHAPE,
            "0 keys at messages[0].content[0]",
        ),
        (
            record({"role": "user", "content": [{"text": "x", "more": {}}]}, ANSWER),
            Rule.SHAPE,
            "2 keys at messages[0].content[0]",
        ),
        (
            record({"role": "user", "content": [{"secret": "x"}]}, ANSWER),
            Rule.SHAPE,
            "an unknown key at messages[0].content[0]",
        ),
        (
            record({**QUESTION, "name": "secret"}, ANSWER),
            Rule.SHAPE,
            "an unknown key at messages[0]",
        ),
        (record(system="x"), Rule.SHAPE, "text as system at the record"),
        (record(system=None), Rule.SHAPE, "null or nothing as system at the record"),
        (record(system=["x"]), Rule.SHAPE, "text at system[0]"),
        (record(system=[{"text": True}]), Rule.SHAPE, "true or false as text at system[0]"),
        (record(schemaVersion=1), Rule.SHAPE, "a number as schemaVersion at the record"),
        (record(metadata={}), Rule.SHAPE, "an unknown key at the record"),
        (record("x", ANSWER), Rule.SHAPE, "text at messages[0]"),
        ({"messages": {}}, Rule.SHAPE, "an object as messages at the record"),
        ({"system": []}, Rule.SHAPE, "no messages at the record"),
        ({"prompt": "x", "completion": "y"}, Rule.SHAPE, "no messages at the record"),
        ([record()], Rule.SHAPE, "a list at the record"),
        ("x", Rule.SHAPE, "text at the record"),
        (None, Rule.SHAPE, "null or nothing at the record"),
    ],
)
def test_each_rule_of_shape_and_order(value: object, rule: Rule, given: str) -> None:
    assert told(value) == [(rule, given)]


@pytest.mark.parametrize("word", rules_of("nova-micro").reserved_strings)
def test_reserved_text_anywhere(word: str) -> None:
    for value in (
        record(turn("user", f"say {word} now"), ANSWER),
        record(turn("user", f"a: b> [c] {word}: d> [e]"), ANSWER),
        record(QUESTION, turn("assistant", word)),
        record(system=[{"text": f"x{word}"}]),
    ):
        assert told(value) == [(Rule.RESERVED_TEXT, f"the reserved text {word}")]


def test_reserved_text_is_found_behind_escapes() -> None:
    line = encoded(record()).replace(b"Why", rb"User\u003a")
    assert told(line) == [(Rule.RESERVED_TEXT, "the reserved text User:")]


def test_reserved_text_is_not_made_up_by_joining_blocks() -> None:
    assert told(record(turn("user", "User", ": x"), ANSWER)) == []


def test_tokens_of_one_record_have_a_limit() -> None:
    longest = 32_000 * 6 - len("Because.")
    assert told(record(turn("user", "x" * longest), ANSWER)) == []
    assert told(record(turn("user", "x" * longest + "x"), ANSWER)) == [
        (Rule.RECORD_TOKENS, "about 32001 tokens")
    ]
    assert told(record(turn("user", "x" * 999_999), ANSWER), max_tokens_per_record=None) == []


def test_input_and_output_have_limits_of_their_own() -> None:
    fits = record(turn("user", "x" * 60), turn("assistant", "y" * 30))
    assert told(fits, max_input_tokens=10, max_output_tokens=5) == []
    exceeds = record(turn("user", "x" * 61), turn("assistant", "y" * 31))
    assert told(exceeds, max_input_tokens=10, max_output_tokens=5) == [
        (Rule.RECORD_TOKENS, "about 11 tokens of input"),
        (Rule.RECORD_TOKENS, "about 6 tokens of output"),
    ]


def test_all_flaws_of_one_record_are_told() -> None:
    value = record(turn("assistant", "User: x"), turn("assistant", ""), more=1)
    assert told(value) == [
        (Rule.SHAPE, "an unknown key at the record"),
        (Rule.TURN_ORDER, "assistant at messages[0]"),
        (Rule.EMPTY_TEXT, "1 empty text"),
        (Rule.RESERVED_TEXT, "the reserved text User:"),
    ]


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_media_of_the_user_pass(kind: str) -> None:
    assert told(record(turn("user", "See:", medium(kind)), ANSWER)) == []
    assert told(record(turn("user", medium(kind)), ANSWER)) == []


def test_media_are_handed_on_with_their_place() -> None:
    value = record(turn("user", medium("video", "s3://bucket/a/b.mp4")), ANSWER)
    verdict = record_check(rules_of("nova-lite"), Method.FINE_TUNING)(encoded(value))
    (found,) = verdict.media
    assert (found.kind, found.uri, found.bucket) == ("video", "s3://bucket/a/b.mp4", "bucket")
    assert found.where == "messages[0].content[0].source.s3Location"


def test_an_owner_and_a_name_may_be_stated() -> None:
    image = medium()
    image["image"]["source"]["s3Location"]["bucketOwner"] = "111122223333"
    assert told(record(turn("user", image), ANSWER)) == []
    assert told(record(turn("user", medium("document", name="Manual")), ANSWER)) == []


@pytest.mark.parametrize(
    ("block", "rule", "given"),
    [
        (medium(format="tiff"), Rule.MEDIA_FORMAT, "another format of image at {}"),
        (medium("video", format="avi"), Rule.MEDIA_FORMAT, "another format of video at {}"),
        (medium("document", format="doc"), Rule.MEDIA_FORMAT, "another format of document at {}"),
        (medium(format=1), Rule.SHAPE, "a number as format at {}"),
        (medium(name="x"), Rule.SHAPE, "an unknown key at {}"),
        ({"image": {"format": "png"}}, Rule.SHAPE, "no source at {}"),
        (medium(source={"bytes": "AAAA"}), Rule.SHAPE, "no s3Location at {}.source"),
        (medium(source={"s3Location": {}}), Rule.SHAPE, "no uri at {}.source.s3Location"),
        (
            medium(source={"s3Location": {"uri": "s3://bucket/a.png", "bucketOwner": "me"}}),
            Rule.SHAPE,
            "another bucketOwner at {}.source.s3Location",
        ),
    ],
)
def test_rules_of_a_medium(block: JsonObject, rule: Rule, given: str) -> None:
    value = record(turn("user", block), ANSWER)
    assert told(value) == [(rule, given.format("messages[0].content[0]"))]


@pytest.mark.parametrize(
    "uri",
    [
        "https://bucket/a.png",
        "s3://bucket",
        "s3://bucket/",
        "s3://bucket//a.png",
        "s3://bucket/a b.png",
        "s3://bucket/dt=2026/a.png",
        "s3://bucket/a+b.png",
        "s3://bucket/ä.png",
        "s3://Bucket/a.png",
        "s3://bucket/a.png\n",
        "s3://bucket/" + "x" * 1024,
        "",
    ],
)
def test_addresses_that_bedrock_cannot_read(uri: str) -> None:
    (problem,) = told(record(turn("user", medium(uri=uri)), ANSWER))
    assert problem[0] is Rule.MEDIA_ADDRESS
    assert uri not in problem[1] or not uri


@pytest.mark.parametrize(
    ("blocks", "rule", "given"),
    [
        ([medium()] * 11, Rule.MEDIA_COUNT, "11 images in one record"),
        ([medium("video")] * 2, Rule.MEDIA_COUNT, "2 videos in one record"),
        ([medium("document")] * 2, Rule.MEDIA_COUNT, "2 documents in one record"),
        ([medium(), medium("video")], Rule.MODALITY, "images and videos in one record"),
        ([medium(), medium("document")], Rule.MODALITY, "documents and images in one record"),
    ],
)
def test_counts_and_kinds_of_media(blocks: list[JsonObject], rule: Rule, given: str) -> None:
    assert told(record(turn("user", *blocks), ANSWER)) == [(rule, given)]


def test_ten_images_pass_and_are_counted_over_all_turns() -> None:
    five = turn("user", *[medium()] * 5)
    assert told(record(five, ANSWER, five, ANSWER)) == []
    six = turn("user", *[medium()] * 6)
    assert told(record(six, ANSWER, five, ANSWER)) == [
        (Rule.MEDIA_COUNT, "11 images in one record")
    ]


@pytest.mark.parametrize(
    ("name", "block", "given"),
    [
        ("nova-micro", medium(), "image at messages[0].content[0]"),
        ("nova-micro", medium("video"), "video at messages[0].content[0]"),
        ("nova-lite", medium("document"), "document at messages[0].content[0]"),
        ("llama-3-2-11b", medium("video"), "video at messages[0].content[0]"),
    ],
)
def test_what_a_model_does_not_learn_from(name: str, block: JsonObject, given: str) -> None:
    assert told(record(turn("user", block), ANSWER), name) == [(Rule.CONTENT, given)]


def test_a_model_without_tools_takes_no_tools() -> None:
    value = record(turn("user", "x"), ANSWER, toolConfig={})
    assert told(value, "llama-3-2-1b") == [(Rule.CONTENT, "toolConfig")]


def test_only_the_user_shows_media_and_only_the_assistant_reasons() -> None:
    assert told(record(QUESTION, turn("assistant", "See:", medium()))) == [
        (Rule.CONTENT, "image of the assistant at messages[1].content[1]")
    ]
    thought = {"reasoningContent": {"reasoningText": {"text": "Hm."}}}
    assert told(record(QUESTION, turn("assistant", thought, "So."))) == []
    assert told(record(turn("user", thought, "Why?"), ANSWER)) == [
        (Rule.CONTENT, "reasoningContent of the user at messages[0].content[0]")
    ]
    assert told(record(QUESTION, turn("assistant", thought))) == [
        (Rule.CONTENT, "reasoning alone at messages[1]")
    ]


@pytest.mark.parametrize(
    ("thought", "rule", "given"),
    [
        ({}, Rule.SHAPE, "no reasoningText at messages[1].content[0]"),
        ({"reasoningText": {}}, Rule.SHAPE, "no text at messages[1].content[0].reasoningText"),
        ({"reasoningText": {"text": " "}}, Rule.EMPTY_TEXT, "1 empty text"),
        ({"reasoningText": {"text": "[EOS]"}}, Rule.RESERVED_TEXT, "the reserved text [EOS]"),
    ],
)
def test_rules_of_reasoning(thought: JsonObject, rule: Rule, given: str) -> None:
    value = record(QUESTION, turn("assistant", {"reasoningContent": thought}, "So."))
    assert told(value) == [(rule, given)]


@pytest.mark.parametrize("turns", [(QUESTION,), (QUESTION, ANSWER, QUESTION), (QUESTION, ANSWER)])
def test_a_distillation_takes_prompts_without_an_answer(turns: tuple[JsonObject, ...]) -> None:
    assert told(record(*turns), "nova-lite", Method.DISTILLATION) == []


def test_a_distillation_has_rules_of_its_own() -> None:
    for value, problem in (
        (record(ANSWER), (Rule.TURN_ORDER, "assistant at messages[0]")),
        (
            record(turn("user", medium()), ANSWER),
            (Rule.CONTENT, "image at messages[0].content[0]"),
        ),
    ):
        assert told(value, "nova-lite", Method.DISTILLATION) == [problem]
    longest = encoded(record())
    room = 16_000 - len(longest)
    assert told(longest.replace(b"Why?", b"y" * (room + 4)), "nova-lite", Method.DISTILLATION) == []
    assert told(longest.replace(b"Why?", b"y" * (room + 5)), "nova-lite", Method.DISTILLATION) == [
        (Rule.LINE_LENGTH, "a line of 16001 bytes")
    ]


def test_characters_are_those_of_all_trained_text() -> None:
    thought = {"reasoningContent": {"reasoningText": {"text": "Hm 🙂"}}}
    value = record(
        turn("user", "Grüße", medium()),
        turn("assistant", thought, "So"),
        system=[{"text": "kurz"}],
    )
    verdict = record_check(rules_of("nova-2-lite"), Method.FINE_TUNING)(encoded(value))
    assert verdict.characters == len("GrüßeHm 🙂Sokurz")
    assert verdict.answer_characters == len("Hm 🙂So")
