"""`docs/faults.md`: the matrix for people."""

from __future__ import annotations

from collections.abc import Iterator

from local.toolchain import PROJECT
from tests.faults.fault import Fault
from tests.faults.matrix import Case, Matrix
from tests.faults.outcome import End, Outcome

FILE = PROJECT / "docs" / "faults.md"
LETTERS = {End.DONE: "done", End.COMPENSATED: "comp", End.ALARMED: "alarm"}
HEAD = """# Faults

Written by `make faults` (`python -m tests.faults --write-matrix`); don't edit it by hand.

The synthesized state machines and the real handlers are played in one process, in virtual time,
against the Bedrock stand-in. Each play is played once without a fault, then once for every fault at
every side effect. Then time passes, one sweep and one audit look, and the stand-in's ledger is
read.

| word | means |
|---|---|
| done | everything came as it was wanted |
| comp | it failed, and nothing is left that nobody wants |
| alarm | it failed, a message to the operators names what was left, and nothing bills any more |
| LEAK | something lives, and may bill, without a living owner, a declared alias or a lifetime |
| DOUBLE | two jobs, deployments or throughputs lived at once for one purpose |
| - | this can't happen there |

| fault | what happens |
|---|---|
| throttle, 5xx, quota, conflict | the service says no to all attempts of one call of the SDK |
| lost response | the effect is there, all attempts of one call hear of a server error |
| time-out | the function is killed at its time limit, before the effect |
| crash | the function is killed right after the effect |
| access denied | the right is gone; if something is left and an alarm rang, an operator mends it |
| unknown status | from then on, what the call was about has a status that no version knows |
| abort | somebody stops the execution, the function goes on, and its effect comes late |

A right that was denied stays denied until something was left over *and* an alarm rang; then it is
given back, and one more sweep and audit look. What machines do themselves (messages, starts of
other machines) has no crash; of events and schedules only the loss is played, for AWS repeats the
rest. Durations are shorter than AWS's: a job trains for a minute, unless a play holds it.

## A year of use

`make year` (`python -m tests.faults.year --seed 1`) plays a year of two teams with the same parts:
runs with every kind of deployment, promotions, rollbacks, aborts, redrives, failures of Bedrock,
capacity and models deleted by hand, other settings deployed, and a fault at 2.5 % of all side
effects. Sweep and audit look every hour, and every sixth while nothing happens.

Leaked are the hours that capacity lived beyond what the rules promise: after its purpose ended (its
time was over; its run ended and had not settled it; its alias no longer served from it) it may be
there for the audit's slack (16 minutes with units, else 61), one hour until the next audit, and 30
minutes for the removal. A fault that hits the removal itself (event, clean-up, sweep, audit, retire
machine, schedule) grants one hour more, a denied right as long as it was denied, and while Bedrock
holds something in its creation nobody can delete it.
"""


def write(matrix: Matrix) -> None:
    """Write the file anew."""
    FILE.write_text("\n".join(_lines(matrix)) + "\n", encoding="utf-8")


def _lines(matrix: Matrix) -> Iterator[str]:
    yield HEAD
    yield f"`{matrix.summary}`; {matrix.skipped} combinations can't happen."
    for play in dict.fromkeys(case.play for case in matrix.ends):
        yield f"\n## {play.name[0].upper()}{play.name[1:]}\n"
        yield f"{play.act.__doc__}\n"
        yield "| where | side effect | " + " | ".join(Fault) + " |"
        yield "|---" * (len(Fault) + 2) + "|"
        own = {case: end for case, end in matrix.ends.items() if case.play == play}
        yield from _rows(own)


def _rows(ends: dict[Case, Outcome]) -> Iterator[str]:
    for effect in dict.fromkeys(case.effect for case in ends):
        here = {case.fault: end for case, end in ends.items() if case.effect == effect}
        words = [_word(here[fault]) if fault in here else "-" for fault in Fault]
        nth = f" ({effect.nth})" if effect.nth > 1 else ""
        yield f"| {effect.origin} | {effect.action}{nth} | " + " | ".join(words) + " |"


def _word(outcome: Outcome) -> str:
    if outcome.leaks:
        return "LEAK"
    return "DOUBLE" if outcome.doubles else LETTERS[outcome.end]
