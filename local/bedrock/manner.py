"""How a model answers that knows nothing of a task: from what it is asked, and nothing else.

A base model was trained on the whole world, which this stand-in hasn't got. What it can do without:
choose among answers it is offered, read the answer out of examples, and say the question again.
"""

import re
import zlib

LONGEST_REPEATED = 600
"""Characters."""
ALIKE = 0.3
"""How much of two questions' words must be the same for an answer to be read."""

_OFFER = re.compile(r"\b(?:one of|labels?|options?|choices?)\b[^:\n]{0,60}:\s*([^\n.]+)", re.I)
_BETWEEN = re.compile(r"\s*(?:[,;|/]|\bor\b|\band\b)+\s*")
_NAME = re.compile(r"^\w+:\s*")


def answer(prompt: str) -> str:
    """Return what a base model says; the same prompt always gets the same."""
    if offered := _offered(prompt):
        return offered[zlib.crc32(prompt.encode()) % len(offered)]
    return _read(prompt) or prompt[-LONGEST_REPEATED:]


def _offered(prompt: str) -> list[str]:
    """Return the answers among which a prompt asks to choose, none where it doesn't."""
    found = _OFFER.search(prompt)
    offered = [part.strip(" \"'`") for part in _BETWEEN.split(found.group(1))] if found else []
    return [part for part in offered if part]


def _read(prompt: str) -> str | None:
    """Return what follows the line that is most like the question, the last line."""
    *lines, question = [line for line in prompt.splitlines() if line.strip()] or [""]
    asked = _words(question)
    alike = [_likeness(asked, _words(line)) for line in lines[:-1]]
    if not alike or max(alike) < ALIKE:
        return None
    return _NAME.sub("", lines[alike.index(max(alike)) + 1])


def _words(text: str) -> set[str]:
    return set(_NAME.sub("", text).lower().split())


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
