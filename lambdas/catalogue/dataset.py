"""What a model accepts as training data."""

from enum import StrEnum

import msgspec

from lambdas.catalogue.facts import Sourced


class Format(StrEnum):
    """The shape of one record of a JSON Lines dataset.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html
    """

    CONVERSE = "converse"
    PROMPT_COMPLETION = "prompt_completion"
    ANTHROPIC_MESSAGES = "anthropic_messages"
    IMAGE_CAPTION = "image_caption"
    OPENAI_CHAT = "openai_chat"
    TEXT = "text"


class Content(StrEnum):
    """What a record may hold."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"
    REASONING = "reasoning"
    TOOL_USE = "tool_use"


class Validation(StrEnum):
    """Whether a job takes held-out records as well."""

    OPTIONAL = "optional"
    UNSUPPORTED = "unsupported"
    UNCLEAR = "unclear"
    """AWS's pages disagree; the note of the group says which."""


class Images(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of images."""

    formats: tuple[str, ...] | None
    max_per_record: int | None
    max_bytes: int | None
    min_side_pixels: int | None = None
    max_side_pixels: int | None = None
    max_pixels: int | None = None
    max_aspect_ratio: int | None = None
    """Of the longer side to the shorter."""


class Videos(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of videos."""

    formats: tuple[str, ...] | None
    max_per_record: int | None
    max_bytes: int | None
    max_seconds: int | None


class Documents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of documents."""

    formats: tuple[str, ...] | None
    max_per_record: int | None
    max_bytes: int | None


class Captions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of an image's caption, in characters."""

    min_characters: int | None
    max_characters: int | None


class Dataset(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of one model and method. Null is unknown; an absent group does not apply."""

    format: Format
    contents: tuple[Content, ...]
    validation: Validation
    min_records: int | None
    recommended_records: int | None
    """Fewer than this train a model, but rarely a good one."""
    max_records: int | None
    """Of training and validation together."""
    max_training_records: int | None
    max_validation_records: int | None
    records_quota: str | None
    """The Service Quotas code of the limit on records."""
    records_quota_adjustable: bool | None
    max_tokens_per_record: int | None
    """Of input and output together."""
    max_training_bytes: int | None
    max_validation_bytes: int | None
    reserved_strings: tuple[str, ...] = ()
    """Text that makes the job fail wherever it stands."""
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    max_line_bytes: int | None = None
    images: Images | None = None
    videos: Videos | None = None
    documents: Documents | None = None
    captions: Captions | None = None
