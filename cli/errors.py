"""How the command fails: one sentence on stderr, and an exit code that scripts can rely on."""

from enum import IntEnum
from typing import ClassVar, Self


class ExitCode(IntEnum):
    """Every exit code and what it means; help and documentation show this table."""

    meaning: str

    OK = 0, "done; of watch: the run succeeded"
    RUN_FAILED = 1, "the run or the rollback failed, was stopped or ran out of time; data invalid"
    USAGE = 2, "the command line or the request is not well-formed"
    NOT_FOUND = 3, "environment, team, run, report or alias not found"
    REFUSED = 4, "no usable credentials, the wrong account, or AWS refused a call"
    SERVICE = 5, "AWS can't be reached, or a service answered with another error"
    INTERRUPTED = 130, "interrupted with Ctrl-C; a started run goes on"

    def __new__(cls, code: int, meaning: str) -> Self:
        """Make the member an int that carries its meaning."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member


class CommandError(Exception):
    """An expected failure, whose message is the sentence that the caller reads."""

    exit_code: ClassVar[ExitCode]


class FrontDoorError(CommandError):
    """The front door ended without starting a run."""

    exit_code = ExitCode.RUN_FAILED


class UsageError(CommandError):
    """The caller asked for something that makes no sense as given."""

    exit_code = ExitCode.USAGE


class NotFoundError(CommandError):
    """What the caller named does not exist here."""

    exit_code = ExitCode.NOT_FOUND


class RefusedError(CommandError):
    """The caller is nobody that AWS knows, or may not do this."""

    exit_code = ExitCode.REFUSED


class ServiceError(CommandError):
    """AWS can't be reached, or answered with an error that is not the caller's."""

    exit_code = ExitCode.SERVICE


class InterruptionError(CommandError):
    """The caller pressed Ctrl-C."""

    exit_code = ExitCode.INTERRUPTED
