"""`python -m tests.faults`: every fault at every side effect, and what the ledger says of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from tests.faults import document, synthesized
from tests.faults.blueprint import Blueprint
from tests.faults.matrix import Case, Matrix, cases, played
from tests.faults.sample import SAMPLE

PROGRESS = 100


def main() -> int:
    """Play the cases, tell of each that went wrong, and end with the counts."""
    options = _options()
    matrix = Matrix()
    with synthesized.embedded() as blueprint:
        chosen = SAMPLE if options.sample else cases(blueprint, matrix)
        play(blueprint, matrix, chosen, backstops=not options.without_clean_up)
    if options.write_matrix:
        document.write(matrix)
    _say(matrix.summary)
    return 1 if matrix.leaked or matrix.duplicated else 0


def play(blueprint: Blueprint, matrix: Matrix, chosen: Iterable[Case], *, backstops: bool) -> None:
    """Play cases and keep their outcomes."""
    for case in chosen:
        outcome = played(blueprint, case, backstops=backstops)
        matrix.ends[case] = outcome
        for leak in outcome.leaks:
            _say(f"leaked: {case.title}: {leak.name}: {leak.why}")
        for name in outcome.doubles:
            _say(f"duplicated: {case.title}: {name}")
        if len(matrix.ends) % PROGRESS == 0:
            _say(f"{len(matrix.ends)} cases, {matrix.skipped} skipped; now: {case.play.name}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--sample", action="store_true", help="only the cases of every test run")
    parser.add_argument(
        "--without-clean-up",
        action="store_true",
        help="no clean-up, no sweep, no audit: must report leaks",
    )
    parser.add_argument(
        "--write-matrix", action="store_true", help=f"write {document.FILE.name} anew"
    )
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
