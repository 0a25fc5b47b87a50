"""Aliases: the stable names by which consumers find the current model."""

from enum import StrEnum

import msgspec

from lambdas.contract.notification import NOTHING, Notification
from lambdas.contract.serving import Commitment, DeclaredCapacity, Kind

SCHEMA_VERSION = 1

LONGEST_CALL_SECONDS = 120
"""How long one call of PromoteModel may last: who takes over waits until none can go on."""


class AliasTarget(msgspec.Struct, frozen=True, kw_only=True):
    """A model that stands or stood behind an alias."""

    model_arn: str
    run_id: str
    """The run that made it."""
    promoted_at: str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Who moves the alias now; another may take over once that execution has ended."""

    execution_arn: str
    model_arn: str
    claimed_at: str
    swapped_at: str = ""
    """When Bedrock was asked to put the model in place; empty until then."""


class AliasRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The alias of record, one S3 object, written with If-Match."""

    team: str
    alias: str
    kind: Kind
    arn: str = ""
    """What to invoke; empty while nothing serves."""
    current: AliasTarget | None = None
    previous: list[AliasTarget] = []
    """What stood behind it before, newest first."""
    claim: Claim | None = None
    moved_by: list[str] = []
    """The executions that changed what it says, newest first: a repeated call finds its own."""
    schema_version: int = SCHEMA_VERSION


MOST_PREVIOUS = 10
"""How many earlier models an alias remembers; retention keeps the first of them."""
MOST_MOVERS = 10
"""How many executions it remembers."""


class AliasAction(StrEnum):
    """What can be done with an alias."""

    PROMOTE = "promote"
    """A run's model takes its place behind the alias."""
    ROLLBACK = "rollback"
    """The model before takes it back."""
    CONFORM = "conform"
    """Capacity becomes what settings say, with the model that stands behind it."""
    WITHDRAW = "withdraw"
    """Capacity goes, because settings no longer declare it."""
    PROJECT = "project"
    """The SSM parameter becomes what the record says; nothing else changes."""


class AliasOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What PromoteModel is called with."""

    action: AliasAction
    team: str
    alias: str
    execution_arn: str
    """Whose claim it is."""
    model_arn: str = ""
    """Of `promote` only."""
    run_id: str = ""
    declared: DeclaredCapacity | None = None
    """Of `conform` only: what CloudFormation asks for, which may be older than the settings when
    it rolls back; None: what settings say."""
    kind: Kind | None = None
    """Of `withdraw` only: settings know the capacity no more."""
    may_commit: bool = False
    """Of `promote` only: whether the run's plan was approved for the term of the alias's capacity.
    `conform` always may, because whoever deploys accepts terms in the settings."""
    may_remove: bool = False
    """Of `withdraw` only: whether capacity that serves may go."""
    schema_version: int = SCHEMA_VERSION


class Promotion(msgspec.Struct, frozen=True, kw_only=True):
    """PromoteModel's answer."""

    alias: str
    arn: str
    """What to invoke; empty where no model stands behind the alias yet."""
    model_arn: str
    changed: bool
    team: str
    notification: Notification = NOTHING
    schema_version: int = SCHEMA_VERSION


class Resource(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """The properties of the custom resource that stands for declared capacity.

    CloudFormation sends text for everything, and after a failed deployment what an older version
    declared: what was not there from the start has a default.
    """

    team: str
    alias: str
    kind: Kind = Kind.ON_DEMAND
    units: int = 0
    commitment: Commitment = Commitment.NONE
    old_first: bool = False
    base: str = ""
    on_removal: str = "refuse"
    """Or `remove`."""
    wait: str = "alarm"
    """Or `strict`: what is too slow fails the deployment."""

    @property
    def name(self) -> str:
        """What it stands for, for people."""
        return f"the capacity of alias {self.team}/{self.alias}"

    @property
    def declared(self) -> DeclaredCapacity:
        """The capacity, as PromoteModel takes it."""
        return DeclaredCapacity(
            team=self.team,
            alias=self.alias,
            kind=self.kind,
            units=self.units,
            commitment=self.commitment,
            old_first=self.old_first,
            base=self.base,
        )


class ResourceEvent(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """What the CDK's provider calls ProvideCapacity with, as far as it is read.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
    """

    request_type: str
    """`Create`, `Update` or `Delete`."""
    request_id: str
    resource_properties: Resource
    physical_resource_id: str = ""
    """Ours, or one that the provider invented because a creation failed."""


class Provided(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """ProvideCapacity's answer. The provider hands the members on to AwaitCapacity."""

    physical_resource_id: str
    execution_arn: str
    capacity_prefix: str
    """How the names of all capacity of the alias begin."""


class AwaitedResource(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """What AwaitCapacity is called with: the event, and what ProvideCapacity added to it."""

    execution_arn: str
    resource_properties: Resource
    capacity_prefix: str = ""


class Awaited(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """AwaitCapacity's answer."""

    is_complete: bool
