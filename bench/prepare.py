"""The preparation of four times as many records: the time it takes, and its memory, which is flat.

Whole processes, the command's own path: `make bench`.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from local.toolchain import PROJECT

ROUNDS = 3
FEW, MANY = 10_000, 40_000
WORDS = 8_000
NEAR_DUPLICATES = 0.05
TEMPLATE = (
    "You answer the customers of a bank. Answer the question below in two sentences, and name the "
    "page of the manual that says so.\n\nQuestion: "
)
COMMAND = """
import sys
from cli.main import main
try:
    main()
finally:
    (peak,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(peak.split()[1], file=sys.stderr)
"""
"""Says its peak itself: what the system says of a child counts its parent's memory too."""


class Measured(NamedTuple):
    """What one process took."""

    seconds: float
    """Of the processor, so that others on the machine don't count."""
    peak_mb: float


def records(count: int) -> Iterator[dict[str, str]]:
    """Yield records as people write them: a template, frequent and rare words, variants."""
    chance = random.Random(count)  # noqa: S311 no secret
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=5)) for _ in range(WORDS)]
    weights = [1 / (rank + 1) for rank in range(WORDS)]
    prompt = answer = ""
    for _ in range(count):
        if prompt and chance.random() < NEAR_DUPLICATES:
            prompt += " please"
        else:
            prompt = TEMPLATE + " ".join(chance.choices(words, weights, k=chance.randint(10, 60)))
            answer = " ".join(chance.choices(words, weights, k=chance.randint(20, 120)))
        yield {"prompt": prompt, "completion": answer}


def measured(file: Path) -> Measured:
    """Prepare a file and return what that took."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["data", "prepare", str(file), "--model", "llama-3-1-8b", "--output", folder]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ended = subprocess.run(  # noqa: S603 our own code
            [sys.executable, "-c", COMMAND, *words],
            cwd=PROJECT,
            check=True,
            capture_output=True,
            text=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(seconds, int(ended.stderr.split()[-1]) / 1000)


def main() -> None:
    """Print the medians and the ratios, pair by pair."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{count}.jsonl" for count in (FEW, MANY)]
        for file, count in zip(files, (FEW, MANY), strict=True):
            file.write_text("".join(f"{json.dumps(record)}\n" for record in records(count)))
        pairs = [tuple(measured(file) for file in files) for _ in range(ROUNDS)]
        megabytes = files[1].stat().st_size / 1e6
    few, many = (list(column) for column in zip(*pairs, strict=True))
    seconds = statistics.median(one.seconds for one in many)
    slower = statistics.median(b.seconds / a.seconds for a, b in pairs)
    sys.stdout.write(
        f"prepare: {MANY:,} records, {megabytes:.0f} MB in {seconds:.1f} s of processor "
        f"({MANY / seconds:,.0f} records/s, {megabytes / seconds:.1f} MB/s); "
        f"{slower:.1f} times as long as a quarter of them; "
        f"peak {max(one.peak_mb for one in many):.0f} MB against "
        f"{max(one.peak_mb for one in few):.0f} MB\n"
    )


if __name__ == "__main__":
    main()
