"""An object read once, line by line, with bounded memory."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Protocol

CHUNK_BYTES = 1024 * 1024


class Readable(Protocol):
    """What S3 answers with."""

    def read(self, amt: int, /) -> bytes:
        """Return up to `amt` bytes, none at the end."""
        ...


class Stream:
    """The chunks of an object; its size and digest are known when they are used up."""

    def __init__(self, body: Readable) -> None:
        self._body = body
        self._digest = hashlib.sha256()
        self.size_bytes = 0
        self.head = self._read()

    @property
    def sha256(self) -> str:
        """The digest of what was read so far, in hexadecimal digits."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """Yield every chunk once."""
        chunk = self.head
        while chunk:
            yield chunk
            chunk = self._read()

    def _read(self) -> bytes:
        chunk = self._body.read(CHUNK_BYTES)
        self.size_bytes += len(chunk)
        self._digest.update(chunk)
        return chunk


def split_lines(chunks: Iterable[bytes], longest: int) -> Iterator[bytes | None]:
    r"""Yield each line without its `\n`, and None for a line of more than `longest` bytes.

    Never more than `longest` bytes and one chunk are held. A missing last newline is fine.
    """
    kept = b""
    skipping = False
    for chunk in chunks:
        *ended, kept = (kept + chunk).split(b"\n")
        for line in ended:
            yield None if skipping or len(line) > longest else line
            skipping = False
        if skipping or len(kept) > longest:
            skipping, kept = True, b""
    if kept or skipping:
        yield None if skipping else kept
