"""The faults by name."""

from enum import StrEnum


class Fault(StrEnum):
    """What can go wrong at a side effect."""

    THROTTLE = "throttle"
    SERVER_ERROR = "5xx"
    LOST = "lost response"
    """The effect is there; who caused it hears of a failure, as often as the SDK tries."""
    TIME_OUT = "time-out"
    """The function's time is over before the effect."""
    CRASH = "crash"
    """The function dies right after the effect."""
    DENIED = "access denied"
    """For good: until an operator who was told mends it."""
    QUOTA = "quota"
    CONFLICT = "conflict"
    UNKNOWN = "unknown status"
    """From then on the thing has a status that nobody knows."""
    ABORT = "abort"
    """Somebody stops the execution just then; the function goes on, and the effect comes late."""
