"""Where the sets of an evaluation are: other objects than the model learns from."""

from collections.abc import Iterable

from lambdas.common.addresses import Place, key_of
from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket
from lambdas.contract.evaluation import EvaluationRequest
from lambdas.contract.problems import shown
from lambdas.plan_run.datasets import Source

PATH = "$.evaluation"
TEST_PATH = f"{PATH}.test"
REGRESSION_PATH = f"{PATH}.regression.test"
TEST, REGRESSION = "test", "regression"
"""What problems call the sets."""


def find_sets(
    rules: EvaluationRequest,
    learned: Iterable[Source],
    place: Place,
    bucket: Bucket,
    findings: Findings,
) -> dict[str, Source]:
    """Return the sets that can be read; for every other one a problem is noted."""
    addresses: dict[str, tuple[str, object]] = {TEST: (TEST_PATH, rules.test)}
    if rules.regression is not None:
        addresses[REGRESSION] = (REGRESSION_PATH, rules.regression.test)
    taken = {source.key: source.field for source in learned}
    found = {}
    for field, (path, address) in addresses.items():
        # What is missing or of another type has its problem already.
        key = key_of(address, path, place, findings) if isinstance(address, str) else None
        if key in taken:
            findings.add(path, shown(address), f"other records than those of {taken[key]}")
        elif key is not None:
            taken[key] = field
            found[field] = _find(field, path, key, bucket, findings)
    return {field: source for field, source in found.items() if source}


def _find(field: str, path: str, key: str, bucket: Bucket, findings: Findings) -> Source | None:
    version_id = bucket.find_version(key)
    if version_id is None:
        findings.add(path, f"no object at {bucket.uri(key)}", "an object that exists")
        return None
    return Source(field, key, version_id)
