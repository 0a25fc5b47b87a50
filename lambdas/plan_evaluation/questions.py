"""What is asked for a record: as it stands, or after similar training records."""

from collections.abc import Iterable, Sequence

from lambdas.contract.evaluation_steps import Question, Text, Turn
from lambdas.datasets.prepare.example import Example
from lambdas.evaluation.held_out import HeldOut
from lambdas.plan_evaluation.search import Search


class SimilarExamples:
    """The training records that have a prompt and an answer, to look among."""

    def __init__(self, examples: Sequence[Example], count: int, search: Search) -> None:
        self._examples = examples
        self._count = count
        self._search = search

    def like(self, record: HeldOut) -> list[Example]:
        """Return the most similar ones, the most similar last: next to the question."""
        found = self._search(record, self._count)
        return [self._examples[position] for position in reversed(found)]


def usable(examples: Iterable[Example | None]) -> list[Example]:
    """Return the training records that can be shown as a question and its answer."""
    return [
        # Without the record itself, which would be held as well.
        Example(one.prompt, one.answer)
        for one in examples
        if one and one.asked.strip() and (one.answer or "").strip()
    ]


def question_of(record: HeldOut, examples: Sequence[Example] = ()) -> Question:
    """Return what is asked for a record; examples stand before it as turns of their own."""
    shown = [turn for example in examples for turn in _turns(example)]
    own = [Turn(turn.role, [Text(block.text) for block in turn.content]) for turn in record.turns]
    return Question(record.id, [Text(block.text) for block in record.system], [*shown, *own])


def _turns(example: Example) -> tuple[Turn, Turn]:
    return Turn("user", [Text(example.asked)]), Turn("assistant", [Text(example.answer or "")])
