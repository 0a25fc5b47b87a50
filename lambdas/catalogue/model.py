"""One base model: everything that is known about customizing it."""

import datetime
from enum import StrEnum

import msgspec

from lambdas.catalogue.dataset import Dataset
from lambdas.catalogue.facts import Fact, Sourced
from lambdas.catalogue.hyperparameters import Hyperparameters
from lambdas.catalogue.prices import Prices, Usd
from lambdas.catalogue.serving import Serving


class Method(StrEnum):
    """Ways to customize a model, as the API calls them."""

    FINE_TUNING = "FINE_TUNING"
    REINFORCEMENT_FINE_TUNING = "REINFORCEMENT_FINE_TUNING"
    DISTILLATION = "DISTILLATION"
    CONTINUED_PRE_TRAINING = "CONTINUED_PRE_TRAINING"


class Api(StrEnum):
    """Which API takes the job."""

    BEDROCK = "bedrock"
    """CreateModelCustomizationJob."""
    OPENAI_COMPATIBLE = "openai_compatible"
    """https://docs.aws.amazon.com/bedrock/latest/userguide/fine-tuning-openai-apis.html"""


class Role(StrEnum):
    """What a model can be in a distillation."""

    STUDENT = "student"
    TEACHER = "teacher"


class State(StrEnum):
    """Where a model stands in its life.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html
    """

    ACTIVE = "active"
    LEGACY = "legacy"
    END_OF_LIFE = "end_of_life"
    NOT_OFFERED = "not_offered"
    """Gone from AWS's tables, without a date that anybody states."""


class Teacher(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model from whose answers a student learns."""

    model_id: str
    inference_profile_only: bool
    state: State


class Offer(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One method that a model is offered for."""

    api: Api
    regions: tuple[str, ...] | None
    """Where a job can run; null is unknown."""
    dataset: Dataset | None
    hyperparameters: Hyperparameters | None
    roles: tuple[Role, ...] = ()
    teachers: tuple[Teacher, ...] = ()


class Ids(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model is called in requests."""

    to_customize: str | None
    """With its context length, which jobs want; null where no job takes the model."""
    to_invoke: str | None


class Lifecycle(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model's state and dates."""

    state: State
    launched_on: datetime.date | None
    legacy_on: datetime.date | None
    ends_on: datetime.date | None

    @property
    def takes_new_jobs(self) -> bool:
        """Whether a new job can start: AWS allows none once a model is Legacy.

        https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle-legacy.html
        """
        return self.state is State.ACTIVE


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A base model."""

    name: str
    """Our short name, which requests use."""
    title: str
    """What people call it."""
    provider: str
    review_by: datetime.date
    """Lifecycle and prices age: after this day the entry is to be checked against its sources."""
    ids: Ids
    lifecycle: Lifecycle
    methods: dict[Method, Offer]
    serving: Serving
    prices: Prices


class TokenRule(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to tell a text's tokens from its length."""

    characters_per_token: int


class Common(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for every model."""

    tokens: TokenRule
    cautious_tokens: TokenRule
    """Fewer characters a token, so more tokens: the bound that budgets are held against."""
    storage_usd_per_month: Fact[Usd]
    """Seen for every model whose storage price was seen; no model's own price."""
