"""What came of the records: enough or not, and what to be warned of."""

from collections.abc import Iterator, Mapping

from lambdas.contract.preparation import Counts, Found, PreparedFile, Subset
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.target import Target

MUCH = 0.5
"""Of the records: when so many are near duplicates, the threshold is to be looked at."""
MANY = 0.1
"""Of the records: when so many are left out for one reason, it is hardly chance."""


def refuse_too_few(target: Target, files: Mapping[Subset, PreparedFile], counts: Counts) -> None:
    """End the preparation when there is less to train on than the model wants.

    Raises:
        RefusedError: telling what became of the others.
    """
    training = files.get(Subset.TRAINING)
    records, least = training.records if training else 0, target.rules.min_records or 1
    if records < least:
        raise RefusedError.at(
            "$.sources",
            f"{records} records to train on, of {counts.read} read: {_lost(counts)}",
            f"at least {least} for {target.model.title}",
        )


def _lost(counts: Counts) -> str:
    lost = {
        **counts.left_out,
        "exact duplicates": counts.exact_duplicates,
        "near duplicates": counts.near_duplicates,
        "over the cap": counts.over_cap,
    }
    return ", ".join(f"{count} {reason}" for reason, count in lost.items() if count) or "none lost"


def warnings(
    target: Target,
    counts: Counts,
    files: Mapping[Subset, PreparedFile],
    found: Mapping[str, Found] | None,
) -> Iterator[str]:
    """Yield what is no problem, but to be known before anybody trains on the sets."""
    for reason, count in counts.left_out.items():
        if count > MANY * counts.read:
            yield f"{count} of {counts.read} records were left out: {reason}."
    if counts.near_duplicates > MUCH * counts.read:
        yield (
            f"{counts.near_duplicates} of {counts.read} records were removed as near duplicates. "
            "If they say different things, raise near_duplicates or set it to null."
        )
    if counts.prompts_with_several_answers:
        yield (
            f"{counts.prompts_with_several_answers} prompts have different answers, and the model "
            "learns all of them; where only one is right, keep that one."
        )
    shares = {
        Subset.VALIDATION: target.request.validation_share,
        Subset.TEST: target.request.test_share,
    }
    for subset, share in shares.items():
        if share and subset not in files:
            yield f"No {subset} set: the prompts are too few or too alike to set any of them apart."
    if found:
        kinds = ", ".join(f"{kind} {one.count}" for kind, one in found.items())
        yield f"Personal data or secrets may be in the records: {kinds}. See `scan`."
