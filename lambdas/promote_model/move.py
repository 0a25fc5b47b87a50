"""Promote, roll back, conform: a model behind an alias, capacity that serves it, then the word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lambdas.common import aliases, custom_models
from lambdas.common.entry import logger
from lambdas.contract.aliases import AliasAction, AliasRecord, AliasTarget, Promotion
from lambdas.contract.errors import PromotionRefusedError
from lambdas.contract.notification import NOTHING
from lambdas.promote_model import behind, wording
from lambdas.promote_model.base import check_base
from lambdas.promote_model.hold import held
from lambdas.promote_model.project import project
from lambdas.promote_model.record import has_moved, target_of
from lambdas.promote_model.serve import serve

if TYPE_CHECKING:
    from lambdas.common.capacity import Capacity
    from lambdas.promote_model.work import Work


def move(work: Work) -> Promotion:
    """Carry out an order that puts a model behind an alias, or capacity under it.

    The order of things: claim, capacity that serves, record, parameter, old capacity, claim ended.
    A call that ends anywhere is followed by one that does the rest, and while the claim stands
    nobody comes in between.
    """
    order, declared = work.order, work.declared()
    empty = AliasRecord(team=order.team, alias=order.alias, kind=declared.kind)
    stored = aliases.read(work.bucket, order.team, order.alias)
    record = stored.record or empty
    if order.action is AliasAction.ROLLBACK and _is_done(work, record):
        project(work)
        return _answer(work, record, behind.serving(work, record))
    target = wanted(work, record)
    if target is None:
        logger.info("no model stands behind the alias")
        return Promotion(alias=order.alias, arn="", model_arn="", changed=False, team=order.team)
    if target != record.current:
        # What stands there may stay when settings change; it only can't be made anew.
        check_base(work, declared, target.model_arn, record)
    with held(work, stored, empty, target.model_arn) as hold:
        serving = serve(work, hold, declared)
        hold.move(kind=serving.kind, arn=serving.arn, target=target)
        project(work)
        behind.remove_superseded(work, serving.arn)
    return _answer(work, hold.record, serving)


def wanted(work: Work, record: AliasRecord) -> AliasTarget | None:
    """Return the model that is to stand behind the alias; None when there is nothing to serve.

    Raises:
        PromotionRefusedError: there is no model to go back to.
    """
    order = work.order
    if order.action is AliasAction.PROMOTE:
        return _promoted(work, record)
    if order.action is AliasAction.ROLLBACK:
        return _before(work, record)
    if record.current is None or custom_models.find(work.bedrock, record.current.model_arn) is None:
        return None
    return record.current


def _promoted(work: Work, record: AliasRecord) -> AliasTarget:
    order = work.order
    if record.current and record.current.model_arn == order.model_arn:
        return record.current
    now = work.now.isoformat()
    return AliasTarget(model_arn=order.model_arn, run_id=order.run_id, promoted_at=now)


def _before(work: Work, record: AliasRecord) -> AliasTarget:
    """Return the model to go back to: what our claim says, else the one before."""
    claimed = _claimed(work, record)
    if claimed is not None and claimed == record.current:
        return claimed
    if claimed is None and not record.previous:
        raise PromotionRefusedError(f"alias {work.name}: no other model stood behind it before")
    before = claimed or record.previous[0]
    if custom_models.find(work.bedrock, before.model_arn) is None:
        raise PromotionRefusedError(
            f"alias {work.name}: the model before, {before.model_arn} of run {before.run_id}, was "
            f"deleted; {wording.still_serves(record)}"
        )
    return msgspec.structs.replace(before, promoted_at=work.now.isoformat())


def _claimed(work: Work, record: AliasRecord) -> AliasTarget | None:
    """Return the model that this execution claimed the alias for, at a call before."""
    claim = record.claim
    if claim is None or claim.execution_arn != work.order.execution_arn:
        return None
    return target_of(record, claim.model_arn)


def _is_done(work: Work, record: AliasRecord) -> bool:
    """Whether this very execution went back already: once more would undo it."""
    return has_moved(record, work.order.execution_arn) and _claimed(work, record) is None


def _answer(work: Work, record: AliasRecord, serving: Capacity | None) -> Promotion:
    changed = has_moved(record, work.order.execution_arn)
    mail = wording.moved(work.environment, work.order.action, record, serving)
    return Promotion(
        alias=record.alias,
        arn=record.arn,
        model_arn=record.current.model_arn if record.current else "",
        changed=changed,
        team=record.team,
        notification=mail if changed else NOTHING,
    )
