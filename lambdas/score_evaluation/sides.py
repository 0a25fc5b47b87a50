"""What each side did with a set: scores kept in a tally, tokens and failures counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lambdas.contract.evaluation import Arm, Metric
from lambdas.contract.evaluation_steps import Answer
from lambdas.evaluation.failures import TRUNCATED, failure_of
from lambdas.evaluation.tally import Tally
from lambdas.score_evaluation.answers import Answered

NO_ANSWER = "no answer"


@dataclass
class Side:
    """What one side did."""

    truncated: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    """By what was the matter."""

    def note(self, answer: Answer | None) -> str | None:
        """Count an answer; return the text to score, None if there is none."""
        if answer is None:
            self.failures[NO_ANSWER] += 1
            return None
        self.input_tokens += answer.input_tokens
        self.output_tokens += answer.output_tokens
        if problem := failure_of(answer):
            self.failures[problem] += 1
            return None
        self.truncated += answer.stop_reason == TRUNCATED
        return answer.text


@dataclass(frozen=True)
class Scored:
    """A set whose answers were all scored."""

    tally: Tally
    sides: dict[Arm, Side]
    ids: Sequence[str]


def score(answered: Iterable[Answered], arms: Sequence[Arm], metrics: Sequence[Metric]) -> Scored:
    """Return the scores of every side, and what it took; the texts are let go."""
    tally, sides = Tally(metrics, arms), {arm: Side() for arm in arms}
    ids = []
    for record, answers in answered:
        ids.append(record.id)
        texts = {arm: side.note(answers[arm]) for arm, side in sides.items()}
        tally.add(record.reference, texts)
    return Scored(tally, sides, ids)
