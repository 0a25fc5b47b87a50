"""Datasets to try the command on."""

from lambdas.catalogue.dataset import Format
from tests.unit.datasets.records import encoded, good


def lines(count: int, wanted: Format = Format.CONVERSE) -> bytes:
    """Return so many valid records, each another one."""
    return b"".join(encoded(good(wanted, f"Question {n}?")) + b"\n" for n in range(count))
