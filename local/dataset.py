"""A real dataset that every machine here already has: AWS's own API documentation.

A record asks what an operation of an AWS service does and answers with the documentation that
botocore's service models carry, cleaned. No two records share a question or an answer, and a
service's records are spread over the three sets by their hash, so the same botocore always gives
the same sets. What is nearly asked in another set leaves the test set: no run may be judged on it.
"""

import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from lambdas.evaluation.overlap import HeldOutPrompts, common_template

TRAINING, VALIDATION, TEST = "training", "validation", "test"
SHARES = ((TRAINING, 80), (VALIDATION, 90), (TEST, 100))
"""Upper bounds of a hash's last two decimals: 80 % training, 10 % validation, 10 % test."""
SERVICES = 60
"""The services with the most operations; enough for a few thousand records."""
MOST_RECORDS = 3_000
SHORTEST_ANSWER, LONGEST_ANSWER = 40, 600
RESERVED = ("User:", "Bot:", "Assistant:", "System:", "<image>", "<video>", "[EOS]")
"""Strings that no record for Nova may hold.
https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html"""
SYSTEM = "You explain the operations of AWS services in one or two sentences."


@dataclass(frozen=True)
class Example:
    """A question about an operation and its documentation."""

    question: str
    answer: str

    @classmethod
    def documented(cls, question: str, documentation: str) -> "Example":
        """Return a question with what the documentation says, cleaned."""
        return cls(question, clean(documentation))

    def as_converse(self) -> str:
        """Return the record as Bedrock's fine-tuning wants it, one JSON line."""
        record = {
            "schemaVersion": "bedrock-conversation-2024",
            "system": [{"text": SYSTEM}],
            "messages": [
                {"role": "user", "content": [{"text": self.question}]},
                {"role": "assistant", "content": [{"text": self.answer}]},
            ],
        }
        return json.dumps(record, ensure_ascii=False)


def write(folder: Path) -> dict[str, Path]:
    """Write the three sets as JSONL files and return their paths by set."""
    folder.mkdir(parents=True, exist_ok=True)
    sets: dict[str, list[Example]] = {name: [] for name, _ in SHARES}
    for example in examples():
        sets[set_of(example)].append(example)
    sets[TEST] = apart(sets[TEST], sets[TRAINING] + sets[VALIDATION])
    paths = {name: folder / f"{name}.jsonl" for name in sets}
    for name, path in paths.items():
        write_lines(path, sets[name])
    return paths


def write_lines(path: Path, records: Iterable[Example]) -> Path:
    """Write records as one JSONL file and return its path."""
    lines = [record.as_converse() for record in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def examples() -> list[Example]:
    """Return every usable example once, in a fixed order, at most `MOST_RECORDS`."""
    return distinct(_candidates())[:MOST_RECORDS]


def distinct(candidates: Iterable[Example]) -> list[Example]:
    """Return examples in a fixed order, no question and no answer twice."""
    questions: set[str] = set()
    answers: set[str] = set()
    chosen = []
    for example in candidates:
        if example.question in questions or example.answer in answers:
            continue
        questions.add(example.question)
        answers.add(example.answer)
        chosen.append(example)
    return sorted(chosen, key=_hash)


def apart(held_out: list[Example], learned: list[Example]) -> list[Example]:
    """Return the held-out examples that nothing learned asks for, exactly or nearly."""
    asked, known = ([one.question for one in several] for several in (held_out, learned))
    prompts = HeldOutPrompts(asked, template=common_template(asked + known))
    near = {found.held_out for found in prompts.overlaps(known)}
    return [one for position, one in enumerate(held_out) if position not in near]


def set_of(example: Example) -> str:
    """Return the set an example belongs to, by its hash alone."""
    bucket = int(_hash(example), 16) % 100
    return next(name for name, bound in SHARES if bucket < bound)


def clean(documentation: str) -> str:
    """Return documentation as plain text, its first sentences only."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", documentation))
    text = re.sub(r"\s+", " ", text).strip()
    if len(text) <= LONGEST_ANSWER:
        return text
    return text[: LONGEST_ANSWER + 1].rpartition(". ")[0] + "."


def _candidates() -> Iterator[Example]:
    for service, model in service_models():
        for operation, shape in sorted(model["operations"].items()):
            question = f"What does the operation {spaced(operation)} of {service} do?"
            example = Example.documented(question, shape.get("documentation", ""))
            if is_usable(example):
                yield example


def is_usable(example: Example) -> bool:
    """Whether the answer says something, and a run takes the record."""
    text = example.question + example.answer
    says_something = len(example.answer) >= SHORTEST_ANSWER
    return says_something and not any(word in text for word in RESERVED)


def service_models() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the services with the most operations: each one's name, and its model of the API."""
    data = Path(str(files("botocore") / "data"))
    newest = {path.parent.parent.name: path for path in sorted(data.glob("*/*/service-2.json.gz"))}
    largest = sorted(newest.values(), key=lambda path: (-path.stat().st_size, str(path)))
    for path in sorted(largest[:SERVICES]):
        model = json.loads(gzip.decompress(path.read_bytes()))
        yield model["metadata"]["serviceFullName"], model


def spaced(name: str) -> str:
    """Return `CreateBucket` as `Create Bucket`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)


def _hash(example: Example) -> str:
    return hashlib.sha256(f"{example.question}\n{example.answer}".encode()).hexdigest()
