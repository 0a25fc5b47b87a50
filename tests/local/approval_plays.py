"""Runs that ask for approval, and the people who answer: with the command and a role's rights."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from lambdas.contract import places
from lambdas.contract.approval import Approval, Decision, WaitingPlan
from local import deploy
from local.session import Session
from local.toolchain import PROJECT
from tests.local.plays import finished, fresh
from tests.local.system import REQUEST, TEAM, Json, System, wait_for

ASKING: Json = {**REQUEST, "ask_approval": True}
WAITS = "RequestApproval"


@dataclass
class Approvers:
    """Those who may answer for a team."""

    system: System
    team: str = TEAM

    def person(self, name: str) -> Session:
        """Return somebody who took on the approver role."""
        return self._as(self.system.deployment.teams[self.team].approver_role_arn, name)

    def launcher(self, name: str) -> Session:
        """Return somebody who took on the launcher role."""
        return self._as(self.system.deployment.teams[self.team].launcher_role_arn, name)

    @cached_property
    def ann(self) -> Session:
        """One of them."""
        return self.person("ann")

    def _as(self, role: str, name: str) -> Session:
        sts = self.system.operator.client("sts")
        given = sts.assume_role(RoleArn=role, RoleSessionName=name)["Credentials"]
        return Session(
            self.system.operator.emulator,
            given["AccessKeyId"],
            given["SecretAccessKey"],
            given["SessionToken"],
        )


def customize(person: Session, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    variables = {"CUSTOMIZE_ENVIRONMENT": deploy.ENVIRONMENT}
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        env=person.surroundings() | variables,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def asked(system: System, name: str, request: Json | None = None) -> str:
    """Start a run that asks for approval, and wait until it waits; return its id."""
    run_id = system.start(name, ASKING if request is None else request)
    wait_for(f"{name} to ask", lambda: waiting(system, run_id))
    return run_id


def waiting(system: System, run_id: str) -> WaitingPlan | None:
    """Return the plan of a run that waits; None while it doesn't."""
    body = _control(system, places.approval_key(run_id))
    return msgspec.json.decode(body, type=WaitingPlan) if body else None


def answer_of(system: System, run_id: str) -> Approval | None:
    """Return the answer that is kept."""
    body = _control(system, places.approval_answer_key(run_id))
    return msgspec.json.decode(body, type=Approval) if body else None


def put(system: System, key: str, what: msgspec.Struct) -> None:
    """Write into the control prefix, as nobody but the functions could."""
    system.operator.client("s3").put_object(
        Bucket=system.deployment.artifacts_bucket, Key=key, Body=msgspec.json.encode(what)
    )


def plan_of(person: Session, run_id: str) -> Json:
    """Return what the command shows of a plan."""
    shown = customize(person, "plan", run_id, "--json")
    assert shown.returncode == 0, shown.stderr
    return dict(json.loads(shown.stdout))


def answer(
    person: Session, word: str, run_id: str, plan_hash: str = "", reason: str = ""
) -> subprocess.CompletedProcess[str]:
    """Answer a plan with the command; by default the plan that the person sees."""
    plan_hash = plan_hash or plan_of(person, run_id)["plan_hash"]
    return customize(person, word, run_id, "--plan", plan_hash, "--reason", reason, "--json")


def invoke(person: Session, function_arn: str, event: Json) -> Json:
    """Call a function as a person, without the command; return what it says."""
    client = person.client("lambda")
    said = client.invoke(FunctionName=function_arn, Payload=json.dumps(event).encode())
    return dict(json.loads(said["Payload"].read()))


def made(system: System, run_id: str) -> list[Any]:
    """Return everything that was ever made for a run, from the stand-in's ledger."""
    return [*system.jobs(run_id)]


def _control(system: System, key: str) -> bytes | None:
    client = system.operator.client("s3")
    try:
        found = client.get_object(Bucket=system.deployment.artifacts_bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return None
        raise
    return bytes(found["Body"].read())


def ask(system: System) -> str:
    """Let a run ask and somebody approve it; return everything that was said."""
    run_id = system.start(fresh("ask"), ASKING)
    if _asks(system, run_id) is None:
        return str(system.run(run_id).get("cause"))
    done = answer(Approvers(system).ann, "approve", run_id)
    if done.returncode:
        system.abort(run_id)
        return done.stderr
    return str(system.end_of(run_id).get("cause"))


def ask_unheard(system: System) -> str:
    """Let a run find its answer by itself; return how it ended."""
    run_id = system.start(fresh("unheard"), ASKING)
    found = _asks(system, run_id)
    if found is None:
        return str(system.run(run_id).get("cause"))
    put(system, places.approval_answer_key(run_id), approval_of(found))
    return str(system.end_of(run_id).get("cause"))


def approver(system: System) -> str:
    """Do what approvers do; return the first refusal."""
    person = Approvers(system).ann
    run_id = finished(system)
    plan = {
        "Bucket": system.deployment.artifacts_bucket,
        "Key": places.plan_key(TEAM, run_id),
    }
    function = system.deployment.teams[TEAM].answer_approval_arn
    steps: list[Callable[[], object]] = [
        person.deployment,
        lambda: person.client("s3").get_object(**plan),
        lambda: invoke(person, function, {}),
    ]
    for step in steps:
        try:
            step()
        except ClientError as error:
            return str(error)
    return ""


def approval_of(found: WaitingPlan, approver: str = "somebody") -> Approval:
    """Return an approval of a plan that waits."""
    return Approval(
        decision=Decision.APPROVED,
        plan_hash=found.plan_hash,
        reasons=found.reasons,
        approver=approver,
        asked_at=found.asked_at,
        answered_at=found.asked_at,
    )


def _asks(system: System, run_id: str) -> WaitingPlan | None:
    """Wait until a run waits or has ended; return its plan if it waits."""
    arn = system.execution_arn(run_id)
    wait_for("the run to ask", lambda: waiting(system, run_id) or system.ended(arn))
    return None if system.ended(arn) else waiting(system, run_id)
