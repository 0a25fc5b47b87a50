"""Texts that a model's own training reserves: found in many texts at once."""

from collections.abc import Iterable, Sequence


class ReservedStrings:
    """Looks for reserved texts.

    Looking for each of them in every text would take most of a check's time, looking for single
    characters takes nearly none: only where the first and the last character of a reserved text
    stand, it may stand itself.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)
        self._by_last = [
            (last, [word for word in self._words if word[-1] == last])
            for last in sorted({word[-1] for word in self._words})
        ]

    def found_in(self, texts: Sequence[str]) -> list[str]:
        """Return the reserved texts that stand in any of the texts."""
        return [word for word in self._words if any(word in text for text in texts)]

    def stand_in(self, texts: Sequence[str]) -> bool:
        """Tell whether any reserved text stands in any of the texts."""
        for last, words in self._by_last:
            candidates = [text for text in texts if last in text]
            for word in words:
                first = word[0]
                if any(first in text and word in text for text in candidates):
                    return True
        return False
