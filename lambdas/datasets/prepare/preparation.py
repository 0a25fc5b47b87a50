"""The whole preparation: sources in, sets and their manifest out."""

import unicodedata
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec

from lambdas.contract.preparation import (
    DEFAULT_NEAR_DUPLICATES,
    Counts,
    Manifest,
    PreparationRequest,
)
from lambdas.datasets.prepare.duplicates import cluster_prompts, remove_near_duplicates
from lambdas.datasets.prepare.outcome import refuse_too_few, warnings
from lambdas.datasets.prepare.output import version_of, write_sets
from lambdas.datasets.prepare.reading import Tally, read_sources
from lambdas.datasets.prepare.sample import sample
from lambdas.datasets.prepare.scan import scan
from lambdas.datasets.prepare.similarity import Similarity
from lambdas.datasets.prepare.sources import Source
from lambdas.datasets.prepare.split import split
from lambdas.datasets.prepare.store import NEAR_DUPLICATE, OVER_CAP, Store
from lambdas.datasets.prepare.target import Target, choose_target

SEVERAL_ANSWERS = """
    SELECT count(*) FROM (
        SELECT prompt FROM records WHERE fate NOT IN (?, ?)
        GROUP BY prompt HAVING count(DISTINCT answer) > 1
    )
"""


def prepare(request: PreparationRequest, sources: Sequence[Source], folder: Path) -> Manifest:
    """Prepare a dataset and return what became of it.

    Args:
        request: what is wanted.
        sources: what to read, opened, in the request's order.
        folder: an empty folder, which gets a file for every set and the preparation's own.

    Raises:
        RefusedError: with every problem of the request, or of the data.
    """
    target = choose_target(request)
    store = Store(folder, request.seed)
    read, tally = read_sources(sources, target, store)
    _choose(store, target)
    files = write_sets(store, folder)
    counts = _counts(store, tally)
    refuse_too_few(target, files, counts)
    found = scan(store, request.sources) if request.scan else None
    manifest = Manifest(
        name=request.name,
        version="",
        model=target.model.name,
        method=target.method,
        format=target.rules.format,
        request=target.request,
        sources=read,
        counts=counts,
        files=files,
        scan=found,
        warnings=list(warnings(target, counts, files, found)),
        libraries={"rensa": version("rensa"), "unicode": unicodedata.unidata_version},
    )
    return msgspec.structs.replace(manifest, version=version_of(manifest))


def _choose(store: Store, target: Target) -> None:
    """Remove what is there twice or too much, and divide the rest."""
    request = target.request
    similarity = Similarity(request.near_duplicates or DEFAULT_NEAR_DUPLICATES)
    cluster_prompts(store, similarity)
    if request.near_duplicates is not None:
        remove_near_duplicates(store, similarity)
    sample(store, target.most_records)
    split(store, target)


def _counts(store: Store, tally: Tally) -> Counts:
    fates = dict(store.database.execute("SELECT fate, count(*) FROM records GROUP BY fate"))
    near, over = fates.pop(NEAR_DUPLICATE, 0), fates.pop(OVER_CAP, 0)
    return Counts(
        read=tally.read,
        left_out=dict(sorted(tally.left_out.items())),
        exact_duplicates=tally.exact_duplicates,
        near_duplicates=near,
        over_cap=over,
        kept=sum(fates.values()),
        prompts_with_several_answers=store.number(SEVERAL_ANSWERS, NEAR_DUPLICATE, OVER_CAP),
    )
