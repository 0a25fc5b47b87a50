"""The deployed environment as the tests see it: runs, their jobs and what became of them."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lambdas.contract import names, places
from lambdas.contract.deployment import Deployment
from local import dataset, deploy
from local.bedrock.control import StandIn
from local.bedrock.ledger import JobEntry
from local.session import Session, upload
from stacks.constructs.function import handler_of

Json = dict[str, Any]

PATIENCE_SECONDS = 600
"""Several times what anything takes on two busy cores: it costs time only where a test fails."""
TEAM = "demo"
REQUEST: Json = {
    "training": "datasets/training.jsonl",
    "validation": "datasets/validation.jsonl",
    "hyperparameters": {"epochs": 2},
}
SMALL = 200
"""Records a set: enough to train on, quick to check."""


class TimeoutWaitingError(AssertionError):
    """What a test waited for did not happen."""


def wait_for(what: str, look: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
    """Return the first true value that `look` gives."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise TimeoutWaitingError(f"waited {seconds} s for {what}")


@dataclass
class System:
    """Clients of the operator and of a team, and the questions tests ask."""

    operator: Session
    home: Path

    @cached_property
    def deployment(self) -> Deployment:
        """Where the parts of the environment are."""
        return self.operator.deployment()

    @cached_property
    def stand_in(self) -> StandIn:
        """The control of Bedrock's stand-in."""
        emulator = self.operator.emulator
        return StandIn(emulator.endpoint, ca_bundle=str(emulator.ca_bundle))

    @cached_property
    def team(self) -> Session:
        """A person of the team, who has brought data."""
        session = self.launcher(TEAM)
        upload(session, self.deployment, TEAM, self.datasets)
        return session

    @cached_property
    def datasets(self) -> dict[str, Path]:
        """Small sets of real text."""
        paths = dataset.write(self.home / "datasets")
        for path in paths.values():
            lines = path.read_text(encoding="utf-8").splitlines()[:SMALL]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return paths

    @cached_property
    def stepfunctions(self) -> Any:
        """The operator's Step Functions client."""
        return self.operator.client("stepfunctions")

    def launcher(self, team: str) -> Session:
        """Return a person of a team."""
        return self.operator.as_role(self.deployment.teams[team].launcher_role_arn)

    def start(self, name: str, request: Json | None = None) -> str:
        """Start a run through the team's front door and return its id."""
        door = self.deployment.teams[TEAM].front_door_arn
        client = self.team.client("stepfunctions")
        text = json.dumps(REQUEST if request is None else request)
        started = client.start_execution(stateMachineArn=door, name=name, input=text)
        wait_for(f"the front door of {name}", lambda: self.ended(started["executionArn"]))
        return names.run_id(TEAM, name)

    def execution_arn(self, run_id: str) -> str:
        """Return a run's execution."""
        machine = self.deployment.run_machine_arn
        return f"{machine.replace(':stateMachine:', ':execution:')}:{run_id}"

    def machine(self, name: str) -> str:
        """Return a state machine of the environment by its name."""
        return self.deployment.run_machine_arn.replace(
            names.run_machine_name(deploy.ENVIRONMENT), name
        )

    def run(self, run_id: str) -> Json:
        """Return how a run stands."""
        return dict(self.stepfunctions.describe_execution(executionArn=self.execution_arn(run_id)))

    def end_of(self, run_id: str) -> Json:
        """Wait until a run ended and return how."""
        found = wait_for(f"the end of {run_id}", lambda: self.ended(self.execution_arn(run_id)))
        return dict(found)

    def abort(self, run_id: str) -> None:
        """Stop a run as a person of the team would."""
        client = self.team.client("stepfunctions")
        client.stop_execution(executionArn=self.execution_arn(run_id))

    def fail(self, run_id: str) -> None:
        """Let a waiting run fail by an accident: an answer that no job stands behind."""
        bucket = self.operator.client("s3")
        job = names.job_name(deploy.ENVIRONMENT, run_id, 1)
        kept = bucket.get_object(
            Bucket=self.deployment.artifacts_bucket, Key=places.control_key(job)
        )
        token = json.loads(kept["Body"].read())["task_token"]
        self.stepfunctions.send_task_failure(
            taskToken=token, error="AccessRefusedError", cause="test"
        )

    def invoke(self, function: str, event: Json) -> str:
        """Call a function of the environment and return what it said."""
        name = self.function(function)["FunctionName"]
        client = self.operator.client("lambda")
        answer = client.invoke(FunctionName=name, Payload=json.dumps(event).encode())
        return str(answer["Payload"].read().decode())

    def function(self, function: str) -> Json:
        """Return how a function of the environment is configured."""
        pages = self.operator.client("lambda").get_paginator("list_functions").paginate()
        handler = handler_of(function)
        [found] = [
            item for page in pages for item in page["Functions"] if item.get("Handler") == handler
        ]
        return dict(found)

    def jobs(self, run_id: str) -> list[JobEntry]:
        """Return every job ever made for a run, from the stand-in's ledger."""
        stem = names.stem(run_id)
        return [job for job in self.stand_in.ledger().jobs if stem in job.name]

    def job_status(self, run_id: str) -> str | None:
        """Return the status of a run's first job, None before there is one."""
        jobs = self.jobs(run_id)
        return jobs[0].status if jobs else None

    def entered(self, run_id: str) -> list[str]:
        """Return the states a run went into, in order."""
        return [
            event["stateEnteredEventDetails"]["name"]
            for event in self.events(run_id)
            if "stateEnteredEventDetails" in event
        ]

    def events(self, run_id: str) -> list[Json]:
        """Return a run's history."""
        pages = self.stepfunctions.get_paginator("get_execution_history").paginate(
            executionArn=self.execution_arn(run_id)
        )
        return [event for page in pages for event in page["events"]]

    def clean_up_of(self, run_id: str) -> Json | None:
        """Return the clean-up of a run once it ended."""
        found = self.clean_up_begun(run_id)
        return found if found and found["status"] != "RUNNING" else None

    def clean_up_begun(self, run_id: str) -> Json | None:
        """Return the clean-up of a run as soon as there is one."""
        machine = self.machine(names.clean_up_machine_name(deploy.ENVIRONMENT))
        for item in self.stepfunctions.list_executions(stateMachineArn=machine)["executions"]:
            found = self.stepfunctions.describe_execution(executionArn=item["executionArn"])
            if json.loads(found["input"])["execution_arn"] == self.execution_arn(run_id):
                return dict(found)
        return None

    def ended(self, execution_arn: str) -> Any:
        """Return how an execution ended, None while it runs."""
        found = self.stepfunctions.describe_execution(executionArn=execution_arn)
        return found if found["status"] != "RUNNING" else None
