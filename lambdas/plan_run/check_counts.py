"""What only all records together can show: too few, too many, or worth a warning."""

from collections.abc import Iterator

from lambdas.catalogue.dataset import Dataset
from lambdas.common.findings import Findings
from lambdas.datasets.check import CheckedDataset


def check_counts(
    training: CheckedDataset, validation: CheckedDataset | None, rules: Dataset, findings: Findings
) -> None:
    """Hold the numbers of records against the model's limits; an unknown limit is none."""
    if rules.min_records is not None and training.records < rules.min_records:
        allowed = f"at least {rules.min_records} records"
        findings.add("$.training", _records(training.records), allowed)
    _check_most("$.training", training.records, rules.max_training_records, rules, findings)
    if validation is None:
        together = training.records
    else:
        together = training.records + validation.records
        if validation.records == 0:
            findings.add("$.validation", "no records", "at least one, or no validation at all")
        _check_most(
            "$.validation", validation.records, rules.max_validation_records, rules, findings
        )
    _check_most("$.training and $.validation", together, rules.max_records, rules, findings)


def warnings(
    training: CheckedDataset, validation: CheckedDataset | None, rules: Dataset
) -> Iterator[str]:
    """Yield what Bedrock allows but its reader should know before paying."""
    if rules.recommended_records is not None and training.records < rules.recommended_records:
        yield (
            f"Only {_records(training.records)} to train on; AWS recommends at least "
            f"{rules.recommended_records} a task ({rules.sources[0]})."
        )
    if validation is None:
        yield "No validation data: nobody can tell whether the model converged or learned by heart."
    elif validation.sha256 == training.sha256:
        yield "The validation data are the training data: the validation loss will tell nothing."


def _check_most(
    path: str, records: int, most: int | None, rules: Dataset, findings: Findings
) -> None:
    if most is None or records <= most:
        return
    quota = f" (Service Quotas {rules.records_quota})" if rules.records_quota else ""
    findings.add(path, _records(records), f"at most {most} records{quota}")


def _records(count: int) -> str:
    return f"{count} record{'' if count == 1 else 's'}"
