"""The images, videos and documents that a dataset of a run refers to.

They are judged where they are and copied beside the dataset: Bedrock can't be told a version, and
its role reads a team's runs only.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath
from typing import NamedTuple

from lambdas.catalogue.dataset import Dataset
from lambdas.common.addresses import Place
from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket, Pinned
from lambdas.datasets.media import limits_of
from lambdas.datasets.verdict import Medium

MOST_MEDIA = 20_000
"""Objects of one dataset. Each is looked at and copied: 0.2 s together, as a cautious guess. So
many, `AT_ONCE` of them at a time, take 7 of the function's 15 minutes."""
AT_ONCE = 10
"""As many as the SDK keeps connections."""


class Referred(NamedTuple):
    """An object that a dataset refers to, at the first place that does."""

    key: str
    kind: str
    path: str
    """`<dataset>:<line>`."""
    where: str
    """The place in the record."""


class PinnedMedium(NamedTuple):
    """The exact object that was judged."""

    key: str
    version_id: str


class MediaOfDataset:
    """Collects what a dataset refers to while it is read."""

    def __init__(self, name: str, place: Place, findings: Findings) -> None:
        self._name = name
        self._place = place
        self._findings = findings
        self._seen: dict[str, Referred] = {}
        self._is_too_many = False

    def see(self, line: int, media: Sequence[Medium]) -> None:
        """Note the media of one record."""
        for medium in media:
            path = f"{self._name}:{line}"
            if not medium.uri.startswith(self._place.uri):
                given = f"a place for {medium.kind}s that runs can't read at {medium.where}"
                self._findings.add(path, given, f"an address below {self._place.uri}")
            else:
                key = medium.uri.removeprefix(f"s3://{self._place.bucket}/")
                self._note(Referred(key, medium.kind, path, medium.where))

    def pin(self, bucket: Bucket, rules: Dataset) -> list[PinnedMedium]:
        """Return the exact objects, in the order of the dataset; note what is wrong with any."""
        referred = list(self._seen.values())
        with ThreadPoolExecutor(AT_ONCE) as threads:
            found = list(threads.map(lambda one: bucket.find(one.key), referred))
        for one, pinned in zip(referred, found, strict=True):
            self._note_flaw(one, pinned, rules)
        return [
            PinnedMedium(one.key, pinned.version_id)
            for one, pinned in zip(referred, found, strict=True)
            if pinned
        ]

    def _note(self, referred: Referred) -> None:
        if referred.key in self._seen or self._is_too_many:
            return
        if len(self._seen) == MOST_MEDIA:
            self._is_too_many = True
            given = f"more than {MOST_MEDIA} images, videos and documents"
            self._findings.add(
                self._name, given, f"at most {MOST_MEDIA}, which one function copies"
            )
            return
        self._seen[referred.key] = referred

    def _note_flaw(self, one: Referred, pinned: Pinned | None, rules: Dataset) -> None:
        if pinned is None:
            given = f"no object where the {one.kind} should be at {one.where}"
            self._findings.add(one.path, given, f"a {one.kind} that exists")
            return
        limits = limits_of(one.kind, rules)
        most = limits.max_bytes if limits else None
        if pinned.size_bytes == 0 or (most is not None and pinned.size_bytes > most):
            given = f"{pinned.size_bytes} bytes of {one.kind} at {one.where}"
            allowed = "at least 1 byte" if most is None else f"1 to {most} bytes"
            self._findings.add(one.path, given, allowed)


def copy_media(media: Sequence[PinnedMedium], bucket: Bucket, folder: str) -> dict[str, str]:
    """Copy media into a folder and return the address of each copy by the original's.

    Copies are numbered: a name that fits where it was may be too long there.
    """
    targets = [
        f"{folder}{number:05}{PurePosixPath(medium.key).suffix}"
        for number, medium in enumerate(media, 1)
    ]
    pairs = list(zip(media, targets, strict=True))
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda pair: bucket.copy(pair[0].key, pair[0].version_id, pair[1]), pairs))
    return {bucket.uri(medium.key): bucket.uri(target) for medium, target in pairs}
