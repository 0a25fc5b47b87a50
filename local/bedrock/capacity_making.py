"""What making and changing deployments and throughputs have in common."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from local.bedrock import admission, permissions
from local.bedrock.capacity import Capacity, Change
from local.bedrock.clock import Clock
from local.bedrock.faults import (
    FailDeployment,
    FailUpdate,
    FaultBook,
    HoldDeployment,
    UnknownStatus,
)
from local.bedrock.state import Store
from local.bedrock.things import CustomModel
from local.bedrock.world import Caller

Params = Mapping[str, Any]


class Fate(NamedTuple):
    """What tests ordered for something that is being made."""

    failure: str | None
    held: threading.Event | None


def once(
    store: Store, operation: str, params: Params, caller: Caller, make: Callable[[], Capacity]
) -> str:
    """Return the ARN of what a request makes; a repeated token makes nothing, without an error.

    The ARN may be of something deleted since: whoever trusts the answer waits for ever.
    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateCustomModelDeployment.html
    """
    token = params.get("clientRequestToken")
    key = (caller.scope, f"{operation}/{token}")
    with store.lock:
        if token and key in store.tokens:
            return store.tokens[key]
        made = make()
        store.capacity[made.arn] = made
        if token:
            store.tokens[key] = made.arn
    return made.arn


def checked_tags(params: Params, arn: str, caller: Caller) -> dict[str, str]:
    """Return the tags of a request, if they are good and the caller may set them.

    Raises:
        AccessDeniedException: The caller may not.
        TooManyTagsException: More than 50.
        ValidationException: A key twice, or one that is AWS's own.
    """
    given = params.get("tags", [])
    tags = admission.check_tags(given, "tags", arn)
    admission.check_permissions(caller, list(permissions.of_tagger(arn, given)))
    return tags


def fate(faults: FaultBook, name: str) -> Fate:
    """Use the faults that are due for something new."""
    held = faults.hold(HoldDeployment, [name])
    failure = faults.take(FailDeployment, [name])
    return Fate(failure.message if failure else None, held)


def begin_change(
    one: Capacity, wanted: CustomModel, minutes: float, clock: Clock, faults: FaultBook
) -> None:
    """Begin to put another model in, which ends by time alone."""
    now = clock.now()
    failure = faults.take(FailUpdate, [one.name])
    one.model = one.model_at(now)
    one.change = Change(
        model=wanted,
        begun=now,
        due=clock.after(now, minutes),
        failure=failure.message if failure else None,
    )


def told_status(one: Capacity, clock: Clock, faults: FaultBook) -> str:
    """Return the status that Get and List tell."""
    fault = faults.take(UnknownStatus, [one.name])
    return fault.word if fault else one.status(clock.now())
