"""Exact match and token F1, as the SQuAD evaluation script has them, and labels.

https://github.com/huggingface/evaluate/blob/main/metrics/squad/compute_score.py
"""

import re
import string
import unicodedata
from collections import Counter

ARTICLES = re.compile(r"\b(a|an|the)\b")
WITHOUT_PUNCTUATION = str.maketrans("", "", string.punctuation)
AROUND_LABELS = string.whitespace + "\"'`.*"
"""What models like to put around a label."""


def words(text: str) -> list[str]:
    """Return the words of a text: lower case, no ASCII punctuation, no English articles."""
    return ARTICLES.sub(" ", text.lower().translate(WITHOUT_PUNCTUATION)).split()


def exact_match(reference: str, answer: str) -> float:
    """Return 1 for the same words in the same order."""
    return float(words(reference) == words(answer))


def token_f1(reference: str, answer: str) -> float:
    """Return the harmonic mean of precision and recall of the words, whatever their order."""
    expected, given = words(reference), words(answer)
    same = (Counter(expected) & Counter(given)).total()
    return f1(same, len(expected), len(given))


def words_flaw(reference: str) -> str | None:
    """Tell whether nothing is left of a reference."""
    return None if words(reference) else "a reference without a word"


def label(text: str) -> str:
    """Return a label as it is compared: NFKC, case folded, one space, bare of quotes and stops."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).strip(AROUND_LABELS)


def accuracy(reference: str, answer: str) -> float:
    """Return 1 for the same label."""
    return float(label(reference) == label(answer))


def label_flaw(reference: str) -> str | None:
    """Tell whether nothing is left of a reference."""
    return None if label(reference) else "a reference without a label"


def f1(same: int, expected: int, given: int) -> float:
    """Return F1 of so many hits among so many expected and given; 0 without a hit."""
    if same == 0:
        return 0.0
    precision, recall = same / given, same / expected
    return 2 * precision * recall / (precision + recall)
