"""Metrics agree with the reference implementations to 1e-9."""

import numpy as np
import pytest
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics.chrf import CHRF

from bench import published, texts
from lambdas.contract.evaluation import Arm, Metric
from lambdas.evaluation import chrf
from lambdas.evaluation.compare import compare
from lambdas.evaluation.rouge import rouge_l
from lambdas.evaluation.tally import Tally
from lambdas.evaluation.words import exact_match, token_f1

PAIRS = texts.pairs(600, seed=11)


def test_rouge_l_is_rouge_scores() -> None:
    scorer = RougeScorer(["rougeL"])
    theirs = [scorer.score(*pair)["rougeL"].fmeasure for pair in PAIRS]
    assert [rouge_l(*pair) for pair in PAIRS] == pytest.approx(theirs, abs=1e-9)


def test_words_are_squads() -> None:
    f1 = [published.squad_f1(*pair) for pair in PAIRS]
    assert [token_f1(*pair) for pair in PAIRS] == pytest.approx(f1, abs=1e-9)
    exact = [published.squad_exact_match(*pair) for pair in PAIRS]
    assert [exact_match(*pair) for pair in PAIRS] == exact
    assert 0 < sum(exact) < len(PAIRS)


def test_chrf_of_a_record_is_sacrebleus() -> None:
    rows = np.array([chrf.statistics(*pair) for pair in PAIRS], dtype=float)
    scorer = CHRF()
    theirs = [scorer.sentence_score(answer, [ref]).score / 100 for ref, answer in PAIRS]
    assert chrf.score(rows, 1).tolist() == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("count", [1, 2, 50, 600])
def test_chrf_of_a_corpus_is_sacrebleus_and_no_mean(count: int) -> None:
    tally = Tally([Metric.CHRF], [Arm.BASE, Arm.CUSTOM])
    for reference, answer in PAIRS[:count]:
        tally.add(reference, {Arm.BASE: reference, Arm.CUSTOM: answer})
    (result,) = compare(tally, Arm.CUSTOM, confidence=0.95, seed=1, resamples=10)
    references, answers = zip(*PAIRS[:count], strict=True)
    theirs = CHRF().corpus_score(list(answers), [list(references)]).score / 100
    assert result.custom == pytest.approx(theirs, abs=1e-9)
    assert result.base == 1
