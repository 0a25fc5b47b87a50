"""The base that an alias's capacity is declared for: its price and ceiling hold for no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.common.capacity import base_of
from lambdas.contract.errors import PromotionRefusedError
from lambdas.promote_model.wording import still_serves

if TYPE_CHECKING:
    from lambdas.contract.aliases import AliasRecord
    from lambdas.contract.serving import DeclaredCapacity
    from lambdas.promote_model.work import Work


def check_base(work: Work, declared: DeclaredCapacity, model_arn: str, record: AliasRecord) -> None:
    """See to it that a model has the base that the capacity is declared for.

    Raises:
        PromotionRefusedError: it has another.
    """
    base = base_of(model_arn)
    if declared.base in ("", base):
        return
    raise PromotionRefusedError(
        f"the capacity of alias {work.name} is declared for {declared.base}; the base of "
        f"{model_arn} is {base or 'not known'}. Give the alias a model of the declared base, or "
        f"declare its capacity for the other; {still_serves(record)}"
    )
