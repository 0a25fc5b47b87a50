"""An alias while it is ours: nobody else moves it until we let go or our execution has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from lambdas.common import aliases
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.errors import AliasBusyError, PipelineError
from lambdas.promote_model.claim import has_ended, is_ours, new_claim
from lambdas.promote_model.record import moved

if TYPE_CHECKING:
    from lambdas.common.aliases import Stored
    from lambdas.contract.aliases import AliasTarget, Claim
    from lambdas.contract.serving import Kind
    from lambdas.promote_model.work import Work


class Hold:
    """The alias of record under our claim. Every write proves that the claim still stands."""

    def __init__(self, work: Work, record: AliasRecord, etag: str | None) -> None:
        self._work = work
        self._etag = etag
        self.record = record

    @property
    def claim(self) -> Claim:
        """What we claimed."""
        if self.record.claim is None:
            raise RuntimeError("the claim has ended")
        return self.record.claim

    @property
    def since(self) -> dt.datetime:
        """Since when."""
        return dt.datetime.fromisoformat(self.claim.claimed_at)

    def change(self, **members: Any) -> None:
        """Write what the record says from now on."""
        record = msgspec.structs.replace(self.record, **members)
        if record == self.record:
            return
        stored = aliases.write(self._work.bucket, record, self._etag)
        self.record, self._etag = record, stored.etag

    def renew(self) -> None:
        """Begin the claim anew: what is made from now on has another token."""
        self.change(claim=new_claim(self._work, self.claim.model_arn))

    def note_swap(self) -> None:
        """Remember that Bedrock was asked to put the model in place."""
        at = self._work.now.isoformat()
        self.change(claim=msgspec.structs.replace(self.claim, swapped_at=at))

    def move(self, *, kind: Kind, arn: str, target: AliasTarget | None) -> None:
        """Write where the alias leads from now on; written again, nothing changes."""
        by = self._work.order.execution_arn
        self.change(**moved(self.record, by, kind=kind, arn=arn, target=target))

    def interrupt(self) -> None:
        """Write that nothing serves the alias for now: the move goes on."""
        self.change(arn="")

    def stop_serving(self) -> None:
        """Write that nothing serves the alias; which model stands behind it is remembered."""
        self.move(kind=self.record.kind, arn="", target=self.record.current)

    def let_go(self) -> None:
        """End the claim."""
        self.change(claim=None)


@contextmanager
def held(work: Work, stored: Stored, empty: AliasRecord, model_arn: str) -> Iterator[Hold]:
    """Claim the alias, and let go when the work is done or can't be done.

    After anything else, "not yet" included, the claim stands: the next call goes on with it.

    Args:
        work: the call.
        stored: the record as it was read, on which what is wanted was decided.
        empty: the record of an alias that has none.
        model_arn: the model that is to stand behind the alias; empty to take it out of service.

    Raises:
        AliasBusyError: another execution moves the alias, or did just now.
    """
    hold = Hold(work, stored.record or empty, stored.etag)
    if not is_ours(work, hold.record.claim, model_arn):
        hold.change(claim=new_claim(work, model_arn))
        if has_ended(work):
            hold.let_go()
            raise AliasBusyError(f"{work.order.execution_arn} has ended and moves nothing any more")
    try:
        yield hold
    except PipelineError:
        # The claim of an ended execution binds nobody: this only spares the next one the wait.
        with suppress(AliasBusyError, ClientError):
            hold.let_go()
        raise
    hold.let_go()
