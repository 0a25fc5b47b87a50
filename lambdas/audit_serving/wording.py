"""What is wrong, in a sentence for people."""

from __future__ import annotations

import datetime as dt

from lambdas.audit_serving.policy import Policy
from lambdas.audit_serving.sight import Sight
from lambdas.common.executions import GONE
from lambdas.contract import names
from lambdas.contract.retirement import Reason
from lambdas.contract.serving import Kind


def sentence(sight: Sight, reason: Reason, policy: Policy, now: dt.datetime) -> str:
    """Return what is wrong with capacity, and what forbids to end it."""
    return " ".join([*_why(sight, reason, policy), *_term(sight, now)])


def of_base(base: str, ends: dt.datetime) -> str:
    """Return that a base model ends.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html
    """
    return (
        f"Its base model {base} ends on {ends:%Y-%m-%d}: whoever asks it then gets an error. "
        "Train on a newer base, and promote that model."
    )


def of_surplus(team: str, keep_models: int, what_follows: str) -> str:
    """Return that a model is one too many, and what follows."""
    return (
        f"Team {team} keeps its newest {keep_models} custom models, and nothing uses this one. "
        f"{what_follows}"
    )


def _why(sight: Sight, reason: Reason, policy: Policy) -> list[str]:
    if reason is Reason.EXPIRED:
        return [f"Its time was over at {sight.tags[names.TAG_EXPIRES]}."]
    if reason is Reason.IDLE:
        hours = round(policy.idle_for.total_seconds() / 3600)
        rest = " While idle it costs nothing, but takes one of the account's places."
        free = sight.capacity.kind is Kind.ON_DEMAND
        return [f"Nobody asked it for {hours} hours.{rest if free else ''}"]
    return [_orphaned(sight)]


def _orphaned(sight: Sight) -> str:
    if sight.alias is not None:
        alias = "/".join(sight.alias)
        if sight.declared:
            return f"Alias {alias} doesn't serve from it, and nobody is moving that alias."
        if sight.serves:
            return (
                f"Alias {alias} still serves from it, but settings don't declare that alias any "
                "more. Declare it again, or end it."
            )
        return f"Settings don't declare alias {alias} any more."
    if names.TAG_RUN not in sight.tags:
        return "Its tags name neither a run nor an alias, so nobody but you can tell whose it is."
    run_id = sight.tags[names.TAG_RUN]
    if sight.run is None or sight.run.status == GONE:
        return f"Step Functions no longer knows its run {run_id}."
    return f"Its run {run_id} ended {sight.run.status} without settling it."


def _term(sight: Sight, now: dt.datetime) -> list[str]:
    """Return until when a term forbids to delete it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-delete.html
    """
    one = sight.capacity
    if not one.is_committed(now) or one.committed_until is None:
        return []
    return [
        f"It is committed until {one.committed_until:%Y-%m-%d %H:%M} UTC and can't be deleted "
        "before. At its end Bedrock renews the term, unless AWS support cancels that."
    ]
