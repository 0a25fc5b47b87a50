"""A file judged on several cores: each judges a range of whole lines, and tallies are added up."""

import os
import stat
from collections.abc import Iterator
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec

from lambdas.datasets.judge import GZIP, Judge, judge_dataset, judge_lines
from lambdas.datasets.lines import CHUNK_BYTES
from lambdas.datasets.tally import Tally
from lambdas.datasets.whole import note_media

MOST_PARTS = 4
"""More processes would hold more memory together than their speed is worth."""
LEAST_PART_BYTES = 2 * 1024 * 1024
"""Another process for less takes longer to start than it saves."""


class Part(NamedTuple):
    """A range of a file's bytes that begins where a line begins and ends where one ends."""

    begin: int
    end: int


class Helper(NamedTuple):
    """A process that judges a part, and the pipe that its tally comes through."""

    pid: int
    pipe: int


def judge_file(path: Path, judge: Judge) -> Tally:
    """Return the tally of a file.

    Raises:
        OSError: it can't be read.
    """
    with path.open("rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            tally, helpers = judge_dataset(iter(lambda: file.read(CHUNK_BYTES), b""), judge), []
        else:
            first, *others = split(file)
            helpers = [_begin(path, part, judge) for part in others]
            tally = judge_dataset(_chunks(file, first), judge)
    for helper in helpers:
        tally.add(_end(helper))
    note_media(tally)
    return tally


def split(file: FileIO) -> list[Part]:
    """Return the parts that a file is judged in; an empty file is one part."""
    size = os.fstat(file.fileno()).st_size
    count = max(1, min(_cores(), MOST_PARTS, size // LEAST_PART_BYTES))
    if file.read(len(GZIP)) == GZIP:
        count = 1
    inner = {_next_line(file, size * index // count) for index in range(1, count)}
    return [Part(*borders) for borders in pairwise([0, *sorted(inner - {size}), size])]


def _next_line(file: FileIO, position: int) -> int:
    """Return where the first line begins that begins behind a position."""
    file.seek(position)
    while chunk := file.read(CHUNK_BYTES):
        found = chunk.find(b"\n")
        if found >= 0:
            return position + found + 1
        position += len(chunk)
    return position


def _chunks(file: FileIO, part: Part) -> Iterator[bytes]:
    file.seek(part.begin)
    left = part.end - part.begin
    while left and (chunk := file.read(min(CHUNK_BYTES, left))):
        left -= len(chunk)
        yield chunk


def _cores() -> int:
    if not hasattr(os, "fork"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _begin(path: Path, part: Part, judge: Judge) -> Helper:
    pipe, answer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(answer)
        return Helper(pid, pipe)
    # The helper: whatever happens, it must not go on as if it were the command.
    status = 1
    try:
        with path.open("rb", buffering=0) as file, os.fdopen(answer, "wb") as out:
            out.write(msgspec.msgpack.encode(judge_lines(_chunks(file, part), judge)))
        status = 0
    finally:
        os._exit(status)


def _end(helper: Helper) -> Tally:
    with os.fdopen(helper.pipe, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(helper.pid, 0)
    if status:
        raise OSError(f"the process that judged a part of the file ended with {status}")
    return msgspec.msgpack.decode(answer, type=Tally)
