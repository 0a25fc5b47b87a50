"""Whether records that are to be held out stand in the data that the model learns from."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket
from lambdas.datasets.stream import Stream
from lambdas.evaluation.overlap import (
    HeldOutPrompts,
    common_template,
    overlap_problems,
    shared_prompts,
)
from lambdas.evaluation.records import examples_of
from lambdas.plan_run.datasets import Source
from lambdas.plan_run.read_sets import HeldOutSet


def check_overlap(
    held_out: Sequence[HeldOutSet], learned: Sequence[Source], bucket: Bucket, findings: Findings
) -> None:
    """Note every held-out record whose prompt stands, exactly or nearly, in other data.

    What the model learned it knows by heart, and what its epochs were chosen by it knows too well.
    """
    if not held_out:
        return
    template = common_template(
        chain(
            chain.from_iterable(one.prompts for one in held_out),
            chain.from_iterable(_prompts(source, bucket) for source in learned),
        )
    )
    for one in held_out:
        # A new one for each file: it tells a record once for all that it has looked at.
        for source in learned:
            prompts = HeldOutPrompts(one.prompts, template=template)
            problems = overlap_problems(
                prompts.overlaps(_prompts(source, bucket)),
                name=one.read.source.field,
                lines=one.lines,
                other=source.field,
            )
            for problem in problems:
                findings.note(problem)
    _check_each_other(held_out, findings)


def _check_each_other(held_out: Sequence[HeldOutSet], findings: Findings) -> None:
    """Note what a regression set has in common with the test set: it would tell nothing more."""
    for test, other in pairwise(held_out):
        problems = overlap_problems(
            shared_prompts(other.prompts, test.prompts),
            name=other.read.source.field,
            lines=other.lines,
            other=test.read.source.field,
            allowed="records that the test set doesn't ask",
        )
        for problem in problems:
            findings.note(problem)


def _prompts(source: Source, bucket: Bucket) -> Iterator[str]:
    """Yield the prompt of every line; one that is none, as an empty text."""
    for example in examples_of(Stream(bucket.open(source.key, source.version_id))):
        yield example.asked if example else ""
