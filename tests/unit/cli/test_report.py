"""`customize report`."""

import json
from pathlib import Path

import pytest

from lambdas.contract.names import stem
from lambdas.contract.places import report_key
from tests.unit.cli.cloud import BEGUN, Cloud, refusal
from tests.unit.cli.conftest import Customize

HTML = b"<h1>report</h1>"
DATA = json.dumps({"headline": "it converged", "figures": []}).encode()


@pytest.fixture
def reported(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Put a run with a report into the cloud, and the caller into an empty folder."""
    monkeypatch.chdir(tmp_path)
    cloud.add_run("demo_r1", "SUCCEEDED", [])
    for name, body in (("report.html", HTML), ("report.json", DATA)):
        cloud.objects[report_key("demo", "demo_r1", name)] = (body, BEGUN)
    return cloud


def test_it_downloads_both_files(reported: Cloud, customize: Customize, tmp_path: Path) -> None:
    del reported
    result = customize("report", "demo_r1")
    folder = tmp_path / f"{stem('demo_r1')}-report"
    assert result.exit_code == 0
    assert (folder / "report.html").read_bytes() == HTML
    assert (folder / "report.json").read_bytes() == DATA
    assert "it converged" in result.stdout
    assert f"{folder.name}/report.html" in result.stdout


def test_its_json_tells_the_places(reported: Cloud, customize: Customize, tmp_path: Path) -> None:
    del reported
    folder = tmp_path / "a" / "b"
    result = customize("report", "demo_r1", "--output", str(folder), "--json")
    assert json.loads(result.stdout) == {
        "run_id": "demo_r1",
        "headline": "it converged",
        "files": {name: str(folder / name) for name in ("report.html", "report.json")},
    }


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"headline": 5}', b"no json"])
def test_a_report_without_headline_is_still_a_report(
    reported: Cloud, customize: Customize, data: bytes
) -> None:
    reported.objects[report_key("demo", "demo_r1", "report.json")] = (data, BEGUN)
    result = customize("report", "demo_r1", "--json")
    assert json.loads(result.stdout)["headline"] is None


def test_a_run_without_report_tells_its_status(cloud: Cloud, customize: Customize) -> None:
    cloud.add_run("demo_r1", "FAILED", [])
    result = customize("report", "demo_r1")
    assert result.exit_code == 3
    assert "no report: its status is FAILED" in result.stderr


def test_a_refused_download_is_no_missing_report(reported: Cloud, customize: Customize) -> None:
    reported.failures["GetObject"] = refusal("AccessDenied", "GetObject")
    assert customize("report", "demo_r1").exit_code == 4


def test_an_unwritable_folder_is_a_sentence(
    reported: Cloud, customize: Customize, tmp_path: Path
) -> None:
    del reported
    (tmp_path / "file").touch()
    result = customize("report", "demo_r1", "--output", str(tmp_path / "file"))
    assert result.exit_code == 2
    assert "can't write" in result.stderr
