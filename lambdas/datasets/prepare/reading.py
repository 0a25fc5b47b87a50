"""Sources read into the store: each line accepted, left out with its reason, or a duplicate."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lambdas.contract.preparation import Reason, SourceFile
from lambdas.contract.problems import Problem, shown
from lambdas.datasets.prepare.accept import Acceptance
from lambdas.datasets.prepare.borders import LARGEST_SOURCES_BYTES, MOST_RECORDS
from lambdas.datasets.prepare.lines import Line, Row
from lambdas.datasets.prepare.misfits import misfit_of
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.shapes import KNOWN, Layout, layout_of
from lambdas.datasets.prepare.sources import Reader, Source
from lambdas.datasets.prepare.store import Store
from lambdas.datasets.prepare.target import Target

MOST_KEYS = 10
FIELD_NAME = re.compile(r"[A-Za-z_][\w-]{0,40}").fullmatch
"""What a key looks like that is no data."""
READABLE = "UTF-8 JSON Lines with an object on every line, or a table with a header in .csv or .tsv"


@dataclass
class Tally:
    """What became of the lines so far."""

    read: int = 0
    size_bytes: int = 0
    exact_duplicates: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    kinds_of_media: set[str] = field(default_factory=set)
    buckets: set[str] = field(default_factory=set)
    """Of the media."""


def read_sources(
    sources: Sequence[Source], target: Target, store: Store
) -> tuple[list[SourceFile], Tally]:
    """Read all sources, in their order.

    Raises:
        RefusedError: with the problems of every source.
    """
    tally, files = Tally(), list[SourceFile]()
    problems: list[Problem] = []
    for index, source in enumerate(sources):
        try:
            files.append(_SourceReading(index, source, target, store, tally).read())
        except RefusedError as error:
            problems += error.problems
    if problems := [*problems, *_mixed(tally)]:
        raise RefusedError(problems)
    return files, tally


def _mixed(tally: Tally) -> Iterator[Problem]:
    """Yield what makes a job fail however the records are divided."""
    if len(tally.kinds_of_media) > 1:
        given = " and ".join(f"{kind}s" for kind in sorted(tally.kinds_of_media))
        yield Problem(path="$.sources", given=given, allowed="one kind of media in a dataset")
    if len(tally.buckets) > 1:
        given = f"media in {len(tally.buckets)} buckets"
        yield Problem(path="$.sources", given=given, allowed="all media in one bucket")


class _SourceReading:
    """The reading of one source."""

    def __init__(
        self, index: int, source: Source, target: Target, store: Store, tally: Tally
    ) -> None:
        self._index, self._address = index, source.address
        self._reader = Reader(source)
        self._target, self._store, self._tally = target, store, tally
        self._layout: Layout | None = None
        self._accept: Acceptance | None = None
        self._lost = Counter[str]()
        """Lines that are no records, by reason."""

    def read(self) -> SourceFile:
        """Read the source to its end."""
        reader, tally = self._reader, self._tally
        if reader.foreign:
            raise RefusedError.at(self._address, reader.foreign, READABLE)
        before = tally.size_bytes
        for line in reader:
            tally.read += 1
            tally.size_bytes = before + reader.stream.size_bytes
            self._refuse_too_much()
            self._take(line)
        if self._layout is None:
            raise RefusedError.at(self._address, self._nothing(), READABLE)
        return SourceFile(
            address=self._address,
            version_id=reader.source.version_id,
            sha256=reader.stream.sha256,
            size_bytes=reader.stream.size_bytes,
            shape=self._layout.shape,
            fields=self._layout.fields,
            records=reader.records,
        )

    def _take(self, line: Line) -> None:
        if isinstance(line.content, Reason):
            self._tally.left_out[line.content] += 1
            self._lost[line.content] += 1
            return
        if self._accept is None:
            self._layout = self._recognized(line.content, line.number)
            self._accept = Acceptance(self._target, self._layout)
        accepted = self._accept(line.content)
        if isinstance(accepted, str):
            self._tally.left_out[accepted] += 1
        elif self._store.add(self._index, line.number, accepted):
            self._tally.kinds_of_media.update(medium.kind for medium in accepted.media)
            self._tally.buckets.update(medium.bucket for medium in accepted.media)
        else:
            self._tally.exact_duplicates += 1

    def _recognized(self, row: Row, number: int) -> Layout:
        place = f"{self._address}:{number}"
        layout = layout_of(row, self._target.request.fields)
        if layout is None:
            raise RefusedError.at(place, self._keys(row), f"{KNOWN}; or say which in fields")
        if misfit := misfit_of(layout, self._target):
            raise RefusedError.at(place, *misfit)
        return layout

    def _nothing(self) -> str:
        """Return what there was instead of records; the source has left out all its lines."""
        given = f"{self._reader.records} lines, none of which holds a record"
        reasons = ", ".join(f"{n} {reason}" for reason, n in self._lost.most_common())
        return f"{given}: {reasons}" if reasons else given

    def _keys(self, row: Row) -> str:
        if self._reader.is_table:
            # The first row may be no header, and then it is data.
            return f"a table whose first row names none of these, in {len(row)} columns"
        names = [shown(name) for name in row if FIELD_NAME(name)]
        told = f"{', '.join(names[:MOST_KEYS])}{' ...' if len(names) > MOST_KEYS else ''}"
        others = len(row) - len(names)
        # Such a key may be data.
        hidden = f"{others} that are no names of fields" if others else ""
        return f"records with the keys {' and '.join(filter(None, [told, hidden])) or 'none'}"

    def _refuse_too_much(self) -> None:
        if self._tally.read > MOST_RECORDS:
            raise RefusedError.at(
                "$.sources", f"more than {MOST_RECORDS} records", f"at most {MOST_RECORDS}"
            )
        if self._tally.size_bytes > LARGEST_SOURCES_BYTES:
            given = f"more than {LARGEST_SOURCES_BYTES} bytes"
            raise RefusedError.at("$.sources", given, f"at most {LARGEST_SOURCES_BYTES} bytes")
