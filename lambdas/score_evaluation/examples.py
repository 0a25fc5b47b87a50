"""The records on which base and custom model differ most."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from lambdas.contract.evaluation import Arm, MetricResult
from lambdas.contract.evaluation_result import Example, Shown
from lambdas.contract.evaluation_steps import Answer
from lambdas.evaluation.measure import Floats
from lambdas.score_evaluation.answers import Answered
from lambdas.score_evaluation.sides import Scored

MOST_EXAMPLES = 5
"""Of each kind."""
LONGEST_SHOWN = 2_000
"""Characters of a text."""


class Examples:
    """The largest gains and losses by the metric of a result; none if a side never answered."""

    def __init__(self, scored: Scored, result: MetricResult) -> None:
        self._ids = scored.ids
        self._base = scored.tally.scores(result.metric, Arm.BASE)
        self._custom = scored.tally.scores(result.metric, Arm.CUSTOM)
        gains = np.round(self._custom - self._base, 12)
        if result.unheard:
            gains = np.zeros_like(gains)
        self.gains = _largest(gains)
        """Positions of records, the largest gain first."""
        self.losses = _largest(-gains)

    @property
    def positions(self) -> frozenset[int]:
        """Every record that is an example."""
        return frozenset((*self.gains, *self.losses))

    def told(self, positions: Sequence[int], shown: Mapping[int, Shown]) -> list[Example]:
        """Return examples, with their words where those may be shown."""
        return [
            Example(
                id=self._ids[position],
                base=float(self._base[position]),
                custom=float(self._custom[position]),
                shown=shown.get(position),
            )
            for position in positions
        ]


def words_of(answered: Iterable[Answered], positions: frozenset[int]) -> dict[int, Shown]:
    """Return the words of the records at these positions."""
    return {
        position: Shown(
            prompt=_cut(record.prompt),
            reference=_cut(record.reference),
            base=_text(answers[Arm.BASE]),
            custom=_text(answers[Arm.CUSTOM]),
        )
        for position, (record, answers) in enumerate(answered)
        if position in positions
    }


def _largest(gains: Floats) -> list[int]:
    order = np.argsort(-gains, kind="stable")[:MOST_EXAMPLES]
    return [int(position) for position in order if gains[position] > 0]


def _text(answer: Answer | None) -> str:
    return _cut(answer.text) if answer else ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
