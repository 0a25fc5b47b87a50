"""ROUGE-L of a record: F1 of the longest common subsequence, as rouge-score has it, unstemmed.

https://github.com/google-research/google-research/tree/master/rouge
"""

import re

from rapidfuzz.distance import LCSseq

from lambdas.evaluation.words import f1

TOKEN = re.compile(r"[a-z0-9]+")


def tokens(text: str) -> list[str]:
    """Return the runs of ASCII letters and digits, in lower case: other scripts have none."""
    return TOKEN.findall(text.lower())


def rouge_l(reference: str, answer: str) -> float:
    """Return F1 of the longest sequence of tokens that both have in this order."""
    expected, given = tokens(reference), tokens(answer)
    return f1(LCSseq.similarity(expected, given), len(expected), len(given))


def rouge_flaw(reference: str) -> str | None:
    """Tell whether a reference has nothing that ROUGE looks at."""
    return None if tokens(reference) else "a reference without ASCII letters or digits"
