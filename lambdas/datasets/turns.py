"""Whose turn it is, in every format that has turns."""

from collections.abc import Sequence

from lambdas.catalogue.model import Method
from lambdas.datasets.reading import Reading
from lambdas.datasets.rules import Rule

USER, ASSISTANT = "user", "assistant"
ROLES = (USER, ASSISTANT)


def wants_answer(method: Method) -> bool:
    """Whether records must hold an answer: a distillation takes the teacher's where there is none.

    https://docs.aws.amazon.com/bedrock/latest/userguide/distillation-prepare-datasets.html
    """
    return method is not Method.DISTILLATION


def note_turns(roles: Sequence[str], reading: Reading, *, wants_answer: bool = True) -> None:
    """Note turns out of order; `wants_answer` if the last has to be the assistant's."""
    if not roles:
        reading.add(Rule.TURN_ORDER, "no messages", "at least a question and its answer")
        return
    for index, role in enumerate(roles):
        if role != ROLES[index % 2]:
            given = f"{role} at messages[{index}]"
            reading.add(Rule.TURN_ORDER, given, "user first, then assistant and user in turn")
            return
    if wants_answer and roles[-1] != ASSISTANT:
        allowed = "assistant as the last turn, which is learned"
        reading.add(Rule.TURN_ORDER, "user as the last turn", allowed)
