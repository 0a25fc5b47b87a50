"""A whole dataset: lines, figures, what only all records show, and how much is ever held."""

import json
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lambdas.catalogue.dataset import Format
from lambdas.catalogue.model import Method
from lambdas.contract.problems import SHOWN
from lambdas.datasets import judge as module
from lambdas.datasets.judge import LONGEST_LINE_BYTES, Judge, judge_dataset, judge_lines
from lambdas.datasets.lines import split_blocks
from lambdas.datasets.record_checks import record_check
from lambdas.datasets.rules import Rule
from lambdas.datasets.tally import Tally
from lambdas.datasets.whole import note_media, note_other_media
from tests.unit.datasets.records import encoded, good, medium, rules_of, turn
from tests.unit.datasets.strategies import DATASETS, RECORDS

METHOD = Method.FINE_TUNING
RULES = rules_of("nova-2-lite")
JUDGE = Judge(RULES, METHOD)
GOOD = encoded(good(Format.CONVERSE)) + b"\n"


def tally(body: bytes, chunk_bytes: int = 1 << 20) -> Tally:
    """Return the tally of a dataset that comes in chunks of a size."""
    return judge_dataset(chunks(body, chunk_bytes), JUDGE)


def chunks(body: bytes, size: int) -> Iterator[bytes]:
    for begin in range(0, len(body), size):
        yield body[begin : begin + size]


def told(found: Tally) -> list[tuple[int, Rule]]:
    return [(problem.line, problem.rule) for problem in found.problems]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_missing_last_newline_is_fine(end: bytes) -> None:
    found = tally((GOOD * 2).rstrip(b"\n") + end)
    assert (found.records, found.lines, found.problems) == (2, 2, [])
    assert (found.characters, found.answer_characters) == (2 * len("Why?So."), 2 * len("So."))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (GOOD + b"\n" + GOOD, (2, Rule.EMPTY_LINE)),
        (GOOD + b" \t\r\n" + GOOD, (2, Rule.EMPTY_LINE)),
        (GOOD + b"\n", (2, Rule.EMPTY_LINE)),
        (b"\n" + GOOD, (1, Rule.EMPTY_LINE)),
        (b"\xef\xbb\xbf" + GOOD * 2, (1, Rule.ENCODING)),
        (GOOD + b"{}\n" + GOOD, (2, Rule.SHAPE)),
    ],
)
def test_problems_have_their_line(body: bytes, problem: tuple[int, Rule]) -> None:
    for size in (7, 1 << 20):
        assert told(tally(body, size)) == [problem]


def test_the_largest_record_is_told_wherever_it_stands() -> None:
    long = encoded(good(Format.CONVERSE, "ü" * 500))
    for body in (long + b"\n" + GOOD, GOOD + image() + long, GOOD + b"{}\n" + long):
        for size in (7, 1 << 20):
            assert tally(body, size).largest_bytes == len(long)
    # 4 bytes that are as many as 18 characters where they are shown.
    call = {"toolUse": {"toolUseId": "1", "name": "sum", "input": {"of": [0]}}}
    written = encoded({"messages": [turn("user", "x"), turn("assistant", call)]})
    shown = written.replace(b"[0]", b"[" + b"1e15," * 50 + b"1e15]")
    assert tally(shown).largest_bytes > len(shown) + 50 * 10


def test_an_empty_line_is_no_record() -> None:
    assert tally(GOOD + b"\n" + GOOD).records == 2
    assert tally(b"").records == 0


def test_a_gzip_file_is_told_as_a_whole() -> None:
    found = tally(b"\x1f\x8b\x08" + b"\n" * 500)
    assert told(found) == [(0, Rule.ENCODING)]
    assert (found.records, found.problem_count) == (0, 1)


def test_details_stop_after_a_hundred_and_counting_does_not() -> None:
    found = tally(b"{}\n" * 250)
    assert found.problem_count == 250
    assert told(found) == [(line, Rule.SHAPE) for line in range(1, SHOWN + 1)]


def test_a_line_that_is_too_long_is_skipped_and_never_held() -> None:
    def endless() -> Iterator[bytes]:
        yield GOOD
        for _ in range(320):
            yield b"x" * 128 * 1024
        yield b"\n" + GOOD

    tracemalloc.start()
    found = judge_dataset(endless(), JUDGE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told(found) == [(2, Rule.LINE_LENGTH)]
    assert found.records == 3
    assert peak < 3 * LONGEST_LINE_BYTES


def test_a_line_just_too_long_is_refused_in_one_chunk_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_LINE_BYTES", len(GOOD) - 1)
    assert told(tally(GOOD * 2)) == []
    monkeypatch.setattr(module, "LONGEST_LINE_BYTES", len(GOOD) - 2)
    bad = GOOD.replace(b"Why?", b"    ")
    assert told(tally(bad)) == [(1, Rule.LINE_LENGTH)]


def test_the_longest_legal_record_fits_in_a_line() -> None:
    text = "\U0001f642" * (32_000 * 6 - 1)
    longest = encoded({"messages": [turn("user", text), turn("assistant", "x")]})
    assert tally(longest + b"\n", 1 << 17).problems == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([b"abcd\nx"], [[b"abcd"], [b"x"]]),
        ([b"abcd", b"e\nx"], [None, [b"x"]]),
        ([b"ab", b"cd", b"ef\nab", b"c"], [None, [b"abc"]]),
        ([b"ab", b"cd", b"ef\nab\n", b"c"], [None, [b"ab"], [b"c"]]),
        ([b"ab\n", b"cd\nef\ng"], [[b"ab"], [b"cd", b"ef"], [b"g"]]),
        ([b"abcdef"], [None]),
        ([b"abc"], [[b"abc"]]),
        ([b"\n\na\n"], [[b"", b"", b"a"]]),
        ([b"a\n", b"\n", b"b"], [[b"a"], [b""], [b"b"]]),
        ([], []),
    ],
)
def test_blocks_of_lines_of_about_three_bytes(
    parts: list[bytes], expected: list[list[bytes] | None]
) -> None:
    assert list(split_blocks(parts, 3)) == expected


def image(uri: str = "s3://bucket/one.png") -> bytes:
    return _with(medium("image", uri))


def video(uri: str = "s3://bucket/one.mp4") -> bytes:
    return _with(medium("video", uri))


def _with(block: dict[str, object]) -> bytes:
    return encoded({"messages": [turn("user", block), turn("assistant", "x")]}) + b"\n"


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (image() * 3 + GOOD, []),
        (GOOD + video() * 2, []),
        (image() + GOOD + video() + image() + video(), [(3, Rule.MODALITY)]),
        (video() + image(), [(2, Rule.MODALITY)]),
        (image() + image("s3://other/one.png") + image(), [(2, Rule.MEDIA_BUCKET)]),
        (image() + video("s3://other/a.mp4"), [(2, Rule.MODALITY), (2, Rule.MEDIA_BUCKET)]),
        (image() + video() + b"{}\n", [(2, Rule.MODALITY), (3, Rule.SHAPE)]),
    ],
)
def test_media_are_alike_in_a_whole_dataset(body: bytes, problems: list[tuple[int, Rule]]) -> None:
    found = tally(body)
    note_media(found)
    assert told(found) == problems
    assert found.problem_count == len(problems)


def test_the_lines_of_the_media_are_told() -> None:
    found = tally(GOOD + image() + video())
    note_media(found)
    assert found.problems[0].given == "other media than the images from line 2 on"


def test_media_are_alike_over_files() -> None:
    first, second = tally(image()), tally(GOOD + video("s3://other/a.mp4"))
    note_other_media(first, second)
    assert told(second) == [(2, Rule.MODALITY), (2, Rule.MEDIA_BUCKET)]
    third = tally(GOOD + image())
    note_other_media(first, third)
    assert told(third) == []


def test_media_are_seen_with_their_lines() -> None:
    seen = []
    judge_dataset(
        [GOOD + image() + GOOD + video()],
        JUDGE,
        lambda line, media: seen.append((line, [one.kind for one in media])),
    )
    assert seen == [(2, ["image"]), (4, ["video"])]


@given(DATASETS, st.lists(st.integers(0, 5_000), max_size=4), st.integers(1, 400))
@example([b"{}"] * 150, [0, 40, 41], 7)
@example([image()[:-1], video()[:-1], image("s3://other/a.png")[:-1]], [1, 2], 9)
@example([GOOD[:-1], image()[:-1], video("s3://other/a.mp4")[:-1]], [1], 9)
def test_tallies_of_parts_add_up_to_the_whole(
    lines: list[bytes], cuts: list[int], chunk_bytes: int
) -> None:
    whole = judge_lines(chunks(b"\n".join(lines), chunk_bytes), JUDGE)
    borders = [0, *sorted(cut % (len(lines) + 1) for cut in cuts), len(lines)]
    total = Tally()
    for begin, end in pairwise(borders):
        body = b"".join(line + b"\n" for line in lines[begin:end])
        if end == len(lines):
            body = body[:-1]
        total.add(judge_lines(chunks(body, chunk_bytes + 3), JUDGE))
    assert total == whole
    note_media(total)
    note_media(whole)
    assert total == whole


@given(RECORDS)
def test_what_is_accepted_at_one_go_has_no_flaw_and_the_same_figures(line: bytes) -> None:
    accepted = JUDGE.bulk([line])
    verdict = JUDGE.record(line)
    if accepted is not None:
        assert (list(verdict.flaws), verdict.media) == ([], ())
        assert accepted == (verdict.characters, verdict.answer_characters, verdict.size_bytes)
    elif not verdict.flaws:
        assert _is_more_than_text(line) or rb"\u0022" in line


def _is_more_than_text(line: bytes) -> bool:
    record = json.loads(line)
    blocks = [block for one in record["messages"] for block in one["content"]]
    return "toolConfig" in record or any(block.keys() != {"text"} for block in blocks)


PLAIN = encoded({"messages": [turn("user", 'Say "a" \\'), turn("assistant", "So.")]})

UNUSUAL = PLAIN.replace(rb"Say \"a\" \\", rb"Say \u0022a\u0022")


@pytest.mark.parametrize(
    "line",
    [
        PLAIN,
        PLAIN.replace(b"So.", rb"So\u005c"),
        PLAIN.replace(b"So.", rb"So: \"b\" \\"),
        PLAIN.replace(b": ", b" :  "),
    ],
)
def test_records_of_text_are_accepted_at_one_go(line: bytes) -> None:
    assert JUDGE.bulk([line, line])
    assert JUDGE.record(line).flaws == []


@pytest.mark.parametrize(
    "line",
    [
        PLAIN.replace(b'"role"', b'"role": "user", "role"', 1),
        PLAIN.replace(b'"text"', b'"text": "", "text"', 1),
        PLAIN.replace(b'"text"', rb'"text": "\"", "text"', 1),
        PLAIN.replace(b'"content"', b'"content": [], "content"', 1),
        PLAIN.replace(b"{", b'{"messages": [], ', 1),
        # As many quotes as a record takes whose keys stand once.
        UNUSUAL.replace(b'"content"', b'"content": [], "content"', 1),
        UNUSUAL.replace(b"Say", rb"\u0022Say\u0022").replace(b'"text"', b'"text": "", "text"', 1),
    ],
)
def test_a_key_twice_is_never_accepted(line: bytes) -> None:
    assert JUDGE.bulk([line]) is None
    assert JUDGE.bulk([PLAIN, line, PLAIN]) is None
    assert [flaw.rule for flaw in JUDGE.record(line).flaws] == [Rule.DOUBLED_KEY]


@pytest.mark.parametrize("word", RULES.reserved_strings)
def test_reserved_text_is_never_accepted(word: str) -> None:
    for text in (word, f"say {word} now", f"a: b> [c] U B A S <{word}: d> [e]"):
        line = encoded({"messages": [turn("user", text), turn("assistant", "So.")]})
        assert JUDGE.bulk([PLAIN, line, PLAIN]) is None


@pytest.mark.parametrize(
    "limits",
    [
        {"max_line_bytes": len(PLAIN) - 1},
        {"max_tokens_per_record": 1},
        {"max_input_tokens": 1},
        {"max_output_tokens": 0},
    ],
)
def test_what_may_break_a_limit_is_not_accepted(limits: dict[str, int]) -> None:
    judge = Judge(msgspec.structs.replace(RULES, **limits), METHOD)
    assert judge.bulk([PLAIN]) is None
    assert judge.record(PLAIN).flaws


def test_a_long_record_is_left_to_the_full_check() -> None:
    line = encoded({"messages": [turn("user", "ü" * 100_000), turn("assistant", "x")]})
    assert JUDGE.bulk([line]) is None
    assert judge_dataset([line], JUDGE).characters == 100_001


@given(st.binary(max_size=60))
def test_no_bytes_crash_the_check(line: bytes) -> None:
    for wanted, (name, method) in [
        (Format.CONVERSE, ("nova-2-lite", METHOD)),
        (Format.OPENAI_CHAT, ("nova-2-lite", Method.REINFORCEMENT_FINE_TUNING)),
        (Format.IMAGE_CAPTION, ("titan-multimodal-embeddings", METHOD)),
    ]:
        verdict = record_check(rules_of(name, method), method)(line)
        assert verdict.flaws, wanted
