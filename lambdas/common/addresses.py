"""Where the datasets of a request are: keys below the team's prefix of the data bucket."""

import re
from typing import NamedTuple

from lambdas.common.findings import Findings
from lambdas.contract.problems import shown

SCHEME = "s3://"

FORBIDDEN = re.compile(r"[^-!_*'().a-z0-9A-Z/]")
"""Outside the alphabet of the API's `S3Uri`.
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_S3DataSource.html"""


class Place(NamedTuple):
    """Where a team keeps its datasets."""

    bucket: str
    prefix: str

    @property
    def uri(self) -> str:
        """The place as an address."""
        return f"{SCHEME}{self.bucket}/{self.prefix}"


def key_of(address: str, path: str, place: Place, findings: Findings) -> str | None:
    """Return the key that `address` means, or None after noting what is wrong with it."""
    given = shown(address)
    before = findings.count
    if address.startswith(SCHEME) and not address.startswith(place.uri):
        findings.add(path, given, f"a key below {place.uri}")
        return None
    name = address.removeprefix(place.uri)
    segments = name.split("/")
    if "" in segments:
        findings.add(path, given, "a key without leading, trailing or doubled slashes")
    if "." in segments or ".." in segments:
        findings.add(path, given, "a key without the segments . and ..")
    if FORBIDDEN.search(name):
        findings.add(
            path, given, "letters, digits and -!_*'(). between slashes; Bedrock reads nothing else"
        )
    return place.prefix + name if findings.count == before else None
