"""No test sees a real account or reaches another machine; see `tests/conftest.py`."""

import os
import socket
from pathlib import Path

import pytest

from local import toolchain
from tests.conftest import OutsideWorldError, refuse_outside_world

KEPT = {"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_EC2_METADATA_DISABLED"}


@pytest.mark.parametrize("address", [("192.0.2.1", 443), ("2001:db8::1", 443)])
def test_nothing_else_is_reached(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with (
        socket.socket(family) as connection,
        pytest.raises(OutsideWorldError, match="tried to reach"),
    ):
        connection.connect(address)


def test_nothing_else_is_looked_up() -> None:
    with pytest.raises(OutsideWorldError, match="bedrock"):
        socket.getaddrinfo("bedrock.us-east-1.amazonaws.com", 443)


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1])).close()


def test_sockets_that_are_files_are_on_this_machine() -> None:
    refuse_outside_world("socket.connect", (None, "/run/some.sock"))


def test_no_account_is_in_the_environment() -> None:
    found = {name for name in os.environ if name.startswith(("AWS_", "CDK_"))}
    assert found <= KEPT
    assert os.environ["AWS_SHARED_CREDENTIALS_FILE"] == os.environ["AWS_CONFIG_FILE"] == os.devnull


def test_the_cdk_finds_its_node() -> None:
    assert Path(os.environ["JSII_NODE"]).samefile(toolchain.node())
