"""Duplicates go, nothing leaks from one set into another, and order and number don't matter."""

import itertools
import json
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.contract.preparation import Subset
from lambdas.datasets.prepare.similarity import Similarity, signature_of
from lambdas.datasets.prepare.texts import normalized
from tests.unit.datasets_prepare.preparing import (
    Made,
    lines,
    made_of,
    made_of_records,
    pair,
    pairs,
)

WORDS = [f"{a}{b}" for a in ("bank", "card", "rent", "loan") for b in ("er", "ing", "s", "less")]

prompts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
records = st.fixed_dictionaries(
    {"prompt": prompts, "completion": st.sampled_from(["yes it is", "no not at all", "perhaps"])}
)
many = st.lists(records, min_size=8, max_size=60)


def leaks(made: Made, threshold: float) -> list[tuple[str, str]]:
    """Return the pairs of prompts that are near duplicates and in different sets."""
    similarity = Similarity(threshold)
    signed = {prompt: signature_of(normalized(prompt)) for prompt in made.prompts}
    return [
        (one, other)
        for one, other in itertools.combinations(signed, 2)
        if made.prompts[one] is not made.prompts[other]
        and similarity.alike(signed[one], signed[other])
    ]


def lost(made: Made) -> tuple[int, int, int]:
    """Return how many records were removed for what, and how many were kept."""
    counts = made.manifest.counts
    return counts.exact_duplicates, counts.near_duplicates, counts.kept


def variants(number: int) -> list[dict[str, str]]:
    """Return records whose prompts differ in a word, each with an answer of its own."""
    words = [pair(number)["prompt"].replace("What", word) for word in ("What", "And what", "So")]
    return [pair(1000 + 10 * number + n, prompt=prompt) for n, prompt in enumerate(words)]


@settings(max_examples=60, deadline=None)
@given(many, st.integers(0, 5))
def test_no_near_duplicate_is_in_another_set(rows: list[dict[str, str]], seed: int) -> None:
    # Fewer prompts than make a template, so that prompts are compared whole.
    made = made_of_records([*pairs(8), *rows[:10]], seed=seed, near_duplicates=0.8)
    assert not leaks(made, 0.8)


@settings(max_examples=60, deadline=None)
@given(many, st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_order_of_the_records_decides_nothing(
    rows: list[dict[str, str]], seed: int, shuffle: random.Random
) -> None:
    first = made_of_records([*pairs(8), *rows], seed=seed)
    shuffled = [*pairs(8), *rows]
    shuffle.shuffle(shuffled)
    second = made_of_records(shuffled, seed=seed)
    # Of near duplicates the first is kept: which one that is, is all that the order decides.
    assert {p: second.prompts.get(p, s) for p, s in first.prompts.items()} == first.prompts
    assert lost(second) == lost(first)


@settings(max_examples=60, deadline=None)
@given(many, st.integers(8, 40))
def test_every_record_is_counted_once(rows: list[dict[str, str]], most: int) -> None:
    noise = [{"prompt": "", "completion": "x"}, {"completion": "x"}]
    counts = made_of_records([*pairs(8), *rows, *noise], max_records=most).manifest.counts
    lost = sum(counts.left_out.values()) + counts.exact_duplicates + counts.near_duplicates
    assert counts.read == len(rows) + 10 == lost + counts.over_cap + counts.kept
    assert counts.kept <= most


def test_variants_of_a_prompt_stay_together() -> None:
    rows = [record for number in range(60) for record in variants(number)]
    made = made_of_records(rows)
    assert made.manifest.counts.near_duplicates == 0
    assert len(made.files) == 3
    for number in range(60):
        sets = {made.prompts[record["prompt"]] for record in variants(number)}
        assert len(sets) == 1


def test_duplicates_are_removed_and_the_first_is_kept() -> None:
    first = pair(500)
    exact = {"prompt": first["prompt"].upper(), "completion": f"  {first['completion']}"}
    near = {"prompt": f"{first['prompt']}!", "completion": f"{first['completion']}!"}
    other_answer = pair(501, prompt=first["prompt"])
    made = made_of(
        {"a.jsonl": lines([*pairs(20), first]), "b.jsonl": lines([exact, near, other_answer])}
    )
    counts = made.manifest.counts
    assert (counts.exact_duplicates, counts.near_duplicates, counts.kept) == (1, 1, 22)
    assert first["prompt"] in made.prompts
    assert near["prompt"] not in made.prompts


def test_near_duplicates_can_stay_but_not_leak() -> None:
    near = [{"prompt": f"{p['prompt']}!", "completion": f"{p['completion']}!"} for p in pairs(60)]
    made = made_of_records([*pairs(60), *near], near_duplicates=None)
    assert made.manifest.counts.kept == 120
    for record in pairs(60):
        assert made.prompts[record["prompt"]] is made.prompts[f"{record['prompt']}!"]


def test_many_near_duplicates_are_told() -> None:
    near = [{"prompt": f"{pair(1)['prompt']}{'!' * n}", "completion": "Yes."} for n in range(30)]
    warnings = made_of_records([*pairs(20), *near]).manifest.warnings
    assert any(warning.startswith("29 of 50 records were removed") for warning in warnings)


@pytest.mark.parametrize(("validation", "test"), [(0.1, 0.1), (0.2, 0.05), (0, 0.3), (0.1, 0)])
def test_the_shares_are_about_what_was_asked(validation: float, test: float) -> None:
    made = made_of_records(pairs(1000), validation_share=validation, test_share=test)
    sizes = {subset: file.records for subset, file in made.manifest.files.items()}
    assert sizes.get(Subset.VALIDATION, 0) == pytest.approx(1000 * validation, abs=30)
    assert sizes.get(Subset.TEST, 0) == pytest.approx(1000 * test, abs=30)
    assert sum(sizes.values()) == 1000


def test_small_data_get_sets_that_say_something() -> None:
    sizes = {s: f.records for s, f in made_of_records(pairs(60)).manifest.files.items()}
    assert 10 <= sizes[Subset.VALIDATION] <= 20
    assert 10 <= sizes[Subset.TEST] <= 20


def test_training_gets_first_what_it_needs() -> None:
    made = made_of_records(pairs(9))
    assert made.manifest.files[Subset.TRAINING].records == 8
    assert "No test set: the prompts are too few or too alike to set any of them apart." in (
        made.manifest.warnings
    )


@pytest.mark.parametrize("seed", range(8))
def test_what_is_larger_than_a_set_is_trained_on(seed: int) -> None:
    alike = [pair(500 + n, prompt=f"{pair(500)['prompt']}{'!' * n}") for n in range(40)]
    made = made_of_records([*pairs(50), *alike], seed=seed)
    assert {made.prompts[record["prompt"]] for record in alike} == {Subset.TRAINING}


def test_a_record_that_is_held_out_is_held_out_once() -> None:
    alike = [pair(500 + n, prompt=f"{pair(500)['prompt']}{'!' * n}") for n in range(40)]
    made = made_of_records([pair(1), *alike])
    sizes = {subset: file.records for subset, file in made.manifest.files.items()}
    assert sizes == {Subset.TRAINING: 40, Subset.VALIDATION: 1}


def test_records_that_join_later_move_no_other() -> None:
    before = made_of_records(pairs(300)).prompts
    after = made_of_records(pairs(600)).prompts
    assert {prompt: after[prompt] for prompt in before} == before


def test_a_model_takes_no_more_validation_records_than_it_says() -> None:
    made = made_of_records(pairs(3000), model="claude-3-haiku", validation_share=0.4, scan=False)
    assert made.manifest.files[Subset.VALIDATION].records == 1000


def test_a_sample_keeps_sources_lengths_and_answers_in_proportion() -> None:
    labels = ["positive", "positive", "positive", "negative"]
    rows = [
        pair(
            number, completion=labels[number % 4] if number < 800 else "A much longer answer. " * 9
        )
        for number in range(1000)
    ]
    made = made_of({"a.jsonl": lines(rows[:600]), "b.jsonl": lines(rows[600:])}, max_records=100)
    counts = made.manifest.counts
    assert (counts.over_cap, counts.kept) == (900, 100)
    found = Counter(
        record["messages"][1]["content"][0]["text"]
        for subset in Subset
        for record in made.records(subset)
    )
    assert found["positive"] == pytest.approx(60, abs=3)
    assert found["negative"] == pytest.approx(20, abs=3)
    first = {json.dumps(row["prompt"]) for row in rows[:600]}
    assert sum(json.dumps(prompt) in first for prompt in made.prompts) == pytest.approx(60, abs=3)
