"""The life of a base model, as Bedrock tells it in this region."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

ACTIVE = "ACTIVE"

UNKNOWN_MODEL = ("ResourceNotFoundException", "ValidationException")
"""What Bedrock answers for a model that it does not, or no longer, have here; of the identifiers
that are asked for, all have the right form."""


class Life(NamedTuple):
    """A base model's state, which may differ by region.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelLifecycle.html
    """

    status: str
    legacy_at: dt.datetime | None = None
    """Since when, or from when on, no new job can start."""
    ends_at: dt.datetime | None = None
    """When every request for it, or for what was made from it, begins to fail."""

    @property
    def takes_new_jobs(self) -> bool:
        """Whether a job can start; a state that nobody knows counts as one in which none can.

        https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle-legacy.html
        """
        return self.status == ACTIVE


def find_life(bedrock: BedrockClient, base: str) -> Life | None:
    """Return the life of a base model, by id or ARN; None if Bedrock does not have it here."""
    try:
        found = bedrock.get_foundation_model(modelIdentifier=base)["modelDetails"]
    except ClientError as error:
        if error.response["Error"]["Code"] in UNKNOWN_MODEL:
            return None
        raise
    life = found.get("modelLifecycle", {})
    return Life(life.get("status", "unknown"), life.get("legacyTime"), life.get("endOfLifeTime"))
