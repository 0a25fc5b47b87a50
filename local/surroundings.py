"""The environment variables of everything that talks to the embedded AWS.

Made clean first: no credentials, profiles or endpoints of a real account get through, so nothing
started here can reach one. A proxy and a company's certificate authority keep working.
"""

import ssl
from collections.abc import Mapping
from pathlib import Path

from local import toolchain

ACCOUNT = "000000000000"
"""The emulator's account; real account ids are never all zeros."""
REGION = "us-east-1"
ACCESS_KEY = "test"
LOCAL_HOSTS = ("localhost", "127.0.0.1")
CA_VARIABLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")


def clean(source: Mapping[str, str]) -> dict[str, str]:
    """Return `source` without anything that could lead to a real AWS account."""
    kept = {name: value for name, value in source.items() if not name.startswith(("AWS_", "CDK_"))}
    return kept | {
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def pointed_at(source: Mapping[str, str], *, endpoint: str, ca_bundle: Path) -> dict[str, str]:
    """Return a clean environment whose AWS is the embedded one at `endpoint`."""
    return (
        clean(source)
        | _no_proxy(source)
        | dict.fromkeys(CA_VARIABLES, str(ca_bundle))
        | {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "JSII_NODE": toolchain.node(),
        }
    )


def write_ca_bundle(source: Mapping[str, str], certificate: Path, bundle: Path) -> None:
    """Write a bundle of the authorities trusted so far, and the emulator's certificate."""
    parts = [path.read_bytes() for path in _trusted_files(source)]
    bundle.write_bytes(b"\n".join([*parts, certificate.read_bytes()]))


def _trusted_files(source: Mapping[str, str]) -> list[Path]:
    paths = ssl.get_default_verify_paths()
    named = [source.get(name) for name in CA_VARIABLES] + [paths.cafile, paths.openssl_cafile]
    files = dict.fromkeys(Path(name) for name in named if name)
    return [path for path in files if path.is_file()]


def _no_proxy(source: Mapping[str, str]) -> dict[str, str]:
    given = source.get("NO_PROXY") or source.get("no_proxy") or ""
    hosts = ",".join([*filter(None, given.split(",")), *LOCAL_HOSTS])
    return {"NO_PROXY": hosts, "no_proxy": hosts}
