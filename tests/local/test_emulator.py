"""Starting and stopping the embedded AWS: nothing stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local import emulator, surroundings
from local.session import ForeignAccountError, Session
from local.toolchain import PROJECT
from tests.local.system import wait_for

INTERRUPTED = """
import sys, time
from pathlib import Path
from local import emulator
with emulator.running(Path(sys.argv[1])):
    time.sleep(600)
"""


def group_is_gone(pid: int) -> bool:
    """Whether no process of the emulator's group is left."""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_an_interrupt_leaves_no_process(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    running = wait_for("the emulator", lambda: emulator.find_running(tmp_path), 60)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=30)
    wait_for("the end of its processes", lambda: group_is_gone(running.pid), 15)


def test_a_second_start_stops_the_first(tmp_path: Path) -> None:
    first = emulator.start(tmp_path)
    with emulator.running(tmp_path) as second:
        assert group_is_gone(first.pid)
        assert emulator.find_running(tmp_path) == second
    assert emulator.find_running(tmp_path) is None
    assert not emulator.stop_running(tmp_path)
    assert not (tmp_path / "tmp").exists()


def test_a_foreign_account_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with emulator.running(tmp_path) as running:
        Session(running).check_account()
        monkeypatch.setattr(surroundings, "ACCOUNT", "111122223333")
        with pytest.raises(ForeignAccountError, match="000000000000"):
            Session(running).check_account()
