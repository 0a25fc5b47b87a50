"""Every play once without a fault, then with each fault at each of its side effects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.faults import kinds, outcome
from tests.faults.blueprint import Blueprint
from tests.faults.effects import Effect
from tests.faults.fault import Fault
from tests.faults.injection import Order
from tests.faults.outcome import End, Outcome
from tests.faults.plays import PLAYS, Play


class Case(NamedTuple):
    """One fault at one side effect of one play."""

    play: Play
    effect: Effect
    fault: Fault

    @property
    def title(self) -> str:
        """The case in a line."""
        nth = f" #{self.effect.nth}" if self.effect.nth > 1 else ""
        return f"{self.play.name}: {self.effect.origin}: {self.effect.action}{nth}: {self.fault}"


class PlayError(Exception):
    """A play failed without any fault."""


@dataclass
class Matrix:
    """The cases, and what became of them."""

    ends: dict[Case, Outcome] = field(default_factory=dict)
    skipped: int = 0
    """Combinations that can't exist."""

    @property
    def summary(self) -> str:
        """The last line."""
        clean = [one for one in self.ends.values() if not one.leaks and not one.doubles]
        counts = Counter(one.end for one in clean)
        return (
            f"cases {len(self.ends)}, done {counts[End.DONE]}, "
            f"compensated {counts[End.COMPENSATED]}, alarmed {counts[End.ALARMED]}, "
            f"leaked {self.leaked}, duplicated {self.duplicated}"
        )

    @property
    def leaked(self) -> int:
        """The cases after which something bills for nobody."""
        return sum(bool(one.leaks) for one in self.ends.values())

    @property
    def duplicated(self) -> int:
        """The cases in which something lived twice."""
        return sum(bool(one.doubles) for one in self.ends.values())


def cases(blueprint: Blueprint, matrix: Matrix, plays: Iterable[Play] = PLAYS) -> Iterator[Case]:
    """Yield the cases of plays, each play after it was played without a fault.

    Raises:
        PlayError: it does not end well then.
    """
    for play in plays:
        undisturbed = outcome.of(blueprint, play)
        well = undisturbed.end is End.DONE or play.fails
        if not well or undisturbed.leaks or undisturbed.doubles:
            raise PlayError(
                "\n".join([play.name, *map(str, undisturbed.leaks), *undisturbed.story])
            )
        for effect in dict.fromkeys(undisturbed.effects):
            if not _is_disturbed(play, effect):
                continue
            for fault in Fault:
                if kinds.possible(effect, fault):
                    yield Case(play, effect, fault)
                else:
                    matrix.skipped += 1


def played(blueprint: Blueprint, case: Case, *, backstops: bool = True) -> Outcome:
    """Return what becomes of a case."""
    order = Order(case.effect, case.fault)
    return outcome.of(blueprint, case.play, order, backstops=backstops)


def _is_disturbed(play: Play, effect: Effect) -> bool:
    return effect.origin.startswith(play.places) and effect.nth <= play.times
