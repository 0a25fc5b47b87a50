"""Random accounts: runs in every state, capacity and models of every owner, tag and age."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hypothesis import strategies as st

from lambdas.contract import names
from lambdas.contract.serving import Kind
from tests.fakes.cloud import execution_arn
from tests.unit.audit_serving.account import Account
from tests.unit.audit_serving.samples import DAY, HOUR, NOW, TEAM

RUNS = {
    "demo_lives": "RUNNING",
    "demo_redriven": "PENDING_REDRIVE",
    "demo_failed": "FAILED",
    "demo_just-failed": "FAILED",
    "demo_done": "SUCCEEDED",
    "demo_forgotten": "GONE",
}
LIVING = {"demo_lives", "demo_redriven"}
ALIASES = ("faq", "gone")
"""The first is declared, the other no more."""


@dataclass(frozen=True)
class Item:
    """Capacity, or a custom model where it has no kind."""

    kind: Kind | None
    environment: str
    """As its name says; its tag can say something else."""
    tagged: str
    run_id: str
    alias: str
    settled: bool
    end: dt.timedelta | None
    """When its time is over, from now."""
    age: dt.timedelta
    status: str
    committed: bool

    def name(self, number: int) -> str:
        """Return its name, which says whose it is."""
        if self.kind is None:
            return names.job_name(self.environment, self.run_id, number)
        if self.alias:
            return names.alias_capacity_name(self.environment, TEAM, self.alias, str(number))
        return names.run_capacity_name(self.environment, self.run_id, number)

    @property
    def tags(self) -> dict[str, str]:
        """Return its tags."""
        end = (NOW + self.end).isoformat() if self.end is not None else ""
        end_key = names.TAG_EXPIRES if self.kind else names.TAG_REMOVE_AFTER
        every = {
            names.TAG_ENVIRONMENT: self.tagged,
            names.TAG_TEAM: TEAM,
            names.TAG_RUN: "" if self.alias else self.run_id,
            names.TAG_ALIAS: self.alias,
            names.TAG_SETTLED: NOW.isoformat() if self.settled else "",
            end_key: end,
        }
        return {key: value for key, value in every.items() if value}

    @property
    def is_ours(self) -> bool:
        """Whether name and tag say that it is this environment's."""
        return (self.environment, self.tagged) == ("dev", "dev")

    @property
    def is_past(self) -> bool:
        """Whether its time is over."""
        return self.end is not None and self.end <= dt.timedelta(0)


@dataclass(frozen=True)
class World:
    """All that exists."""

    items: list[Item]
    pointing: int
    """Which item its alias serves from, where there are so many."""
    mover: str
    """The run that moves the second alias; empty where nobody does."""

    def build(self, account: Account) -> dict[str, Item]:
        """Have it all in an account, and return it by name."""
        for run_id, status in RUNS.items():
            if status != "GONE":
                account.run(run_id, status, HOUR / 60 if "just" in run_id else 30 * DAY)
        built = {item.name(number): item for number, item in enumerate(self.items)}
        arns = [_make(account, name, item) for name, item in built.items()]
        claims = {ALIASES[1]: execution_arn(self.mover) if self.mover else ""}
        for alias in ALIASES:
            pointed = arns[self.pointing] if self.served and self.served.alias == alias else ""
            account.point(alias, pointed, claim=claims.get(alias, ""))
        return built

    @property
    def served(self) -> Item | None:
        """Return what an alias serves from."""
        return self.items[self.pointing] if self.pointing < len(self.items) else None

    def _serves(self, item: Item) -> bool:
        return item is self.served

    def protected(self, item: Item, *, idle_goes: bool) -> bool:
        """Whether nothing may take this away, said without the audit's own code."""
        if not item.is_ours:
            return True
        if item.alias:
            return self._serves(item) or self.moves(item)
        if item.run_id in LIVING:
            return True
        if item.kind is None:
            return not item.is_past
        if item.settled and not item.is_past:
            return item.end is not None or not idle_goes
        return item.run_id == "demo_just-failed" and not item.is_past

    def moves(self, item: Item) -> bool:
        """Whether somebody moves the alias of capacity, or did a minute ago."""
        return item.alias == ALIASES[1] and self.mover in {*LIVING, "demo_just-failed"}

    def leaks(self, item: Item) -> bool:
        """Whether capacity has to go at the first audit that Bedrock lets it go."""
        deletable = item.status in ("Active", "InService", "Failed", "New") and not item.committed
        if not item.is_ours or item.kind is None or not deletable:
            return False
        if item.alias:
            return not self._serves(item) and not self.moves(item)
        dead = item.run_id not in LIVING and "just" not in item.run_id
        return dead and (not item.settled or item.is_past)


def _make(account: Account, name: str, item: Item) -> str:
    if item.kind is None:
        return account.bedrock.add_model(name, item.tags, created=NOW - item.age)
    term = "OneMonth" if item.committed else ""
    arn = account.serve(name, item.tags, kind=item.kind, age=item.age, commitment=term)
    account.bedrock.change(name, item.status)
    return arn


AGES = st.sampled_from([HOUR, 23 * HOUR, 25 * HOUR, 20 * DAY])
ENDS = st.sampled_from([None, -DAY, dt.timedelta(0), HOUR])
STATUS = {
    Kind.ON_DEMAND: ["Active", "Active", "Creating", "Failed", "New"],
    Kind.PROVISIONED: ["InService", "InService", "Creating", "Updating", "Failed", "New"],
    None: ["Active"],
}


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Draw a thing of somebody's."""
    kind = draw(st.sampled_from([*Kind, *Kind, None]))
    environment = draw(st.sampled_from(["dev", "dev", "dev", "devops", "prod"]))
    return Item(
        kind=kind,
        environment=environment,
        tagged=draw(st.sampled_from([environment] * 4 + ["dev", "prod"])),
        run_id=draw(st.sampled_from(list(RUNS))),
        alias=draw(st.sampled_from(["", "", *ALIASES])) if kind else "",
        settled=draw(st.booleans()) if kind else False,
        end=draw(ENDS),
        age=draw(AGES),
        status=draw(st.sampled_from(STATUS[kind])),
        committed=kind is Kind.PROVISIONED and draw(st.integers(0, 4)) == 0,
    )


WORLDS = st.builds(
    World,
    items=st.lists(items(), max_size=8),
    pointing=st.integers(0, 9),
    mover=st.sampled_from(["", *RUNS]),
)
