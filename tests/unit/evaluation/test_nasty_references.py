"""Metrics agree with the reference implementations to 1e-9 on texts that nobody expects."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics.chrf import CHRF

from bench import published
from lambdas.evaluation import chrf
from lambdas.evaluation.rouge import rouge_l
from lambdas.evaluation.words import exact_match, token_f1

AGREEMENT = 1e-9
NASTY = st.sampled_from(
    [
        "the", "The", "a", "an", "a.n", "b-a", "thé", "dog", "DOG", "d\u0131g", "\u0130stanbul",
        "e\u0301", "\u00e9", "\ufb01t", "\u212aelvin", "stra\u00dfe", "\u6771\u4eac", "\u05e9",
        "\u200d", "\u200b", "\ufeff", "\u00a0", "\u2028", "\x1c", "\x85", "\t", "\r\n", "\0", "_",
        "it's", "\u2019", "C++", "3.14", "1,250", "\U0001f468\u200d\U0001f469", "$", "...",
        "\u0661",
    ]
)  # fmt: skip
TEXT = st.one_of(st.lists(NASTY, max_size=12).map(" ".join), st.text(max_size=40))
SHARING = st.tuples(st.lists(NASTY, max_size=12), st.lists(NASTY, max_size=4)).map(
    lambda words: (" ".join(words[0]), " ".join([*words[0][::2], *words[1]]))
)
"""Texts that have words in common: of others every metric says 0."""
PAIR = st.one_of(SHARING, SHARING, st.tuples(TEXT, TEXT))
SCORER = RougeScorer(["rougeL"])


@given(PAIR)
@example(("\u0130 a", "i\u0307 a"))
@example(("stra\u00dfe dog", "strasse dog"))
def test_rouge_l_is_rouge_scores(pair: tuple[str, str]) -> None:
    theirs = SCORER.score(*pair)["rougeL"].fmeasure
    assert rouge_l(*pair) == pytest.approx(theirs, abs=AGREEMENT)


@given(PAIR)
@example(("a\x85the", "the"))
@example(("...", "the"))
@example(("\u2019 dog", "dog"))
def test_words_are_squads(pair: tuple[str, str]) -> None:
    assert exact_match(*pair) == published.squad_exact_match(*pair)
    assert token_f1(*pair) == pytest.approx(published.squad_f1(*pair), abs=AGREEMENT)


@given(st.lists(PAIR, min_size=1, max_size=6))
@example([("ab", ""), ("abcdefgh", "abc")])
@example([("\u2028x\x1c", "x \u00a0")])
def test_chrf_is_sacrebleus_of_a_record_and_of_a_corpus(pairs: list[tuple[str, str]]) -> None:
    references, answers = zip(*pairs, strict=True)
    rows = np.array([chrf.statistics(*pair) for pair in pairs], dtype=float)
    theirs = CHRF().corpus_score(list(answers), [list(references)]).score / 100
    assert float(chrf.score(rows.sum(axis=0), len(pairs))) == pytest.approx(theirs, abs=AGREEMENT)
    each = [CHRF().sentence_score(answer, [wanted]).score / 100 for wanted, answer in pairs]
    assert chrf.score(rows, 1).tolist() == pytest.approx(each, abs=AGREEMENT)
