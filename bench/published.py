"""The metrics of SQuAD as their definition reads, word for word and slowly.

https://rajpurkar.github.io/SQuAD-explorer/, evaluation script of version 1.1
"""

import re
import string


def squad_tokens(text: str) -> list[str]:
    """Return what is left of a text: lower case, then no punctuation, then no articles."""
    lower = text.lower()
    bare = "".join(character for character in lower if character not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def squad_exact_match(reference: str, answer: str) -> float:
    """Return whether the two read the same."""
    return float(" ".join(squad_tokens(reference)) == " ".join(squad_tokens(answer)))


def squad_f1(reference: str, answer: str) -> float:
    """Return F1 over the bags of tokens."""
    left, same = squad_tokens(reference), 0
    expected, given = len(left), squad_tokens(answer)
    for token in given:
        if token in left:
            left.remove(token)
            same += 1
    if same == 0:
        return 0.0
    precision, recall = same / len(given), same / expected
    return (2 * precision * recall) / (precision + recall)
