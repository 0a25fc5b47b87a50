"""How far the questions of an evaluation are answered, by what lies in the artifacts bucket.

Workers write the answers of a batch as one object, once it is done or their time is over. So the
bucket says more than the map of the state machine, which knows nothing of failed answers, and
watchers need no right that they haven't got.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec
from botocore.exceptions import ClientError

from cli import artifacts
from cli.output import utc
from cli.progress import Answers
from cli.service_errors import code_of
from lambdas.contract.evaluation_steps import Answer, Batch
from lambdas.contract.places import answers_prefix, evaluation_manifest_key
from lambdas.evaluation.failures import failure_of

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_s3.type_defs import ObjectTypeDef

    from cli.deployment import Run, Site

READERS = 8
"""Objects read at a time: who begins to watch late has all of them to read."""


T = TypeVar("T", Answer, Batch)


class Counted(NamedTuple):
    """One object with answers, of which only numbers are kept."""

    etag: str
    at: datetime
    answered: int
    failed: int


class AnswersLook:
    """Counts answers and tells when there are more; each object is read once."""

    def __init__(self, site: Site, run: Run) -> None:
        self._site = site
        self._run = run
        self._batches: list[Batch] = []
        self._counted: dict[str, Counted] = {}
        self._complete = False

    def look(self) -> Iterable[Answers]:
        """Yield how far it is, if that changed since the last look."""
        if self._complete or not self._planned():
            return
        new = [found for found in self._found() if self._is_new(found)]
        if not new:
            return
        with ThreadPoolExecutor(READERS) as readers:
            counted = readers.map(self._count, new)
            self._counted |= zip((one["Key"] for one in new), counted, strict=True)
        answers = self._sum()
        self._complete = answers.batches_done == answers.batches
        yield answers

    def _planned(self) -> bool:
        """Whether it is known what is asked; read once."""
        if not self._batches:
            key = evaluation_manifest_key(self._run.team, self._run.run_id)
            try:
                manifest = artifacts.read(self._site, key)
            except ClientError as error:
                if code_of(error) != "NoSuchKey":
                    raise
                return False
            self._batches = _lines(manifest, Batch)
        return bool(self._batches)

    def _found(self) -> Iterable[ObjectTypeDef]:
        return artifacts.objects(self._site, answers_prefix(self._run.team, self._run.run_id))

    def _is_new(self, found: ObjectTypeDef) -> bool:
        counted = self._counted.get(found["Key"])
        return counted is None or counted.etag != found["ETag"]

    def _count(self, found: ObjectTypeDef) -> Counted:
        answers = _lines(artifacts.read(self._site, found["Key"]), Answer)
        failed = sum(failure_of(answer) is not None for answer in answers)
        return Counted(found["ETag"], utc(found["LastModified"]), len(answers), failed)

    def _sum(self) -> Answers:
        done = [
            batch.answers_key
            for batch in self._batches
            if (counted := self._counted.get(batch.answers_key))
            and counted.answered >= batch.records
        ]
        return Answers(
            at=max(counted.at for counted in self._counted.values()),
            batches_done=len(done),
            batches=len(self._batches),
            answered=sum(counted.answered for counted in self._counted.values()),
            questions=sum(batch.records for batch in self._batches),
            failed=sum(counted.failed for counted in self._counted.values()),
        )


def _lines(body: bytes, kind: type[T]) -> list[T]:
    """Return what stands in an object; nothing if somebody damaged it, as the run will say."""
    try:
        return msgspec.json.Decoder(kind).decode_lines(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return []
