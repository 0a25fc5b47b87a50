"""Sets that were answered, for ScoreEvaluation."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lambdas.contract import places
from lambdas.contract.evaluation import Arm
from lambdas.contract.evaluation_steps import Answer
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.unit.analyze_training.samples import RUN
from tests.unit.plan_evaluation.samples import TEST_KEY, put, record

RECORDS = 60
BATCH = 25


def reference(number: int) -> str:
    """Return the reference of a record."""
    return f"The answer to number {number} is {number * 7}."


def put_test_set(cloud: Cloud, records: int = RECORDS) -> None:
    """Keep a test set."""
    lines = [record(f"Question {n}?", reference(n), id=f"r{n}") for n in range(records)]
    put(cloud.s3, TEST_KEY, lines)


def told(number: int, text: str | None = None, **changes: Any) -> Answer:
    """Return an answer, by default the right one."""
    members: dict[str, Any] = {
        "text": reference(number) if text is None else text,
        "stop_reason": "end_turn",
        "input_tokens": 100,
        "output_tokens": 10,
    }
    return Answer(id=f"r{number}", **(members | changes))


def put_answers(
    cloud: Cloud, arm: Arm, answers: Sequence[Answer], question_set: str = "test"
) -> None:
    """Keep what a side answered, a batch an object."""
    for number, start in enumerate(range(0, len(answers), BATCH), start=1):
        key = places.answers_key(RUN.team, RUN.run_id, question_set, arm, number)
        body = msgspec.json.Encoder().encode_lines(answers[start : start + BATCH])
        cloud.s3.put(ARTIFACTS, key, body)


def put_sides(cloud: Cloud, sides: Mapping[Arm, Sequence[Answer]]) -> None:
    """Keep what every side answered."""
    for arm, answers in sides.items():
        put_answers(cloud, arm, answers)


WRONG = [told(n, "Nobody knows.") for n in range(RECORDS)]
RIGHT = [told(n) for n in range(RECORDS)]
BETTER = {Arm.BASE: WRONG, Arm.CUSTOM: RIGHT}
"""The custom model knows everything, the base nothing."""
