"""What holds of the advice whatever is answered: every combination of answers is tried."""

import itertools
import typing
from collections.abc import Iterator
from functools import cache

import msgspec
import pytest

from lambdas.contract.advice import Advice, Recommendation
from lambdas.contract.request import Answers
from lambdas.plan_run.advise import TELLING, advise
from tests.unit.plan_run.cases import FACTS, cost, data

TUNE, RETRIEVE, BOTH, NEITHER = (
    Recommendation.FINE_TUNE,
    Recommendation.RETRIEVE,
    Recommendation.BOTH,
    Recommendation.NEITHER,
)
QUESTIONS = Answers.__struct_fields__

SURROUNDINGS = {
    "nothing to say": FACTS,
    "few records": FACTS._replace(training=data(20)),
    "over budget": cost(budget_usd=1.0),
    "nothing known": cost(
        training_usd=None,
        cautious_training_usd=None,
        cautious_total_usd=None,
        unknown=["training", "storage"],
    )._replace(validation=None, training=data(answers=0)),
}


def _choices(question: str) -> list[typing.Any]:
    """Return every answer that the contract allows to a question, and none."""
    allowed, _ = typing.get_args(typing.get_type_hints(Answers)[question])
    if question != "tried":
        return [None, *(typing.get_args(allowed) or (False, True))]
    words = typing.get_args(typing.get_args(allowed)[0])
    sets = [itertools.combinations(words, size) for size in range(len(words) + 1)]
    return [None, *(list(one) for one in itertools.chain.from_iterable(sets))]


CHOICES = {question: _choices(question) for question in QUESTIONS}


def _all_answers() -> Iterator[Answers]:
    for values in itertools.product(*CHOICES.values()):
        yield Answers(**dict(zip(QUESTIONS, values, strict=True)))


def _key(given: Answers) -> bytes:
    return msgspec.json.encode(given)


@cache
def _advice(name: str) -> dict[bytes, Advice]:
    """Return the advice on every combination of answers, with one kind of data."""
    return {_key(given): advise(given, SURROUNDINGS[name]) for given in _all_answers()}


def _recommended(name: str, given: Answers, **changed: object) -> Recommendation:
    return _advice(name)[_key(msgspec.structs.replace(given, **changed))].recommendation


def test_every_answer_of_the_contract_is_tried() -> None:
    assert {question: len(choices) for question, choices in CHOICES.items()} == {
        "facts_change": 6,
        "labels": 4,
        "cite_sources": 3,
        "latency": 3,
        "tried": 17,
    }


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_no_advice_contradicts_its_reasons(name: str) -> None:
    for advice in _advice(name).values():
        kinds = {reason.speaks_for for reason in advice.reasons}
        assert advice.headline
        assert {
            TUNE: kinds <= {TUNE},
            RETRIEVE: RETRIEVE in kinds and (TUNE not in kinds or NEITHER in kinds),
            BOTH: kinds == {RETRIEVE, TUNE},
            NEITHER: NEITHER in kinds and RETRIEVE not in kinds,
        }[advice.recommendation]


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_facts_that_change_more_often_never_speak_for_tuning_alone(name: str) -> None:
    order = ["never", "yearly", "monthly", "weekly", "daily"]
    for given in _all_answers():
        steps = [_recommended(name, given, facts_change=change) for change in order]
        retrieved = [step in {RETRIEVE, BOTH} for step in steps]
        tuned = [step in {TUNE, BOTH} for step in steps]
        assert retrieved == sorted(retrieved)
        assert tuned == sorted(tuned, reverse=True)
        assert retrieved[-1]


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_more_labels_never_speak_against_tuning(name: str) -> None:
    for given in _all_answers():
        steps = [_recommended(name, given, labels=labels) for labels in ("none", "few", "many")]
        tuned = [step in {TUNE, BOTH} for step in steps]
        assert tuned == sorted(tuned)
        assert not tuned[0]


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_open_questions_are_those_that_could_change_the_advice(name: str) -> None:
    for given in _all_answers():
        now = _recommended(name, given)
        open_questions = [
            question
            for question in QUESTIONS
            if getattr(given, question) is None
            and any(
                _recommended(name, given, **{question: v}) is not now for v in CHOICES[question]
            )
        ]
        last = (_advice(name)[_key(given)].warnings or [""])[-1]
        told = f"Not answered, and could change this advice: {', '.join(open_questions)}."
        assert (last == told) if open_questions else not last.startswith("Not answered")


def test_telling_answers_are_answers() -> None:
    for question, values in TELLING.items():
        assert all(value in CHOICES[question] for value in values)
