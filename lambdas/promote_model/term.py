"""The term of an alias's capacity: bought only by an order that somebody agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.common.figures import count
from lambdas.contract.errors import PromotionRefusedError
from lambdas.contract.money import ApprovalReason
from lambdas.contract.serving import Commitment
from lambdas.promote_model.wording import still_serves

if TYPE_CHECKING:
    from lambdas.contract.aliases import AliasRecord
    from lambdas.contract.serving import DeclaredCapacity
    from lambdas.promote_model.work import Work


def check_term(work: Work, declared: DeclaredCapacity, record: AliasRecord) -> None:
    """See to it that new capacity has no term that nobody agreed to.

    Raises:
        PromotionRefusedError: it has one.
    """
    if declared.commitment is Commitment.NONE or work.may_commit:
        return
    raise PromotionRefusedError(
        f"the capacity of alias {work.name} would be made anew, "
        f"{count(declared.units, 'model unit')} committed for {declared.commitment}, and nobody "
        "agreed to this order buying that term: a run may whose plan was approved for it "
        f"({ApprovalReason.COMMITTED_TERM}), or a deployment of settings that declare it; "
        f"{still_serves(record)}"
    )
