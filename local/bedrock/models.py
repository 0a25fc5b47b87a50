"""What the service knows of its base models; written apart from the project's own catalogue.

The stand-in judges the project, so the two must be able to disagree.
https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-fine-tuning.html
https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle-legacy.html
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import msgspec

from local.bedrock.errors import ResourceNotFoundException
from local.bedrock.hyperparameters import LLAMA, NOVA, Range

Lifecycle = Literal["ACTIVE", "LEGACY"]

FOUNDATION_MODEL = "foundation-model/"
"""What stands before a base model's id in its ARN."""


class BaseModel(msgspec.Struct, frozen=True, kw_only=True):
    """A foundation model that can be, or could once be, fine-tuned."""

    model_id: str
    """With its context suffix, as customization wants it."""
    name: str
    provider: str
    region: str
    """The one Region that customizes it, and serves what comes of it."""
    start: datetime
    input_modalities: tuple[str, ...] = ("TEXT",)
    lifecycle: Lifecycle = "ACTIVE"
    end_of_life: datetime | None = None
    on_demand: bool = True
    """Whether custom models of it can be deployed on demand, not just behind provisioned
    throughput. https://docs.aws.amazon.com/bedrock/latest/userguide/deploy-custom-model-on-demand.html"""
    hyperparameters: Mapping[str, Range]
    min_records: int = 8
    max_records: int = 20_000
    """Training and validation together."""
    max_record_tokens: int = 32_000
    records: Literal["converse", "prompt_completion"] = "converse"
    blocks: frozenset[str] = frozenset()
    """What a turn may hold beside text."""

    @property
    def inference_id(self) -> str:
        """The id without context suffix, good for inference only."""
        return self.model_id.rpartition(":")[0]

    @property
    def short_name(self) -> str:
        """The id without version: what lists of custom models call the base."""
        return self.model_id.partition(":")[0]

    def arn(self, model_id: str | None = None) -> str:
        """Return the foundation model's ARN, which has no account."""
        return f"arn:aws:bedrock:{self.region}::{FOUNDATION_MODEL}{model_id or self.model_id}"

    def ended(self, now: datetime) -> bool:
        """Say whether every request for the model fails by now."""
        return self.end_of_life is not None and now >= self.end_of_life


_LAUNCH = datetime(2024, 12, 5, tzinfo=UTC)

_MODELS = (
    BaseModel(
        model_id="amazon.nova-micro-v1:0:128k",
        name="Nova Micro",
        provider="Amazon",
        region="us-east-1",
        start=_LAUNCH,
        hyperparameters=NOVA,
    ),
    BaseModel(
        model_id="amazon.nova-lite-v1:0:300k",
        name="Nova Lite",
        provider="Amazon",
        region="us-east-1",
        start=_LAUNCH,
        input_modalities=("TEXT", "IMAGE"),
        hyperparameters=NOVA,
        blocks=frozenset({"image", "video"}),
    ),
    BaseModel(
        model_id="amazon.nova-pro-v1:0:300k",
        name="Nova Pro",
        provider="Amazon",
        region="us-east-1",
        start=_LAUNCH,
        input_modalities=("TEXT", "IMAGE"),
        hyperparameters=NOVA,
        blocks=frozenset({"image", "video"}),
    ),
    BaseModel(
        model_id="amazon.nova-2-lite-v1:0:256k",
        name="Nova 2 Lite",
        provider="Amazon",
        region="us-east-1",
        start=datetime(2025, 12, 2, tzinfo=UTC),
        input_modalities=("TEXT", "IMAGE"),
        # AWS publishes no ranges for fine-tuning it; only epochCount is seen in use.
        hyperparameters={"epochCount": NOVA["epochCount"]},
        blocks=frozenset(
            {"image", "video", "document", "reasoningContent", "toolUse", "toolResult"}
        ),
    ),
    BaseModel(
        model_id="meta.llama3-1-8b-instruct-v1:0:128k",
        name="Llama 3.1 8B",
        provider="Meta",
        region="us-west-2",
        start=datetime(2024, 7, 23, tzinfo=UTC),
        lifecycle="LEGACY",
        on_demand=False,
        end_of_life=datetime(2027, 3, 30, tzinfo=UTC),
        hyperparameters=LLAMA,
        records="prompt_completion",
        min_records=100,
        max_records=10_000,
        max_record_tokens=16_000,
    ),
    BaseModel(
        model_id="meta.llama3-2-1b-instruct-v1:0:128k",
        name="Llama 3.2 1B",
        provider="Meta",
        region="us-west-2",
        start=datetime(2024, 9, 25, tzinfo=UTC),
        lifecycle="LEGACY",
        on_demand=False,
        end_of_life=datetime(2026, 7, 7, tzinfo=UTC),
        hyperparameters=LLAMA,
        min_records=100,
        max_records=10_000,
        max_record_tokens=16_000,
    ),
)


class Named(NamedTuple):
    """A model and the id it was asked for by: with or without context suffix."""

    model: BaseModel
    model_id: str


class Catalogue:
    """The base models of one stand-in, whose lives a test may shorten."""

    def __init__(self) -> None:
        self._models: list[BaseModel] = list(_MODELS)

    def reset(self) -> None:
        """Give every model its own life back."""
        self._models = list(_MODELS)

    def retire(self, model_id: str, end_of_life: datetime, lifecycle: Lifecycle) -> None:
        """Give a model another end of life.

        Raises:
            ResourceNotFoundException: There is no such model.
        """
        for index, model in enumerate(self._models):
            if model_id in {model.model_id, model.inference_id}:
                self._models[index] = msgspec.structs.replace(
                    model, end_of_life=end_of_life, lifecycle=lifecycle
                )
                return
        raise ResourceNotFoundException(f"Could not find the model {model_id}")

    def offered(self, region: str, now: datetime) -> Iterator[BaseModel]:
        """Yield the models that still live and are customized in a Region."""
        models = list(self._models)
        return (model for model in models if model.region == region and not model.ended(now))

    def find(self, identifier: str, region: str, now: datetime) -> Named | None:
        """Return the model that an id or ARN names in a Region, or None.

        Raises:
            ResourceNotFoundException: The model has reached the end of its life.
        """
        model_id = identifier.rpartition(FOUNDATION_MODEL)[2]
        for model in self._models:
            if model.region != region or model_id not in {model.model_id, model.inference_id}:
                continue
            if model.ended(now):
                raise ResourceNotFoundException(
                    f"This model version has reached the end of its life: {model_id}"
                )
            if identifier in {model_id, model.arn(model_id)}:
                return Named(model, model_id)
        return None

    def living(self, base: BaseModel, now: datetime) -> BaseModel:
        """Return a model that something was made from, as it is now.

        Raises:
            ResourceNotFoundException: The model has reached the end of its life.
        """
        found = self.find(base.model_id, base.region, now)
        return found.model if found else base
