"""Who a thing belongs to, and whether that owner still lives. Knows no AWS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from lambdas.common.executions import GONE
from lambdas.contract import names, status
from lambdas.contract.aliases import LONGEST_CALL_SECONDS
from lambdas.contract.status import Outcome

if TYPE_CHECKING:
    from lambdas.common.executions import Execution
    from lambdas.contract.aliases import AliasRecord

LAST_CALL = dt.timedelta(seconds=LONGEST_CALL_SECONDS)
"""An aborted execution's last call goes on for so long, and can still move its alias."""


def is_ours(environment: str, name: str, tags: Mapping[str, str]) -> bool:
    """Whether a thing is this environment's: its name and its tag must both say so."""
    named = name.startswith(names.job_name_prefix(environment))
    return named and tags.get(names.TAG_ENVIRONMENT) == environment


def lives(execution: Execution | None) -> bool:
    """Whether an execution may still use what it owns; a word that nobody knows counts as alive."""
    if execution is None or execution.status == GONE:
        return False
    return status.RUN.get(execution.status, Outcome.RUNNING) is Outcome.RUNNING


def alias_of(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return team and alias of capacity that settings declared, None of other capacity."""
    if names.TAG_ALIAS not in tags:
        return None
    return tags.get(names.TAG_TEAM, ""), tags[names.TAG_ALIAS]


def is_moved(claimant: Execution | None, now: dt.datetime) -> bool:
    """Whether somebody moves an alias: its claimant lives, or its last call may not be over."""
    if claimant is None:
        return False
    if lives(claimant):
        return True
    return claimant.ended_at is not None and now - claimant.ended_at <= LAST_CALL


def models_of(records: Iterable[AliasRecord]) -> set[str]:
    """Return the models that aliases name: now, before, or on their way in."""
    named: set[str] = set()
    for record in records:
        current = [record.current] if record.current else []
        named |= {target.model_arn for target in [*current, *record.previous]}
        if record.claim:
            named.add(record.claim.model_arn)
    return named
