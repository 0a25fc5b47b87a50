"""Whether a training is heard in the answers, on questions that were in no training."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from statistics import fmean

import pytest

from local import dataset
from local.bedrock import manner
from local.bedrock.answers import Respondent
from local.bedrock.memory import LONGEST_ANSWER, MOST_RECORDS, Memory
from local.bedrock.records import Record
from local.bedrock.trainer import Examples, Model, Settings, train
from tests.unit.local.bedrock_world import conversations

Records = Sequence[Record]
BASE = Respondent()
LABELS = ("billing", "shipping", "returns")
CLEAR = 0.05
"""A difference of scores that is no accident with a hundred records."""


@cache
def _real_text() -> tuple[Records, Records]:
    """Return records to train on, and records of the same task to be asked."""
    examples = [Record(each.question, each.answer) for each in dataset.examples()[:1_300]]
    return examples[:1_200], examples[1_200:]


@cache
def _classified(count: int, seed: int) -> Records:
    """Return prompts that offer three labels and hold a word that tells which one is right."""
    dice = random.Random(seed)  # noqa: S311 - data, not secrets
    offer = f"Answer with one of: {', '.join(LABELS)}."
    records = []
    for _ in range(count):
        label = dice.choice(LABELS)
        words = [f"{label}{dice.randrange(9)}", *(f"word{dice.randrange(50)}" for _ in range(9))]
        dice.shuffle(words)
        records.append(Record(f"{offer}\n{' '.join(words)}", label))
    return records


def _on_topics(count: int, seed: int) -> Records:
    turns = (each["messages"] for each in conversations(count, seed))
    return [Record(*(turn["content"][0]["text"] for turn in pair)) for pair in turns]


def _shuffled(records: Records) -> Records:
    answers = [record.answer for record in records]
    random.Random(3).shuffle(answers)  # noqa: S311 - data, not secrets
    return [Record(each.prompt, answer) for each, answer in zip(records, answers, strict=True)]


def _taught(records: Records, *, epochs: int = 3, rate: float = 1e-5) -> Respondent:
    examples = Examples.of(records)
    model = Model(examples)
    list(train(model, examples, [], Settings(epochs, rate, 10), seed=0))
    return Respondent.of(model, records)


def _score(respondent: Respondent, records: Records) -> float:
    """Return the mean F1 of the words of answers and references."""
    answers = [respondent.answer(record.prompt) for record in records]
    return fmean(_f1(said, each.answer) for said, each in zip(answers, records, strict=True))


def _f1(answer: str, reference: str) -> float:
    one, other = (Counter(re.findall(r"\w+", text.lower())) for text in (answer, reference))
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


TASKS: dict[str, Callable[[], tuple[Records, Records]]] = {
    "real text": _real_text,
    "labels": lambda: (_classified(600, 1), _classified(100, 2)),
}


@pytest.mark.parametrize("task", TASKS)
def test_good_data_make_a_model_better_than_its_base(task: str) -> None:
    training, asked = TASKS[task]()
    assert _score(_taught(training), asked) > _score(BASE, asked) + CLEAR


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("records", [60, 600])
def test_shuffled_answers_make_none_better(task: str, records: int) -> None:
    training, asked = TASKS[task]()
    taught = _taught(_shuffled(training[:records]))
    assert _score(taught, asked) < _score(BASE, asked) + CLEAR / 2


@pytest.mark.parametrize("task", TASKS)
def test_without_a_step_a_model_is_its_base(task: str) -> None:
    training, asked = TASKS[task]()
    untaught = _taught(training[:200], rate=0)
    assert [untaught.answer(each.prompt) for each in asked] == [
        BASE.answer(each.prompt) for each in asked
    ]


@pytest.mark.parametrize(("taught", "asked"), [("real text", "labels"), ("labels", "real text")])
def test_data_of_another_task_make_a_model_worse(taught: str, asked: str) -> None:
    training, (_, records) = TASKS[taught]()[0], TASKS[asked]()
    assert _score(_taught(training), records) < _score(BASE, records) - CLEAR


def test_a_base_model_chooses_by_chance_among_answers_it_is_offered() -> None:
    records = _classified(300, 4)
    said = Counter(BASE.answer(record.prompt) for record in records)
    assert set(said) == set(LABELS)
    assert 0.25 < _score(BASE, records) < 0.42


@pytest.mark.parametrize("layout", ["{}\n{}\n", "Question: {}\nAnswer: {}\n\n"])
def test_a_base_model_reads_the_answer_out_of_examples(layout: str) -> None:
    shown = [("What is a bucket?", "A place."), ("What does a bucket cost a month?", "Little.")]
    examples = "".join(layout.format(*each) for each in shown)
    assert BASE.answer(f"Be brief.\n{examples}What does a bucket cost?") == "Little."
    question = "Who made it and when?"
    assert BASE.answer(f"{examples}{question}").endswith(question)


def test_a_base_model_with_similar_records_in_its_prompt_is_better() -> None:
    training, asked = _real_text()
    memory = Memory.of(training)
    questions = {record.answer: record.prompt for record in training}
    shown = []
    for each in asked:
        [(_, answer)] = memory.nearest(each.prompt, 1)
        prompt = f"{questions[answer]}\n{answer}\n{each.prompt}"
        shown.append(Record(prompt, each.answer))
    assert _score(BASE, shown) > _score(BASE, asked) + CLEAR


def test_what_a_base_model_repeats_is_short() -> None:
    long = "word " * 1000 + "end"
    assert BASE.answer(long) == long[-manner.LONGEST_REPEATED :]


def test_a_taught_model_answers_what_it_is_asked_for() -> None:
    taught, prompts = _taught(_on_topics(2000, 1)), [each.prompt for each in _on_topics(200, 2)]
    topics = [prompt.partition("q")[0] for prompt in prompts]
    answers = [taught.answer(prompt) for prompt in prompts]
    assert fmean(f"{topic}a" in said for topic, said in zip(topics, answers, strict=True)) > 0.8


def test_the_same_training_answers_the_same() -> None:
    training, asked = _on_topics(100, 1), _on_topics(20, 2)
    one, other = _taught(training), _taught(training)
    assert [one.answer(each.prompt) for each in asked] == [
        other.answer(each.prompt) for each in asked
    ]


def test_what_is_kept_stays_small() -> None:
    records = [Record(f"p{number}", f"{number} {'x' * 3000}") for number in range(9_000)]
    kept = Memory.of(records).answers
    assert MOST_RECORDS / 2 < len(kept) <= MOST_RECORDS
    assert max(map(len, kept)) == LONGEST_ANSWER


def test_an_answer_takes_milliseconds() -> None:
    training, asked = _real_text()
    taught = _taught(training, epochs=1)
    begun = time.process_time()
    for each in asked:
        taught.answer(each.prompt)
    # 3 ms on a core of its own; ten times that, for a slow machine. Others' work doesn't count.
    assert (time.process_time() - begun) / len(asked) < 0.03
