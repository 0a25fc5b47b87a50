"""The preparation of a dataset: what is asked for, what came of it, and what is kept of it."""

from enum import StrEnum
from typing import Annotated, Any

import msgspec

from lambdas.contract import places
from lambdas.contract.request import DEFAULT_MODEL, Dataset
from lambdas.contract.run import Lineage

SCHEMA_VERSION = 1
DEFAULT_METHOD = "FINE_TUNING"
DEFAULT_SHARE = 0.1
"""Of the records, for validation and for test alike."""
DEFAULT_NEAR_DUPLICATES = 0.85
LEAST_NEAR_DUPLICATES = 0.7
"""Below this, texts count as the same that people call different."""
MOST_SOURCES = 20

Share = Annotated[float, msgspec.Meta(ge=0, le=0.4)]
"""A part of all records."""


class Subset(StrEnum):
    """The sets that the records are divided into."""

    TRAINING = "training"
    VALIDATION = "validation"
    TEST = "test"
    """Never trained on: for the comparison of the custom model with its base."""


class Shape(StrEnum):
    """What the records of a source look like; told by their keys."""

    PROMPT_ANSWER = "prompt_answer"
    INSTRUCTION = "instruction"
    """An instruction, perhaps with a context it speaks of, and its response."""
    CHAT = "chat"
    """Messages of a role and a text, as OpenAI's and Anthropic's interfaces take them."""
    CONVERSE = "converse"
    CAPTION = "caption"
    TEXT = "text"
    MAPPED = "mapped"
    """As the request's `fields` say."""


class Reason(StrEnum):
    """Why a line of a source is left out. The check of the result adds the names of its rules."""

    EMPTY_LINE = "empty_line"
    UNREADABLE = "unreadable"
    """No JSON object or no row of the table."""
    ENCODING = "encoding"
    """Not UTF-8."""
    OTHER_SHAPE = "other_shape"
    """Not the shape of its source."""
    INCONVERTIBLE = "inconvertible"
    """Holds what the model's format has no place for: several turns, media, a system prompt."""
    EMPTY = "empty"
    """A prompt or an answer without text."""
    SHORT_ANSWER = "short_answer"
    LONG_ANSWER = "long_answer"
    ANSWER_IS_PROMPT = "answer_is_prompt"


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which keys or columns hold what, where their names don't tell."""

    prompt: str | None = None
    context: str | None = None
    """Appended to the prompt."""
    answer: str | None = None
    system: str | None = None
    text: str | None = None
    """Plain text, which has neither prompt nor answer."""


class PreparationRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a team asks for."""

    name: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
            min_length=1,
            max_length=40,
            description="Lower-case words joined by single hyphens.",
        ),
    ]
    """The dataset's name, which is part of its place."""
    sources: Annotated[list[Dataset], msgspec.Meta(min_length=1, max_length=MOST_SOURCES)]
    """JSON Lines or CSV, by their ending. Of duplicates the first is kept, in this order."""
    model: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] = DEFAULT_MODEL
    """A name of the catalogue or the model's id to customize: the result is in its format."""
    method: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] = DEFAULT_METHOD
    """How the model is to be customized, in the API's words."""
    fields: Fields = Fields()
    """For every source; left out, each source is recognized by its keys."""
    system_prompt: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)] | None = None
    """Given to every record that has none."""
    min_answer_characters: Annotated[int, msgspec.Meta(ge=1)] = 1
    max_answer_characters: Annotated[int, msgspec.Meta(ge=1)] | None = None
    near_duplicates: Annotated[float, msgspec.Meta(ge=LEAST_NEAR_DUPLICATES, le=1)] | None = (
        DEFAULT_NEAR_DUPLICATES
    )
    """From which similarity on (Jaccard, of five-character pieces) two texts are the same; null
    removes exact duplicates only."""
    validation_share: Share | None = None
    """Left out: a tenth, or nothing where the model takes no validation records."""
    test_share: Share = DEFAULT_SHARE
    max_records: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """The most records kept, in a representative sample; the model's own limit holds as well."""
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)] = 0
    """Decides sample, split and order; the same seed and data give the same sets."""
    scan: bool = True
    """Whether to look for personal data and secrets; they are counted, not removed."""
    schema_version: Annotated[int, msgspec.Meta(ge=1, le=SCHEMA_VERSION)] = SCHEMA_VERSION


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A source as it was read."""

    address: str
    """Its key, or offline its name."""
    version_id: str | None
    """None: it was a file."""
    sha256: str
    size_bytes: int
    shape: Shape
    fields: Fields
    """The keys that were read; nothing where messages were."""
    records: int
    """Lines or rows read."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the records: read = left_out + duplicates + over_cap + kept."""

    read: int
    left_out: dict[str, int]
    """By `Reason`, or by the rule of the check that the record would have broken."""
    exact_duplicates: int
    near_duplicates: int
    over_cap: int
    """Not in the sample."""
    kept: int
    prompts_with_several_answers: int = 0
    """Prompts to which different answers were kept: the model learns all of them."""


class PreparedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One of the sets, as it was written."""

    sha256: str
    size_bytes: int
    records: int
    characters: int
    """Unicode characters of all trained text."""
    estimated_tokens: int


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What the scan found of one kind; never the values."""

    count: int
    records: int
    lines: list[str]
    """The first of them, as `<source>:<line>`."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what a prepared dataset is and how it came about; it lies beside its files."""

    name: str
    version: str
    """Of the sets and of how they came about: equal sources and settings, equal version."""
    model: str
    method: str
    format: str
    request: PreparationRequest
    """As it was understood, with every default and the seed."""
    sources: list[SourceFile]
    counts: Counts
    files: dict[Subset, PreparedFile]
    """By set; an empty set has no file."""
    scan: dict[str, Found] | None
    """By kind of personal data or secret; None: nobody looked."""
    warnings: list[str]
    libraries: dict[str, str]
    """The versions that the result can depend on."""
    schema_version: int = SCHEMA_VERSION


class PreparedDataset(msgspec.Struct, frozen=True, kw_only=True):
    """PrepareDataset's answer: where everything is, and what to start next."""

    name: str
    version: str
    manifest: str
    """Its key, or offline its path; so are the next."""
    places: dict[Subset, str]
    files: dict[Subset, PreparedFile]
    counts: Counts
    found: dict[str, int] | None
    """By kind of personal data or secret; the manifest tells the lines."""
    warnings: list[str]
    run_request: dict[str, Any] | None = None
    """What to start a run on these data with; None: no run is built for the method, or offline."""
    schema_version: int = SCHEMA_VERSION


class PrepareDatasetInput(msgspec.Struct, frozen=True, kw_only=True):
    """What a team's machine hands to PrepareDataset."""

    team: str
    """Written by the machine's own definition; the request can't shadow it."""
    execution_name: str
    request: Any = None
    """The team's request, untouched."""


def answer_of(
    manifest: Manifest, folder: str, run_request: dict[str, Any] | None = None
) -> PreparedDataset:
    """Return what to tell of a dataset that was written to a folder, which ends in a slash."""
    found = manifest.scan
    return PreparedDataset(
        name=manifest.name,
        version=manifest.version,
        manifest=f"{folder}{places.MANIFEST}",
        places={subset: f"{folder}{places.prepared_file(subset)}" for subset in manifest.files},
        files=manifest.files,
        counts=manifest.counts,
        found=None if found is None else {kind: one.count for kind, one in found.items()},
        warnings=manifest.warnings,
        run_request=run_request,
    )


def manifest_text(manifest: Manifest) -> bytes:
    """Return a manifest as its file holds it."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def lineage_of(manifest: Manifest, manifest_key: str) -> Lineage:
    """Return how the dataset beside a manifest came about, for a run that trains on it."""
    return Lineage(
        manifest_key=manifest_key,
        version=manifest.version,
        seed=manifest.request.seed,
        source_records=manifest.counts.read,
    )
