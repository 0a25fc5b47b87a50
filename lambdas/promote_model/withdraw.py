"""An alias out of service: never by accident, and never with capacity that nobody looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.common import aliases, capacity_changes
from lambdas.common.capacity_changes import Removal
from lambdas.contract.aliases import Promotion
from lambdas.contract.errors import RemovalRefusedError, StillStoppingError
from lambdas.contract.notification import NOTHING
from lambdas.contract.serving import Kind
from lambdas.promote_model import wording
from lambdas.promote_model.behind import all_behind, serving
from lambdas.promote_model.hold import held
from lambdas.promote_model.project import project
from lambdas.promote_model.record import has_moved

if TYPE_CHECKING:
    from lambdas.common.capacity import Capacity
    from lambdas.contract.aliases import AliasRecord
    from lambdas.contract.notification import Notification
    from lambdas.promote_model.work import Work

FAILED = "Failed"


def withdraw(work: Work) -> Promotion:
    """Remove what serves the alias, and everything else that was made for it.

    The record and the parameter go first: what is being deleted answers nobody. Which models
    stood behind the alias stays in the record.
    """
    stored = aliases.read(work.bucket, work.order.team, work.order.alias)
    if stored.record is None:
        project(work)
        _remove_all(work)
        return _answer(work)
    with held(work, stored, stored.record, "") as hold:
        _refuse_while_it_serves(work, hold.record)
        hold.stop_serving()
        project(work)
        left = _remove_all(work)
    if not has_moved(hold.record, work.order.execution_arn):
        return _answer(work)
    mail = wording.withdrawn(work.environment, hold.record, left)
    return _answer(work, changed=True, notification=mail)


def _refuse_while_it_serves(work: Work, record: AliasRecord) -> None:
    found = serving(work, record)
    if found is None or found.status == FAILED or work.order.may_remove:
        return
    paid = "by the hour" if found.kind is Kind.PROVISIONED else "by the token"
    raise RemovalRefusedError(
        f"alias {work.name} still serves from {found.name} ({found.arn}), which goes on serving "
        f'and is paid {paid}. To remove it, set "on_removal": "remove" for this capacity, deploy, '
        "and then remove it again"
    )


def _remove_all(work: Work) -> list[Capacity]:
    """Return what a term keeps alive, once everything else is gone.

    Raises:
        StillStoppingError: naming what is not gone yet; what is being made can't go before.
    """
    found = [
        (one, capacity_changes.remove(work.bedrock, one, work.now)) for one in all_behind(work)
    ]
    pending = [f"{one.name} is {one.status}" for one, how in found if how is Removal.PENDING]
    if pending:
        raise StillStoppingError(", ".join(pending))
    return [one for one, how in found if how is Removal.COMMITTED]


def _answer(
    work: Work, *, changed: bool = False, notification: Notification = NOTHING
) -> Promotion:
    return Promotion(
        alias=work.order.alias,
        arn="",
        model_arn="",
        changed=changed,
        team=work.order.team,
        notification=notification,
    )
