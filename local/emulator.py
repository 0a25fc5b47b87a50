"""Starts and stops the embedded AWS, a process group of its own that leaves nothing behind."""

import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from local import surroundings

START_SECONDS = 60
STOP_SECONDS = 10
STATE_FILE = "emulator.json"


class EmulatorError(Exception):
    """The embedded AWS did not start; the message names its log."""


@dataclass(frozen=True)
class Emulator:
    """A running embedded AWS."""

    pid: int
    port: int
    home: str
    """The folder with its log, certificate, temporary files and this state."""

    @property
    def endpoint(self) -> str:
        """The one address of all services."""
        return f"https://localhost:{self.port}"

    @property
    def ca_bundle(self) -> Path:
        """The authorities to trust: those of this machine, and the emulator's certificate."""
        return Path(self.home) / "ca-bundle.pem"

    def surroundings(self, source: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment variables of a process that talks to this AWS."""
        source = os.environ if source is None else source
        return surroundings.pointed_at(source, endpoint=self.endpoint, ca_bundle=self.ca_bundle)

    def stop(self) -> None:
        """End the server and every function it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGTERM)
            _wait_gone(self.pid)
            os.killpg(self.pid, signal.SIGKILL)
        shutil.rmtree(_temporary(Path(self.home)), ignore_errors=True)
        (Path(self.home) / STATE_FILE).unlink(missing_ok=True)


def start(home: Path, options: Mapping[str, str] | None = None) -> Emulator:
    """Start the embedded AWS with its files in `home` and wait until it answers.

    Args:
        home: a folder of its own; what an earlier emulator left running there is stopped first.
        options: further environment variables, for the stand-in.

    Raises:
        EmulatorError: when it does not answer in `START_SECONDS`.
    """
    stop_running(home)
    _temporary(home).mkdir(parents=True, exist_ok=True)
    emulator = _spawn(home, _free_port(), options or {})
    (home / STATE_FILE).write_text(json.dumps(asdict(emulator)))
    try:
        _wait_healthy(emulator)
    except BaseException:
        emulator.stop()
        raise
    return emulator


@contextlib.contextmanager
def running(home: Path, options: Mapping[str, str] | None = None) -> Iterator[Emulator]:
    """Start the embedded AWS and stop it whatever happens."""
    emulator = start(home, options)
    try:
        yield emulator
    finally:
        emulator.stop()


def find_running(home: Path) -> Emulator | None:
    """Return the emulator that was left up with its files in `home`."""
    try:
        emulator = Emulator(**json.loads((home / STATE_FILE).read_text()))
        os.killpg(emulator.pid, 0)
    except (FileNotFoundError, ProcessLookupError, json.JSONDecodeError):
        return None
    return emulator


def stop_running(home: Path) -> bool:
    """Stop the emulator that was left up in `home`; return whether there was one."""
    emulator = find_running(home)
    if emulator is not None:
        emulator.stop()
    return emulator is not None


def _spawn(home: Path, port: int, options: Mapping[str, str]) -> Emulator:
    emulator = Emulator(pid=0, port=port, home=str(home))
    certificate, key = _make_certificate(home)
    surroundings.write_ca_bundle(os.environ, certificate, emulator.ca_bundle)
    settings = {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "TMPDIR": str(_temporary(home)),
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(certificate),
        "MINISTACK_SSL_KEY": str(key),
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",
        # Waits and retries last as long as the template says: settings make them short.
        "SFN_WAIT_SCALE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    with (home / "emulator.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "local.launcher"],
            env=emulator.surroundings() | settings | dict(options),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Emulator(pid=process.pid, port=port, home=str(home))


def _temporary(home: Path) -> Path:
    """Return the folder of unpacked functions and layers, which are of no use once it stopped."""
    return home / "tmp"


def _make_certificate(home: Path) -> tuple[Path, Path]:
    from local.certificate import write_certificate

    certificate, key = home / "server.crt", home / "server.key"
    write_certificate(certificate, key)
    return certificate, key


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_healthy(emulator: Emulator) -> None:
    context = ssl.create_default_context(cafile=str(emulator.ca_bundle))
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, urllib.error.URLError):
            opener.open(f"{emulator.endpoint}/_ministack/health", timeout=2)
            return
        if _has_ended(emulator.pid):
            break
        time.sleep(0.1)
    raise EmulatorError(f"the embedded AWS did not start: see {emulator.home}/emulator.log")


def _has_ended(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    return False


def _wait_gone(pid: int) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        if _has_ended(pid):
            return
        os.kill(pid, 0)
        time.sleep(0.05)
