"""Held-out records that stand in the training or validation data, word for word or nearly.

Prompts are compared as the preparation of datasets compares them to part its sets.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import nsmallest
from typing import NamedTuple

from lambdas.contract.preparation import DEFAULT_NEAR_DUPLICATES
from lambdas.contract.problems import Problem
from lambdas.datasets.prepare.similarity import (
    MOST_PROMPTS,
    Similarity,
    signature_of,
    template_of,
)
from lambdas.datasets.prepare.texts import key_of, normalized


class Overlap(NamedTuple):
    """A held-out record, and the first record of the other data with such a prompt."""

    held_out: int
    """Its position among the held-out prompts."""
    line: int
    """Of the other data, from 1."""
    exact: bool
    """Whether it is the same text, but for case and spaces; else it is nearly the same."""


def shared_prompts(held_out: Sequence[str], other: Iterable[str]) -> Iterator[Overlap]:
    """Yield every held-out prompt that stands word for word in the other data, once.

    `line` is the other prompt's position, from 1.
    """
    first: dict[bytes, int] = {}
    for position, prompt in enumerate(other, start=1):
        first.setdefault(key_of(normalized(prompt)), position)
    for position, prompt in enumerate(held_out):
        if line := first.get(key_of(normalized(prompt))):
            yield Overlap(position, line, exact=True)


def common_template(prompts: Iterable[str]) -> frozenset[str]:
    """Return the pieces that most of all prompts have, which tell none from another.

    A thousand prompts are looked at, the same ones in whatever order they come.
    """
    texts = (normalized(prompt) for prompt in prompts)
    drawn = nsmallest(MOST_PROMPTS, _once((key_of(text), text) for text in texts))
    return template_of(text for _, text in drawn)


class HeldOutPrompts:
    """The prompts of a held-out set, to be looked for in other data."""

    def __init__(
        self,
        prompts: Iterable[str],
        *,
        template: frozenset[str],
        threshold: float = DEFAULT_NEAR_DUPLICATES,
    ) -> None:
        self._similarity = Similarity(threshold)
        self._template = template
        self._signatures: list[bytes] = []
        self._by_key: defaultdict[bytes, list[int]] = defaultdict(list)
        self._by_band: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
        for position, prompt in enumerate(prompts):
            self._add(position, normalized(prompt))

    def overlaps(self, prompts: Iterable[str]) -> Iterator[Overlap]:
        """Yield every held-out prompt that is like one of these, once for each kind."""
        exact: set[int] = set()
        near: set[int] = set()
        for line, prompt in enumerate(prompts, start=1):
            text = normalized(prompt)
            same = set(self._by_key.get(key_of(text), ())) - exact
            exact |= same
            alike = self._alike(signature_of(text, self._template), near | exact)
            near |= alike
            yield from (Overlap(position, line, exact=True) for position in sorted(same))
            yield from (Overlap(position, line, exact=False) for position in sorted(alike))

    def _add(self, position: int, text: str) -> None:
        signature = signature_of(text, self._template)
        self._signatures.append(signature)
        self._by_key[key_of(text)].append(position)
        for band in self._bands(signature):
            self._by_band[band].append(position)

    def _alike(self, signature: bytes, known: Collection[int]) -> set[int]:
        """Return the held-out prompts that are like this one, but for those that are known."""
        sharing: set[int] = set()
        for band in self._bands(signature):
            sharing.update(self._by_band.get(band, ()))
        return {
            position
            for position in sharing.difference(known)
            if self._similarity.alike(self._signatures[position], signature)
        }

    def _bands(self, signature: bytes) -> Iterator[tuple[int, bytes]]:
        length = self._similarity.band_bytes
        for band in range(self._similarity.bands):
            yield band, signature[band * length : (band + 1) * length]


def overlap_problems(
    overlaps: Iterable[Overlap],
    *,
    name: str,
    lines: Sequence[int],
    other: str,
    allowed: str = "records that the model was not trained on",
) -> list[Problem]:
    """Return a problem for each overlap; `lines` are the held-out records' own, by position."""
    return [
        Problem(
            path=f"{name}:{lines[found.held_out]}",
            given=f"{'the' if found.exact else 'nearly the'} prompt of {other}:{found.line}",
            allowed=allowed,
        )
        for found in overlaps
    ]


def _once(keyed: Iterable[tuple[bytes, str]]) -> Iterator[tuple[bytes, str]]:
    seen: set[bytes] = set()
    for key, text in keyed:
        if key not in seen:
            seen.add(key)
            yield key, text
