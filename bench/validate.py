"""Checking data, as whole processes, in turn, against what it can be held against: `make bench`.

One is the quickest way to merely parse the lines: a bare loop of orjson over 60 MB. The other is
AWS's own validator of Nova's data on 20,000 records, where NOVA_VALIDATOR names it:
https://github.com/aws-samples/amazon-nova-samples, in
customization/bedrock-finetuning/understanding/dataset_validation (it wants pydantic).
"""

import json
import os
import random
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROUNDS = 9
VALIDATOR = "NOVA_VALIDATOR"
PARSE = "import sys, orjson\nfor line in open(sys.argv[1], 'rb'): orjson.loads(line)"
RECORDS = 20_000
"""The most that Nova is trained on."""
WORDS = (30, 70, 140)
"""Of the system prompt, the question and the answer: 31 MB of records in all."""
KILO = 1024


class Taken(NamedTuple):
    """What one command took."""

    seconds: float
    peak_mb: float
    """Of its largest process; `customize data check` has as many as there are cores, 4 at most."""


def write_records(path: Path, longer: int) -> None:
    """Write records of invented words, so many times as long, the same each time."""
    chance = random.Random(1)  # noqa: S311 no secret
    words = ["".join(chance.choices("aeinorstlu", k=chance.randrange(2, 10))) for _ in range(5_000)]
    with path.open("w", encoding="utf-8") as file:
        for _ in range(RECORDS):
            system, question, answer = (
                " ".join(chance.choices(words, k=longer * length)) for length in WORDS
            )
            turns = {"user": f"{question}: é?", "assistant": answer}
            record = {
                "schemaVersion": "bedrock-conversation-2024",
                "system": [{"text": system}],
                "messages": [
                    {"role": role, "content": [{"text": text}]} for role, text in turns.items()
                ],
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def take(command: Sequence[str]) -> Taken:
    """Run a command to its end.

    Raises:
        CalledProcessError: it failed.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 our own commands
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Taken(seconds, usage.ru_maxrss / KILO)


def compare(title: str, ours: Sequence[str], other: Sequence[str]) -> None:
    """Run both in turn and print the ratios of their times."""
    take(ours), take(other)  # what is compiled or cached at first use is so now
    pairs = [(take(ours), take(other)) for _ in range(ROUNDS)]
    ratios = [theirs.seconds / own.seconds for own, theirs in pairs]
    for name, column in zip(("ours", "other"), zip(*pairs, strict=True), strict=True):
        seconds = [one.seconds for one in column]
        sys.stdout.write(
            f"{title}: {name} {min(seconds):.3f} s at best, {statistics.median(seconds):.3f} s in "
            f"the median, {max(one.peak_mb for one in column):.0f} MB\n"
        )
    sys.stdout.write(
        f"{title}: {statistics.median(ratios):.2f} times as fast as the other in the median pair "
        f"({min(ratios):.2f} to {max(ratios):.2f})\n"
    )


def main() -> None:
    """Print ours against each of the others."""
    scripts = Path(sysconfig.get_path("scripts"))
    check = [str(scripts / "customize"), "data", "check", "--model", "nova-micro", "--json"]
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.jsonl", Path(folder) / "large.jsonl"
        write_records(small, 1)
        write_records(large, 2)
        title = f"data check, {large.stat().st_size / 1e6:.0f} MB, bare orjson.loads"
        compare(title, [*check, str(large)], [sys.executable, "-c", PARSE, str(large)])
        validator = os.environ.get(VALIDATOR)
        if validator is None:
            sys.stdout.write(f"data check, AWS's validator: {VALIDATOR} doesn't name it\n")
            return
        title = f"data check, {small.stat().st_size / 1e6:.0f} MB, AWS's validator"
        other = [sys.executable, validator, "-i", str(small), "-m", "micro", "-t", "sft"]
        compare(title, [*check, str(small)], other)


if __name__ == "__main__":
    main()
