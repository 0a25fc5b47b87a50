"""An object read once, in blocks of whole lines, with bounded memory."""

from collections.abc import Iterable, Iterator
from typing import Protocol

CHUNK_BYTES = 128 * 1024
"""Read at a time: as much as stays in a core's cache together with what is decoded from it."""


class Readable(Protocol):
    """What S3 answers with."""

    def read(self, amt: int, /) -> bytes:
        """Return up to `amt` bytes, none at the end."""
        ...


def split_blocks(chunks: Iterable[bytes], longest: int) -> Iterator[list[bytes] | None]:
    r"""Yield lists of lines without their `\n`, and None for a line too long to be held.

    A line of more than `longest` bytes may be yielded as long as the end of it comes in one chunk
    more; what is held is never more than `longest` bytes and one chunk. A missing last newline is
    fine.
    """
    kept = b""
    skipping = False
    for chunk in chunks:
        lines = chunk.split(b"\n")
        lines[0] = kept + lines[0]
        kept = lines.pop()
        if skipping and lines:
            skipping = False
            del lines[0]
            yield None
        if lines:
            yield lines
        if len(kept) > longest:
            skipping, kept = True, b""
    if skipping:
        yield None
    elif kept:
        yield [kept]
