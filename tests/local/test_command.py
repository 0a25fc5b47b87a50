"""The command `customize` against the deployed environment, with a team's rights alone."""

import json
import subprocess
import sys
from pathlib import Path

from lambdas.contract import places
from local import deploy
from local.bedrock import faults
from local.toolchain import PROJECT
from tests.local.scenarios import Scenarios, named
from tests.local.system import TEAM, Json, System, wait_for


def customize(system: System, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person of the team would."""
    variables = {"CUSTOMIZE_ENVIRONMENT": deploy.ENVIRONMENT, "CUSTOMIZE_TEAM": TEAM}
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        env=system.team.surroundings() | variables,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def lines(done: subprocess.CompletedProcess[str]) -> list[Json]:
    """Return the JSON lines of a command."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_minimal_example_runs_to_a_report(system: System, tmp_path: Path) -> None:
    faq = f"{places.team_prefix(TEAM)}datasets/faq.jsonl"
    body = system.datasets["training"].read_bytes()
    system.team.client("s3").put_object(Bucket=system.deployment.data_bucket, Key=faq, Body=body)
    minimal = ["start", "examples/minimal.json", "--name", "minimal", "--json"]
    events = lines(customize(system, *minimal, "--watch", "--interval", "0.5"))
    assert events[0]["account"] == system.deployment.account
    assert events[-1]["status"] == "SUCCEEDED"
    [report] = lines(
        customize(system, "report", "demo_minimal", "--output", str(tmp_path), "--json")
    )
    assert report["headline"].endswith("convergence unknown")
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "report.json"}


def test_list_shows_the_teams_runs_and_how_they_ended(system: System, scenarios: Scenarios) -> None:
    scenarios.end("happy")
    scenarios.end("failing-job")
    [listed] = lines(customize(system, "list", "--limit", "50", "--json"))
    status = {run["run_id"]: run["status"] for run in listed["runs"]}
    assert status[scenarios.run_id("happy")] == "SUCCEEDED"
    assert status[scenarios.run_id("failing-job")] == "FAILED"


def test_stop_ends_the_run_and_its_job(system: System) -> None:
    system.stand_in.order(named(faults.HoldJob(), "to-stop"))
    run_id = system.start("to-stop")
    wait_for("the job", lambda: system.job_status(run_id) == "InProgress")
    [stopped] = lines(customize(system, "stop", run_id, "--yes", "--json"))
    assert stopped["stopped"]
    wait_for("the job's end", lambda: system.job_status(run_id) == "Stopped")
    assert system.run(run_id)["status"] == "ABORTED"


def test_watching_a_failed_run_exits_with_1_and_says_why(
    system: System, scenarios: Scenarios
) -> None:
    scenarios.end("failing-job")
    done = customize(system, "watch", scenarios.run_id("failing-job"))
    assert done.returncode == 1
    assert "TrainingFailedError" in done.stdout
