"""Which texts count as the same, and that none is missed."""

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.datasets.prepare import clusters as clusters_module
from lambdas.datasets.prepare.clusters import Clusters
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.similarity import (
    HASHES,
    Similarity,
    pieces_of,
    signature_of,
    template_of,
)
from lambdas.datasets.prepare.texts import key_of, normalized, place_in_order

SENTENCE = (
    "how can i protect my bank account from unauthorized online purchases in india when the "
    "telephone that gets the codes was stolen and the card is still in my pocket at home"
)
ONE_WORD_MORE = SENTENCE.replace("online", "any online")
ANOTHER = "what does the insurance pay for a broken window if nobody saw who threw the first stone"

signatures = st.binary(min_size=HASHES, max_size=HASHES)


def jaccard(one: str, other: str) -> float:
    """Return the exact similarity, which signatures estimate."""
    a, b = pieces_of(one), pieces_of(other)
    return len(a & b) / len(a | b)


@pytest.mark.parametrize("other", [SENTENCE, ONE_WORD_MORE, f"{SENTENCE}?"])
def test_texts_that_differ_little_are_the_same(other: str) -> None:
    assert jaccard(SENTENCE, other) > 0.9
    assert Similarity(0.85).alike(signature_of(SENTENCE), signature_of(other))


def test_other_texts_are_not() -> None:
    assert jaccard(SENTENCE, ANOTHER) < 0.2
    assert not Similarity(0.7).alike(signature_of(SENTENCE), signature_of(ANOTHER))


@pytest.mark.parametrize("text", ["", "x", "five5", "日本語の文章はスペースがない"])
def test_every_text_is_like_itself_at_any_threshold(text: str) -> None:
    assert Similarity(1).alike(signature_of(text), signature_of(text))


def test_the_estimate_is_near_the_similarity() -> None:
    one, other = signature_of(SENTENCE), signature_of(ONE_WORD_MORE)
    estimate = sum(a == b for a, b in zip(one, other, strict=True)) / HASHES
    assert estimate == pytest.approx(jaccard(SENTENCE, ONE_WORD_MORE), abs=0.12)


@given(signatures, st.sampled_from([0.7, 0.8, 0.85, 0.9, 0.95, 1.0]), st.data())
def test_whatever_is_alike_shares_a_band(
    signature: bytes, threshold: float, data: st.DataObject
) -> None:
    similarity = Similarity(threshold)
    changed = bytearray(signature)
    most = round((1 - threshold) * HASHES + 1e-9 - 0.5)
    for place in data.draw(st.lists(st.integers(0, HASHES - 1), max_size=most, unique=True)):
        changed[place] ^= 1
    assert similarity.alike(signature, bytes(changed))
    length = similarity.band_bytes
    bands = [slice(band * length, (band + 1) * length) for band in range(similarity.bands)]
    assert any(signature[band] == changed[band] for band in bands)


@pytest.mark.parametrize("threshold", [0.7, 0.85, 0.9, 0.95])
def test_no_difference_that_is_allowed_is_in_every_band(threshold: float) -> None:
    """The worst case: all hashes that may differ do, each in a band of its own."""
    similarity, signature = Similarity(threshold), bytes(HASHES)
    changed = bytearray(signature)
    for band in range(int(round((1 - threshold) * HASHES, 6))):
        changed[min(band, similarity.bands - 1) * similarity.band_bytes] = 1
    length = similarity.band_bytes
    assert similarity.bands * length <= HASHES
    assert any(
        changed[band * length : (band + 1) * length] == bytes(length)
        for band in range(similarity.bands)
    )


def test_what_most_prompts_have_tells_none_apart() -> None:
    head = "Answer the question of the customer below politely and in two sentences. Question: "
    prompts = [f"{head}{word * 6}" for word in map(str, range(100, 140))]
    template = template_of(prompts)
    one, other = prompts[:2]
    assert jaccard(one, other) > 0.6
    found = [signature_of(prompt, template) for prompt in (one, other)]
    assert not Similarity(0.7).alike(*found)


def test_few_prompts_have_no_template() -> None:
    assert template_of(["the very same beginning, 1", "the very same beginning, 2"]) == frozenset()


def test_a_prompt_that_is_all_template_counts_whole() -> None:
    assert signature_of("hello", frozenset(pieces_of("hello"))) == signature_of("hello")


@pytest.mark.parametrize(
    "other",
    [
        "What  is\ndue?",
        "WHAT IS DUE?",
        "\N{FULLWIDTH LATIN CAPITAL LETTER W}hat is due?",
        " What is due? ",
    ],
)
def test_writing_a_text_otherwise_makes_no_other_text(other: str) -> None:
    assert normalized(other) == normalized("What is due?")


def test_texts_do_not_run_into_each_other_in_a_key() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")


@given(st.binary(min_size=16, max_size=16), st.integers(0, 2**32 - 1))
def test_a_place_is_from_0_to_1_and_the_seeds_own(key: bytes, seed: int) -> None:
    assert 0 <= place_in_order(key, seed) < 1
    assert place_in_order(key, seed) != place_in_order(key, seed + 1)


def grouped(texts: list[tuple[int, bytes]], similarity: Similarity) -> set[frozenset[int]]:
    """Return the clusters of texts that are compared in this order."""
    clusters = Clusters(len(texts), similarity)
    clusters.compare(texts)
    members: defaultdict[int, set[int]] = defaultdict(set)
    for number, cluster in clusters:
        members[cluster].add(number)
    return set(map(frozenset, members.values()))


@given(st.lists(st.sampled_from([b"a", b"b", b"c", b"d"]), max_size=12), st.randoms())
def test_clusters_do_not_depend_on_the_order(letters: list[bytes], random: object) -> None:
    """Each signature is like the next letter's: a to d are one cluster if all four are there."""
    ends = {b"a": 0, b"b": 10, b"c": 20, b"d": 30}
    texts = [(n, bytes(ends[x]).ljust(HASHES, b"x")) for n, x in enumerate(letters)]
    similarity = Similarity(0.9)
    found = grouped(texts, similarity)
    shuffled = texts.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert grouped(shuffled, similarity) == found
    for (one, a), (other, b) in itertools.combinations(texts, 2):
        together = any({one, other} <= cluster for cluster in found)
        assert together or not similarity.alike(a, b)


def test_a_text_that_is_like_two_clusters_joins_them() -> None:
    texts = [(n, bytes(end).ljust(HASHES, b"x")) for n, end in enumerate((0, 20, 10))]
    assert grouped(texts[:2], Similarity(0.9)) == {frozenset({0}), frozenset({1})}
    assert grouped(texts, Similarity(0.9)) == {frozenset({0, 1, 2})}


def test_a_thousand_alike_need_a_thousand_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters_module, "MOST_COMPARISONS", 1000)
    signature = signature_of(SENTENCE)
    texts = [(number, signature) for number in range(1001)]
    assert len(grouped(texts, Similarity(0.85))) == 1


def test_comparing_without_end_is_refused_with_its_border(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters_module, "MOST_COMPARISONS", 100)
    texts = [(number, bytes([number] * HASHES)) for number in range(20)]
    with pytest.raises(RefusedError, match="more than 100 pairs"):
        grouped(texts, Similarity(0.85))
