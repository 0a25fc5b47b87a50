"""`make demo`: a fine-tuning run from request to report, on this machine, without an account."""

import argparse
import json
import os
import subprocess
import sys
import time
from itertools import starmap
from pathlib import Path

from lambdas.contract import names, places
from lambdas.contract.deployment import Deployment
from local import dataset, deploy, emulator, example_files, other_task
from local.launcher import CUSTOM_MODEL_UNITS, MODEL_UNITS, TIME_SCALE
from local.session import Session, bring, deploy_environment, history, upload
from local.toolchain import PROJECT

HOME = PROJECT / "build" / "demo"
REQUEST_FILE = HOME / "request.json"
TEAM = "demo"
STAND_IN = {TIME_SCALE: "0.15", CUSTOM_MODEL_UNITS: "4", MODEL_UNITS: "4"}
"""How fast Bedrock's hours pass here, and the model units that cdk.json says the account has."""
VARIABLES = {"CUSTOMIZE_ENVIRONMENT": deploy.ENVIRONMENT, "CUSTOMIZE_TEAM": TEAM}
REQUEST = {
    "training": "datasets/training.jsonl",
    "validation": "datasets/validation.jsonl",
    "hyperparameters": {"epochs": 4},
    "deployment": {"kind": "on_demand", "hours_to_live": 0, "alias": "faq"},
    "evaluation": {
        "test": "datasets/test.jsonl",
        "metrics": ["rouge_l", "token_f1"],
        "retrieval": {"records": 2},
        "regression": {"test": f"datasets/{example_files.GENERAL}.jsonl"},
        "max_answer_tokens": 100,
        "examples_in_report": True,
    },
}
"""A real team would write `examples/minimal.json`; the rest makes a good story."""

RUN_ENDED = (0, 1)
"""The exit codes of a command that watched a run to its end."""
LONGEST_QUOTE = 160
"""Characters of a question or an answer that are printed."""


class DemoError(Exception):
    """The demo could not go on; the message says why."""


class Story:
    """Prints what happens, with the seconds since the start."""

    def __init__(self) -> None:
        self._begin = time.monotonic()

    def tell(self, text: str) -> None:
        """Print one step."""
        print(f"[{time.monotonic() - self._begin:5.1f} s] {text}", flush=True)


def main() -> int:
    """Run the demo; return the exit code of the command that watched the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the embedded AWS running")
    keep = parser.parse_args().keep
    try:
        return play(keep=keep)
    except KeyboardInterrupt:
        print("\nInterrupted: everything the demo started is stopped.")
        return 130
    except (DemoError, deploy.DeployError, emulator.EmulatorError) as error:
        print(f"The demo failed: {error}", file=sys.stderr)
        return 1


def play(*, keep: bool) -> int:
    """Start, deploy, run, report; stop unless asked to keep."""
    story = Story()
    running = emulator.start(HOME / "aws", STAND_IN)
    try:
        story.tell(f"the embedded AWS answers at {running.endpoint}; IAM and TLS are enforced")
        operator = deploy_environment(running, HOME / "cdk.out")
        story.tell("deployed with the CDK CLI: keys, network, storage, workflow, serving")
        code = run(operator, story)
    except BaseException:
        running.stop()
        raise
    if keep:
        explain_keep(running, operator.deployment())
    else:
        running.stop()
        story.tell("the embedded AWS is stopped")
    return code


def run(operator: Session, story: Story) -> int:
    """Perform one run as a team's launcher would, and keep what it leaves."""
    deployment = operator.deployment()
    team = operator.as_role(deployment.teams[TEAM].launcher_role_arn)
    sets = dataset.write(HOME / "datasets")
    named = example_files.write(HOME / "datasets", sets)
    upload(team, deployment, TEAM, sets)
    bring(team, deployment, TEAM, named)
    counts = ", ".join(f"{_lines(path):,} for {name}" for name, path in sets.items())
    story.tell(
        f"uploaded AWS's own API documentation as questions and answers: {counts}, "
        f"and {other_task.RECORDS} of another task"
    )
    REQUEST_FILE.write_text(json.dumps(REQUEST, indent=2) + "\n")
    name = time.strftime("%Y%m%d-%H%M%S")
    code = customize(team, "start", str(REQUEST_FILE), "--name", name, "--watch", "--interval", "1")
    run_id = names.run_id(TEAM, name)
    if code not in RUN_ENDED:
        raise DemoError(f"no run could be started and watched: `customize` ended with {code}")
    keep_history(team, deployment.run_machine_arn, run_id)
    if code == 0:
        quote_trial(team, deployment, run_id, story)
        count_deployments(operator, story)
        story.tell("what came of it, as `customize report` tells:")
        customize(team, "report", run_id, "--output", str(HOME))
    return code


def customize(team: Session, *arguments: str) -> int:
    """Run the command `customize` with a team's rights, as a person would."""
    environment = team.surroundings() | VARIABLES
    command = [sys.executable, "-m", "cli.main", *arguments]
    return subprocess.run(command, env=environment, cwd=PROJECT, check=False).returncode


def keep_history(team: Session, machine_arn: str, run_id: str) -> None:
    """Write the execution's history, as Step Functions tells it."""
    execution = f"{machine_arn.replace(':stateMachine:', ':execution:')}:{run_id}"
    events = history(team, execution)
    (HOME / "history.json").write_text(json.dumps(events, indent=1) + "\n")


def quote_trial(team: Session, deployment: Deployment, run_id: str, story: Story) -> None:
    """Print what the deployed model was asked and answered, which only the team may read."""
    key = places.trial_key(TEAM, run_id)
    stored = team.client("s3").get_object(Bucket=deployment.artifacts_bucket, Key=key)
    trial = json.loads(stored["Body"].read())
    story.tell("the model was deployed on demand and asked one question")
    for what in ("prompt", "answer", "reference"):
        print(f"  {what + ':':<10} {quoted(str(trial[what]))}")


def count_deployments(operator: Session, story: Story) -> None:
    """Print which deployments are left: a run retires its own, the alias keeps its one."""
    found = operator.client("bedrock").list_custom_model_deployments()["modelDeploymentSummaries"]
    left = ", ".join(one["customModelDeploymentName"] for one in found)
    story.tell(f"deployments left in the account: {left or 'none'}")


def explain_keep(running: emulator.Emulator, deployment: Deployment) -> None:
    """Write the variables that lead a shell to the embedded AWS, and say how to use them."""
    path, profiles = HOME / "environment", HOME / "profiles"
    team = deployment.teams[TEAM]
    roles = {"launcher": team.launcher_role_arn, "approver": team.approver_role_arn}
    profiles.write_text("".join(starmap(_profile, roles.items())))
    variables = Session(running).surroundings() | VARIABLES | {"AWS_CONFIG_FILE": str(profiles)}
    changed = {key: value for key, value in variables.items() if os.environ.get(key) != value}
    path.write_text("".join(f"export {key}='{value}'\n" for key, value in sorted(changed.items())))
    print(
        f"\nThe embedded AWS stays up. To look around:\n"
        f"  source {_shown(path)}\n"
        f"  .venv/bin/customize list\n"
        f"  .venv/bin/customize start examples/evaluated.json --watch\n"
        f"  .venv/bin/customize aliases\n"
        f"  .venv/bin/customize rollback faq     (to the model before the last promotion)\n"
        f"  .venv/bin/customize start examples/provisioned.json     (asks: over the budget)\n"
        f"  .venv/bin/customize plan RUN_ID      (what it asks, and the hash of its plan)\n"
        f"  .venv/bin/customize approve RUN_ID --plan HASH --profile approver\n"
        f"To end it: make stop"
    )


def _profile(name: str, role_arn: str) -> str:
    return f"[profile {name}]\nrole_arn = {role_arn}\ncredential_source = Environment\n\n"


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def quoted(text: str) -> str:
    """Return a text in one line, cut where it is long."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONGEST_QUOTE else f"{one_line[: LONGEST_QUOTE - 3]}..."


def _shown(path: Path) -> str:
    return str(path.relative_to(PROJECT))


if __name__ == "__main__":
    sys.exit(main())
