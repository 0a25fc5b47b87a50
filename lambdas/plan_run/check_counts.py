"""What only all records together can show: too few, too many, or worth a warning."""

from collections.abc import Iterable, Iterator

from lambdas.catalogue.dataset import Dataset
from lambdas.common.findings import Findings
from lambdas.datasets import whole
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.verdict import Flaw


def check_counts(
    training: CheckedDataset, validation: CheckedDataset | None, rules: Dataset, findings: Findings
) -> None:
    """Hold the numbers of records against the model's limits; an unknown limit is none."""
    size, other = _size(training), _size(validation) if validation else None
    _add("$.training", whole.training_flaws(size, rules), findings)
    if other is not None:
        _add("$.validation", whole.validation_flaws(other, rules), findings)
    both = "$.training" if other is None else "$.training and $.validation"
    _add(both, whole.common_flaws(size, other, rules), findings)


def warnings(
    training: CheckedDataset, validation: CheckedDataset | None, rules: Dataset
) -> Iterator[str]:
    """Yield what Bedrock allows but its reader should know before paying."""
    return whole.warnings(
        training.records,
        rules,
        is_validated=validation is not None,
        is_measured_on_itself=validation is not None and validation.sha256 == training.sha256,
    )


def _size(checked: CheckedDataset) -> whole.Size:
    return whole.Size(checked.records, checked.size_bytes)


def _add(path: str, flaws: Iterable[Flaw], findings: Findings) -> None:
    for flaw in flaws:
        findings.add(path, flaw.given, flaw.allowed)
