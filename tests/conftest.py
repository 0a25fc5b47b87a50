"""What holds for every test: no real account in sight, no way out of this machine."""

import ipaddress
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local import surroundings, toolchain

if TYPE_CHECKING:
    from tests.synth.assembly import Assembly

LOCAL_NAMES = ("localhost", "")
CONNECTING = ("socket.connect", "socket.sendto", "socket.getaddrinfo")


class OutsideWorldError(Exception):
    """A test tried to reach something that isn't on this machine."""


def close_the_doors() -> None:
    """Clean the environment and refuse every way out, for this process and those it starts."""
    clean = surroundings.clean(os.environ)
    os.environ.clear()
    os.environ.update(clean)
    os.environ.setdefault("JSII_NODE", toolchain.node())
    os.environ.setdefault("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "true")
    sys.addaudithook(refuse_outside_world)


def refuse_outside_world(event: str, arguments: tuple[object, ...]) -> None:
    """End every attempt to look up or reach another machine; Python reports each before it is made.

    Raises:
        OutsideWorldError: naming the place.
    """
    if event not in CONNECTING:
        return
    host = arguments[0] if event == "socket.getaddrinfo" else _host(arguments[1])
    if not _is_here(host):
        raise OutsideWorldError(f"a test tried to reach {host!r}")


def _host(address: object) -> object:
    # An address without a host is the path of a socket on this machine.
    return address[0] if isinstance(address, tuple) else None


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


# Not in a hook: the CDK reads the environment when it is imported, and other conftests import it.
close_the_doors()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that the workers of one pytest-xdist session share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def embedded(shared_folder: Path) -> "Assembly":
    """Return the environment `embedded`, synthesized once a session with cdk-nag attached."""
    from tests.synth import synthesis

    return synthesis.once(shared_folder / "embedded", synthesis.embedded)
