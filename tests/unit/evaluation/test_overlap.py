"""Held-out prompts that stand in other data are found, exactly and nearly."""

import random

import pytest

from lambdas.datasets.prepare.similarity import Similarity, signature_of
from lambdas.datasets.prepare.texts import normalized
from lambdas.evaluation.overlap import (
    HeldOutPrompts,
    Overlap,
    common_template,
    overlap_problems,
)

LONG = "Our kettle arrived with a broken lid and the customer asks for a refund within a week."
NEAR = LONG.replace("week", "month")


def overlaps(held_out: list[str], other: list[str]) -> list[Overlap]:
    template = common_template([*held_out, *other])
    return list(HeldOutPrompts(held_out, template=template).overlaps(other))


def test_the_same_prompt_is_found_whatever_its_case_and_spaces() -> None:
    found = overlaps(["Something else", LONG], ["No", LONG.upper().replace(" ", "  ")])
    assert found == [Overlap(1, 2, exact=True)]


def test_nearly_the_same_prompt_is_found() -> None:
    assert overlaps([LONG], [NEAR]) == [Overlap(0, 1, exact=False)]


def test_each_is_told_once_for_each_kind() -> None:
    found = overlaps([LONG, LONG], [NEAR, NEAR, LONG, LONG])
    assert found == [
        Overlap(0, 1, exact=False),
        Overlap(1, 1, exact=False),
        Overlap(0, 3, exact=True),
        Overlap(1, 3, exact=True),
    ]


def test_another_prompt_is_none() -> None:
    assert overlaps([LONG], ["How do I change my password?", ""]) == []
    assert overlaps([], [LONG]) == []


def test_a_common_template_makes_no_prompts_alike() -> None:
    rng = random.Random(1)  # noqa: S311 no secret
    words = [f"{rng.getrandbits(40):x}" for _ in range(500)]
    template = " ".join(words[:200])
    prompts = [template + " ".join(rng.choices(words, k=12)) for _ in range(60)]
    assert overlaps(prompts[:30], prompts[30:]) == []
    assert (
        len(list(HeldOutPrompts(prompts[:30], template=frozenset()).overlaps(prompts[30:]))) == 30
    )
    twin = prompts[40].rsplit(" ", 1)[0] + " end"
    assert overlaps([*prompts[:30], twin], prompts[30:]) == [Overlap(30, 11, exact=False)]
    assert common_template(prompts) == common_template([*reversed(prompts), *prompts])


def test_all_pairs_that_the_preparation_calls_alike_are_found() -> None:
    rng = random.Random(2)  # noqa: S311 no secret
    base = LONG.split()
    prompts = [
        " ".join(word if rng.random() < 0.95 else word[::-1] for word in base) for _ in range(120)
    ]
    held_out, other = prompts[:60], prompts[60:]
    signatures = [signature_of(normalized(prompt)) for prompt in prompts]
    alike = Similarity(0.85).alike
    expected = {
        position
        for position in range(60)
        if any(alike(signatures[position], signature) for signature in signatures[60:])
    }
    found = HeldOutPrompts(held_out, template=frozenset()).overlaps(other)
    positions = {overlap.held_out for overlap in found}
    assert positions == expected
    assert 0 < len(expected) < 60


@pytest.mark.parametrize(("exact", "words"), [(True, "the prompt"), (False, "nearly the prompt")])
def test_an_overlap_is_a_problem(exact: bool, words: str) -> None:
    (problem,) = overlap_problems(
        [Overlap(1, 7, exact=exact)], name="test", lines=[4, 9], other="training"
    )
    assert problem.path == "test:9"
    assert problem.given == f"{words} of training:7"
