"""Random damage to good records, held against what must be true of every check: `make fuzz`.

A seed is one experiment and always the same; a fixed few of them are a test.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from lambdas.catalogue.dataset import Format
from lambdas.datasets.judge import Judge, judge_dataset, judge_lines
from lambdas.datasets.tally import Tally
from lambdas.datasets.whole import note_media
from tests.unit.datasets.records import FORMATS, encoded, good, medium, rules_of, turn

SECRET = "kRzQ7"
"""Stands in every record; no report may hold it."""
JUDGES = {wanted: Judge(rules_of(*FORMATS[wanted]), FORMATS[wanted][1]) for wanted in Format}
SCRAPS: list[Any] = [
    *(None, True, 0, -1.5, 1e308, "", " ", "User: x", '"\\', "ü🙂", [], {}, [{}], SECRET),
    *(medium(), medium("video", "s3://other/b.mp4"), turn("user", SECRET), {"text": SECRET}),
    {"toolUse": {"toolUseId": "1", "name": SECRET, "input": {}}},
    {"toolResult": {"toolUseId": "1", "content": [{"json": {SECRET: 1}}]}},
    {"reasoningContent": {"reasoningText": {"text": SECRET}}},
]
BYTES = [b"\x00", b"\xff", b"\\u0022", b'\\"', b'"', b"{", b"}", b"\\ud800", b"NaN", b"\r", b" "]


def examine(seed: int) -> None:
    """Make one dataset and assert what must hold."""
    chance = random.Random(seed)  # noqa: S311 no secret
    wanted = chance.choice(list(Format))
    body = b"\n".join(_line(wanted, chance) for _ in range(chance.randrange(12)))
    judge = JUDGES[wanted]
    whole = judge_lines(_chunks(body, chance), judge)
    assert SECRET not in str(whole), "a report holds a record's text"
    parts = Tally()
    for part in _parts(body, chance):
        parts.add(judge_lines(_chunks(part, chance), judge))
    assert parts == whole, "parts don't add up to the whole"
    slow = Judge(rules_of(*FORMATS[wanted]), FORMATS[wanted][1])
    slow.bulk = lambda _lines: None
    one_by_one = judge_lines(_chunks(body, chance), slow)
    assert one_by_one == whole, "many at one go are counted otherwise than one by one"
    note_media(whole)
    judge_dataset(_chunks(body, chance), judge)


def _line(wanted: Format, chance: random.Random) -> bytes:
    record = good(wanted, f"Why {SECRET}?")
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 4))):
        _damage(record, chance)
    line = encoded(record) if chance.random() < 0.5 else _unescaped(record)
    for _ in range(chance.choice((0, 0, 0, 0, 1, 3))):
        at = chance.randrange(len(line) + 1)
        cut = at + chance.choice((0, 0, 1, 9))
        line = line[:at] + chance.choice([*BYTES, b"", line[at : at + 30]]) + line[cut:]
    return line.replace(b"\n", b" ") if chance.random() < 0.95 else b""


def _unescaped(record: object) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode(errors="replace")


def _damage(record: Any, chance: random.Random) -> None:
    """Change one place of a record."""
    places = list(_places(record))
    container, key = chance.choice(places)
    scrap = json.loads(json.dumps(chance.choice(SCRAPS)))
    match chance.randrange(4):
        case 0:
            container[key] = scrap
        case 1:
            del container[key]
        case 2 if isinstance(container, dict):
            container[chance.choice(["text", "role", "messages", "image", SECRET])] = scrap
        case _ if isinstance(container, list):
            container.insert(key, scrap)
        case _:
            container[key] = [container[key], scrap]
    if not record:
        record["messages"] = []


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def _chunks(body: bytes, chance: random.Random) -> Iterator[bytes]:
    size = chance.choice((1, 3, 50, 1000, 100_000))
    return (body[begin : begin + size] for begin in range(0, len(body), size))


def _parts(body: bytes, chance: random.Random) -> list[bytes]:
    """Return the body in parts that end where lines end."""
    ends = [at + 1 for at, byte in enumerate(body) if byte == ord("\n")]
    chosen = sorted(chance.sample(ends, min(len(ends), chance.randrange(4))))
    return [body[begin:end] for begin, end in pairwise([0, *chosen, len(body)])]


def main() -> None:
    """Examine one seed after another until time is up, and name the one that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=time.time_ns())
    asked = parser.parse_args()
    end, seed = time.monotonic() + asked.seconds, asked.seed
    while time.monotonic() < end:
        try:
            examine(seed)
        except BaseException:
            sys.stderr.write(f"seed {seed} fails\n")
            raise
        seed += 1
    sys.stdout.write(f"{seed - asked.seed} datasets, from seed {asked.seed} on\n")


if __name__ == "__main__":
    main()
