"""What could not be read or done: noted, so that it hides nothing else, and told at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from lambdas.common.entry import logger

T = TypeVar("T")

CAN_GO_WRONG = (BotoCoreError, ClientError, msgspec.MsgspecError, ValueError)
"""A refused or lost call, and something written by another hand: a record, a date in a tag."""


class AuditIncompleteError(Exception):
    """Part of the audit couldn't be done; the message names each part, the rest is done."""


class Failures:
    """Collects what went wrong."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    def attempt(self, what: str, work: Callable[[], T]) -> T | None:
        """Return what work returns; None, and a note that says what it was, if it went wrong."""
        try:
            return work()
        except CAN_GO_WRONG as error:
            self.note(what, _kind_of(error))
            return None

    def note(self, what: str, why: str) -> None:
        """Keep that something couldn't be done."""
        logger.warning("not done", extra={"what": what, "why": why})
        self.noted.append(f"{what} ({why})")

    def raise_if_any(self) -> None:
        """Ring the alarm of what the audit could not do.

        Raises:
            AuditIncompleteError: naming it.
        """
        if self.noted:
            raise AuditIncompleteError("not done: " + "; ".join(self.noted))


def _kind_of(error: Exception) -> str:
    """Return what happened without anything that the error quotes."""
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"]
    return type(error).__name__
