"""Images, videos and documents that a record refers to.

https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html
"""

import re
from collections import Counter

from lambdas.catalogue.dataset import Content, Dataset, Documents, Images, Videos
from lambdas.datasets.reading import Reading
from lambdas.datasets.rules import Rule
from lambdas.datasets.verdict import Medium

IMAGE, VIDEO, DOCUMENT = Content.IMAGE.value, Content.VIDEO.value, Content.DOCUMENT.value

LONGEST_ADDRESS = 1024
ADDRESS = re.compile(r"s3://[a-z0-9][-.a-z0-9]{1,61}[a-z0-9](?:/[-_.a-zA-Z0-9]+)+")
"""Bedrock reads media whose names are of letters, digits and - _ . between slashes."""

ACCOUNT = re.compile(r"\d{12}")


def note_address(uri: object, kind: str, where: str, reading: Reading) -> None:
    """Note a medium, or what is wrong with its address."""
    if not reading.is_a(str, uri, "an address", where):
        return
    address = str(uri)
    if len(address) > LONGEST_ADDRESS or not ADDRESS.fullmatch(address):
        reading.add(
            Rule.MEDIA_ADDRESS,
            f"an address that Bedrock can't read at {where}",
            f"s3://bucket/key of at most {LONGEST_ADDRESS} characters, the key of letters, digits "
            "and - _ . between single slashes",
        )
        return
    reading.media.append(Medium(kind, address, where))


def note_medium(value: object, kind: str, where: str, rules: Dataset, reading: Reading) -> None:
    """Note an image, video or document block, or what is wrong with it."""
    optional = ("name",) if kind == DOCUMENT else ()
    block = reading.object(value, where, ("format", "source"), optional)
    if block is None:
        return
    limits = limits_of(kind, rules)
    known = limits.formats if limits else None
    written = block["format"]
    if (
        reading.is_a(str, written, "format", where)
        and known is not None
        and written.lower() not in known
    ):
        given = f"another format of {kind} at {where}"
        reading.add(Rule.MEDIA_FORMAT, given, ", ".join(known))
    source = reading.object(block["source"], f"{where}.source", ("s3Location",))
    if source is not None:
        _note_location(source["s3Location"], kind, f"{where}.source.s3Location", reading)


def note_counts(reading: Reading, rules: Dataset) -> None:
    """Note more media than a record may have."""
    counts = Counter(medium.kind for medium in reading.media)
    for kind, count in counts.items():
        limits = limits_of(kind, rules)
        most = limits.max_per_record if limits else None
        if most is not None and count > most:
            reading.add(Rule.MEDIA_COUNT, f"{count} {kind}s in one record", f"at most {most}")
    if len(counts) > 1:
        given = f"{' and '.join(f'{kind}s' for kind in sorted(counts))} in one record"
        reading.add(Rule.MODALITY, given, "one kind of media")


def limits_of(kind: str, rules: Dataset) -> Images | Videos | Documents | None:
    """Return what the model takes of one kind of media, None where nothing is known."""
    by_kind = {IMAGE: rules.images, VIDEO: rules.videos, DOCUMENT: rules.documents}
    return by_kind[kind]


def _note_location(value: object, kind: str, where: str, reading: Reading) -> None:
    location = reading.object(value, where, ("uri",), ("bucketOwner",))
    if location is None:
        return
    note_address(location["uri"], kind, where, reading)
    owner = location.get("bucketOwner", "0" * 12)
    if reading.is_a(str, owner, "bucketOwner", where) and not ACCOUNT.fullmatch(owner):
        reading.add(Rule.SHAPE, f"another bucketOwner at {where}", "12 digits")
