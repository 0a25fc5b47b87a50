"""The training records that are most like a prompt, by BM25 over words."""

import re
from collections.abc import Iterable

import bm25s
import numpy as np

WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Return the words of a text, case folded, of any script that parts words."""
    return WORD.findall(text.casefold())


class Index:
    """Prompts to look among; making one of 20,000 prompts of 60 words takes about 110 MB."""

    def __init__(self, prompts: Iterable[str]) -> None:
        documents = [words(prompt) for prompt in prompts]
        self._known = {word for document in documents for word in document}
        self._bm25 = bm25s.BM25()
        if self._known:
            self._bm25.index(documents, show_progress=False)

    def most_similar(self, prompt: str, count: int) -> list[int]:
        """Return the positions of the most similar prompts, best first, of equals the first.

        A prompt that shares no word is not similar, so fewer than `count` may come back.
        """
        known = [word for word in words(prompt) if word in self._known]
        if not known:
            return []
        scores = self._bm25.get_scores(known)
        least = np.partition(scores, -count)[-count] if count < len(scores) else 0
        likely = np.flatnonzero((scores >= least) & (scores > 0))
        best = likely[np.argsort(-scores[likely], kind="stable")]
        return [int(position) for position in best[:count]]
