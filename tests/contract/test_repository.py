"""No file of the repository leads to one machine or one registry."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.modules import PROJECT

MACHINE_PATH = re.compile(r"(?<![\w.])/(?:(?:home|Users)/\w+|root|work|mnt)/\w")
REGISTRY = re.compile(
    r"https?://(?:[\w.-]*\.)?(?:registry|pypi|files\.pythonhosted|artifactory|nexus)[\w.-]*\.\w+"
    r"|--(?:extra-)?index-url|^registry\s*=|\"resolved\"",
    re.MULTILINE,
)


def tracked() -> Iterator[Path]:
    """Yield the files that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    yield from (PROJECT / name for name in listed.stdout.splitlines())


def texts() -> dict[str, str]:
    """Return the repository's files that are text; this one writes what it looks for."""
    found = {}
    for file in tracked():
        if file.is_file() and file != Path(__file__):
            found[str(file.relative_to(PROJECT))] = file.read_text(errors="ignore")
    return found


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_file_leads_to_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    leading = {name: pattern.findall(text) for name, text in texts().items()}
    assert not {name: hits for name, hits in leading.items() if hits}


@pytest.mark.parametrize(
    "text",
    [
        '"resolved": "x"',
        "registry=https://npm.example.com",
        "https://registry.example.com/",
        "https://pypi.example.com/simple",
        "--" + "extra-index-url x",
    ],
)
def test_a_registry_is_recognized(text: str) -> None:
    assert REGISTRY.search(text)


@pytest.mark.parametrize("text", ["see /home/me/project", "cd /root/x", "/Users/me/src"])
def test_a_machines_path_is_recognized(text: str) -> None:
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("text", ["states/home?region", "/workflow/", "$HOME/root/x"])
def test_other_paths_are_not(text: str) -> None:
    assert not MACHINE_PATH.search(text)
