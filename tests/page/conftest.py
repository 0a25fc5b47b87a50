"""One browser for all tests of pages, and the pages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdas.write_report.page import page
from tests.page import browser, reports
from tests.page.browser import Browser

NONE = f"no {' or '.join(browser.NAMES)} on this machine: apt-get install chromium"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Yield a browser; CI must have one, a developer's machine may do without."""
    program = browser.find()
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NONE)
    with browser.started(program) as one:
        yield one


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds every report's page."""
    folder = tmp_path_factory.mktemp("pages")
    for name, report in reports.REPORTS.items():
        (folder / f"{name}.html").write_text(page(report), encoding="utf-8")
    return folder


@pytest.fixture(params=reports.REPORTS)
def path(folder: Path, request: pytest.FixtureRequest) -> Path:
    """Return one report's page."""
    return folder / f"{request.param}.html"
