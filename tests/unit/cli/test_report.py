"""`customize report`."""

import json
from pathlib import Path

import msgspec
import pytest

from lambdas.contract.evaluation import Arm
from lambdas.contract.names import stem
from lambdas.contract.places import report_key
from lambdas.contract.report import Report
from lambdas.evaluation.wording import NAMES
from tests.unit.cli.cloud import BEGUN, Cloud, refusal
from tests.unit.cli.conftest import Customize
from tests.unit.write_report.evaluations import (
    PROMOTED,
    report_with,
    unheard,
    without_prices,
)
from tests.unit.write_report.reports import report_of

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


def shown(reported: Cloud, customize: Customize, report: Report) -> list[str]:
    """Return what is printed of a report, each run of spaces as one."""
    data = msgspec.json.encode(report)
    reported.objects[report_key("demo", "demo_r1", "report.json")] = (data, BEGUN)
    result = customize("report", "demo_r1")
    assert result.exit_code == 0, result.stderr
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


def test_an_evaluated_run_is_told_in_short(reported: Cloud, customize: Customize) -> None:
    report = report_with(PROMOTED)
    told = shown(reported, customize, report)
    assert told[0] == report.headline
    for line in (
        f"decision promote. {PROMOTED.verdict.sentence}",
        "scores on 240 records; difference with its 95 % interval",
        "exact match base 0.312 custom 0.629 +0.317 (+0.257 to +0.377)",
        "ROUGE-L base 0.466 custom 0.688 +0.222 (+0.174 to +0.270)",
        "failed answers base 0 of 240, custom 2 of 240, retrieval 0 of 240",
        f"training {report.verdict.headline}",
    ):
        assert line in told, line
    assert PROMOTED.regression
    assert any(line.startswith("forgetting held. ") for line in told)
    assert any(line.startswith("cost $") and " used; estimated $" in line for line in told)
    assert all(f"warning {warning}" in told for warning in report.warnings)
    [step] = [line for line in told if line.startswith("try next ")][:1]
    assert report.next_steps[0].reason in step


def test_metrics_that_only_inform_are_not_told_of_retrieval(
    reported: Cloud, customize: Customize
) -> None:
    told = shown(reported, customize, report_with(PROMOTED))
    with_retrieval = [line for line in told if "retrieval 0." in line]
    assert all(line.startswith(NAMES[PROMOTED.verdict.metric]) for line in with_retrieval)
    assert len(with_retrieval) == 2


def test_no_score_is_told_against_a_side_that_never_answered(
    reported: Cloud, customize: Customize
) -> None:
    told = shown(reported, customize, report_with(unheard(Arm.BASE)))
    assert "decision undecided. Inconclusive: all 240 answers of base failed." in told
    assert not any(" base 0." in line for line in told)
    assert any(line.startswith("exact match retrieval 0.548 custom 0.629") for line in told)
    assert "failed answers base 240 of 240, custom 2 of 240, retrieval 0 of 240" in told


def test_a_run_that_was_not_evaluated_says_so(reported: Cloud, customize: Customize) -> None:
    told = shown(reported, customize, report_of([2.0, 1.0], [2.0, 1.5]))
    assert "decision not held against its base" in told
    assert not any(line.startswith(("scores", "forgetting", "failed")) for line in told)


def test_what_nobody_knows_the_price_of_is_unknown_and_not_zero(
    reported: Cloud, customize: Customize
) -> None:
    told = shown(reported, customize, report_with(without_prices(PROMOTED)))
    [cost] = [line for line in told if line.startswith("cost ")]
    assert cost.startswith("cost unknown used")
    assert "$0.00" not in cost
