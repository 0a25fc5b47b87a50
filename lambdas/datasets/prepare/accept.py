"""One line of a source after the other: accepted as a record of the model's format, or why not."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from lambdas.contract.preparation import PreparationRequest, Reason
from lambdas.datasets.prepare.example import Example
from lambdas.datasets.prepare.examples import read_example
from lambdas.datasets.prepare.records import record_of
from lambdas.datasets.prepare.shapes import Layout
from lambdas.datasets.prepare.target import Target
from lambdas.datasets.prepare.texts import normalized
from lambdas.datasets.record_checks import record_check
from lambdas.datasets.verdict import Medium, Verdict


class Accepted(NamedTuple):
    """A record that can be trained on."""

    body: bytes
    """Its line, without the end."""
    characters: int
    prompt: str
    """Normalized, as is the next: by these, records are compared."""
    answer: str
    system: str
    media: Sequence[Medium] = ()


class Acceptance:
    """Judges the records of one source."""

    def __init__(self, target: Target, layout: Layout) -> None:
        self._target, self._layout = target, layout
        self._check = record_check(target.rules, target.method)

    def __call__(self, row: Mapping[str, Any]) -> Accepted | str:
        """Return the record, or the reason or the rule for which it is left out."""
        example = read_example(row, self._layout)
        if isinstance(example, Reason):
            return example
        if reason := _reason(example, self._target):
            return reason
        request = self._target.request
        record = record_of(example, self._target.rules.format, request.system_prompt)
        if record is None:
            return Reason.INCONVERTIBLE
        body = msgspec.json.encode(record)
        verdict = self._check(body)
        if verdict.flaws:
            return verdict.flaws[0].rule
        return _accepted(example, body, verdict)


def _accepted(example: Example, body: bytes, verdict: Verdict) -> Accepted:
    return Accepted(
        body,
        verdict.characters,
        prompt=normalized(example.asked),
        answer=normalized(example.answer or ""),
        system=normalized(example.system or ""),
        media=verdict.media,
    )


def _reason(example: Example, target: Target) -> Reason | None:
    if not example.asked.strip() or (target.wants_answers and not (example.answer or "").strip()):
        return Reason.EMPTY
    return _answer_reason(example, target.request) if example.answer else None


def _answer_reason(example: Example, request: PreparationRequest) -> Reason | None:
    answer = example.answer or ""
    if len(answer) < request.min_answer_characters:
        return Reason.SHORT_ANSWER
    if request.max_answer_characters is not None and len(answer) > request.max_answer_characters:
        return Reason.LONG_ANSWER
    if normalized(answer) == normalized(example.asked):
        return Reason.ANSWER_IS_PROMPT
    return None
