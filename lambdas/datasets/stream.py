"""An object read once, with its digest."""

import hashlib
from collections.abc import Iterator

from lambdas.datasets.lines import CHUNK_BYTES, Readable


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
