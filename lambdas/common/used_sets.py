"""Which runs a test set has decided: with each of them its interval says less than it claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from lambdas.common.figures import count
from lambdas.contract import places

if TYPE_CHECKING:
    from lambdas.common.storage import Bucket
    from lambdas.contract.run import Run

MISSING = "NoSuchKey"
JSON = "application/json"


class Uses(msgspec.Struct, frozen=True, kw_only=True):
    """The runs that a set has decided, the first one first."""

    run_ids: list[str]


def earlier_uses(artifacts: Bucket, run: Run, sha256: str) -> int:
    """Return how many other runs the set has decided before."""
    uses, _ = _read(artifacts, places.used_set_key(run.team, sha256))
    return _before(uses, run)


def note_use(artifacts: Bucket, run: Run, sha256: str) -> int:
    """Note that the set decides this run; return how many it has decided before.

    Raises:
        ClientError: another run came in between; noting it again helps.
    """
    key = places.used_set_key(run.team, sha256)
    uses, etag = _read(artifacts, key)
    if run.run_id not in uses.run_ids:
        more = Uses(run_ids=[*uses.run_ids, run.run_id])
        artifacts.write_if(key, msgspec.json.encode(more), JSON, etag)
    return _before(uses, run)


def used_before(runs: int) -> str:
    """Return what it means that a set was used before."""
    return (
        f"This test set has decided {count(runs, 'run')} before: choosing among runs by the same "
        "records makes the best of them look better than it is, and the interval no longer means "
        "what it says."
    )


def _before(uses: Uses, run: Run) -> int:
    ids = uses.run_ids
    return ids.index(run.run_id) if run.run_id in ids else len(ids)


def _read(artifacts: Bucket, key: str) -> tuple[Uses, str | None]:
    try:
        body, etag = artifacts.read_tagged(key)
    except ClientError as error:
        if error.response["Error"]["Code"] != MISSING:
            raise
        return Uses(run_ids=[]), None
    return msgspec.json.decode(body, type=Uses), etag
