"""What only all records together can show: too few, too many, mixed, or worth a warning."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lambdas.catalogue.dataset import Dataset, Validation
from lambdas.datasets.rules import Rule
from lambdas.datasets.tally import LineProblem, Tally
from lambdas.datasets.verdict import Flaw


class Size(NamedTuple):
    """How much a dataset is."""

    records: int
    size_bytes: int

    @classmethod
    def of(cls, parts: Iterable[tuple[Tally, int]]) -> "Size":
        """Return the size of tallies and their bytes together."""
        tallies, sizes = zip(*parts, strict=True)
        return cls(sum(tally.records for tally in tallies), sum(sizes))


def training_flaws(training: Size, rules: Dataset) -> Iterator[Flaw]:
    """Yield what is wrong with the number and size of the training data."""
    least = max(rules.min_records or 0, 1)
    if training.records < least:
        yield Flaw(Rule.RECORD_COUNT, records(training.records), f"at least {records(least)}")
    yield from _most(training.records, rules.max_training_records, rules)
    yield from _bytes(training.size_bytes, rules.max_training_bytes)


def validation_flaws(validation: Size, rules: Dataset) -> Iterator[Flaw]:
    """Yield what is wrong with the number and size of the validation data."""
    if validation.records == 0:
        yield Flaw(Rule.RECORD_COUNT, "no records", "at least one, or no validation at all")
    yield from _most(validation.records, rules.max_validation_records, rules)
    yield from _bytes(validation.size_bytes, rules.max_validation_bytes)


def unwanted_validation(rules: Dataset) -> Iterator[Flaw]:
    """Yield what is wrong with having validation data at all."""
    if rules.validation is Validation.UNSUPPORTED:
        yield Flaw(Rule.VALIDATION, "validation data", "none: the model and method take none")


def common_flaws(training: Size, validation: Size | None, rules: Dataset) -> Iterator[Flaw]:
    """Yield what is wrong with the sum of training and validation data."""
    together = training.records + (validation.records if validation else 0)
    yield from _most(together, rules.max_records, rules)


def note_media(tally: Tally) -> None:
    """Note where media differ that must be alike in a whole dataset."""
    kind, bucket = tally.kind_of_media, tally.bucket
    if kind.other_line:
        given = f"other media than the {kind.first}s from line {kind.first_line} on"
        flaw = Flaw(Rule.MODALITY, given, "one kind of media in a dataset")
        tally.insert(LineProblem(kind.other_line, *flaw))
    if bucket.other_line:
        given = f"media in another bucket than those from line {bucket.first_line} on"
        flaw = Flaw(Rule.MEDIA_BUCKET, given, "all media in the bucket of the dataset")
        tally.insert(LineProblem(bucket.other_line, *flaw))


def note_other_media(earlier: Tally, later: Tally) -> None:
    """Note where a file has other media than the one before it, of the same dataset."""
    kind, bucket = later.kind_of_media, later.bucket
    if earlier.kind_of_media.first and kind.first and earlier.kind_of_media.first != kind.first:
        given = f"{kind.first}s, after {earlier.kind_of_media.first}s in an earlier file"
        flaw = Flaw(Rule.MODALITY, given, "one kind of media in a dataset")
        later.insert(LineProblem(kind.first_line, *flaw))
    if earlier.bucket.first and bucket.first and earlier.bucket.first != bucket.first:
        given = "media in another bucket than those of an earlier file"
        flaw = Flaw(Rule.MEDIA_BUCKET, given, "all media in the bucket of the dataset")
        later.insert(LineProblem(bucket.first_line, *flaw))


def warnings(
    training_records: int, rules: Dataset, *, is_validated: bool, is_measured_on_itself: bool
) -> Iterator[str]:
    """Yield what Bedrock allows but its reader should know before paying."""
    recommended = rules.recommended_records
    if recommended is not None and training_records < recommended:
        yield (
            f"Only {records(training_records)} to train on; AWS recommends at least "
            f"{recommended} a task ({rules.sources[0]})."
        )
    if not is_validated and rules.validation is not Validation.UNSUPPORTED:
        yield "No validation data: nobody can tell whether the model converged or learned by heart."
    if is_measured_on_itself:
        yield "The validation data are the training data: the validation loss will tell nothing."


def records(count: int) -> str:
    """Return a number of records in words."""
    return f"{count} record{'' if count == 1 else 's'}" if count else "no records"


def _most(count: int, most: int | None, rules: Dataset) -> Iterator[Flaw]:
    if most is None or count <= most:
        return
    quota = f" (Service Quotas {rules.records_quota})" if rules.records_quota else ""
    yield Flaw(Rule.RECORD_COUNT, records(count), f"at most {most} records{quota}")


def _bytes(size: int, most: int | None) -> Iterator[Flaw]:
    if most is not None and size > most:
        yield Flaw(Rule.FILE_SIZE, f"{size} bytes", f"at most {most} bytes")
