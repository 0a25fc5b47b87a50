"""Short plays, each of which needs certain rights; they return everything that was said."""

import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from lambdas.contract import names, places, status
from local import deploy
from local.bedrock import faults
from local.bedrock.ledger import JobEntry
from tests.local.scenarios import named
from tests.local.system import REQUEST, TEAM, Json, System, wait_for

Play = Callable[[System], str]

NO_ALIAS = '{"alias": "none"}'
"""What a rollback is refused for."""


def run(system: System) -> str:
    """Start a run and see it end."""
    door = system.deployment.teams[TEAM].front_door_arn
    name = fresh("run")
    started = system.stepfunctions.start_execution(
        stateMachineArn=door, name=name, input=json.dumps(REQUEST)
    )
    end = wait_for("the front door", lambda: system.ended(started["executionArn"]))
    if end["status"] != status.RUN_SUCCEEDED:
        return str(end.get("cause"))
    return str(system.end_of(names.run_id(TEAM, name)).get("cause"))


def swept_run(system: System) -> str:
    """Start a run whose event is lost, so that the ensuring function answers."""
    name = fresh("swept")
    system.stand_in.order(named(faults.LoseEvent(times=10), name))
    return str(system.end_of(system.start(name)).get("cause"))


def abort(system: System) -> str:
    """Abort a run that trains and see it cleaned up."""
    name = fresh("abort")
    system.stand_in.order(named(faults.HoldJob(), name))
    run_id = system.start(name)
    wait_for("the job", lambda: system.job_status(run_id) == status.JOB_IN_PROGRESS)
    system.abort(run_id)
    clean_up = wait_for("the clean-up", lambda: system.clean_up_of(run_id))
    arn = clean_up["executionArn"]
    history = system.stepfunctions.get_execution_history(executionArn=arn)
    system.stand_in.clear(names.stem(run_id))
    return json.dumps(history["events"], default=str)


def answer(system: System) -> str:
    """Let Bedrock's event of a job that ended reach its function."""
    return system.invoke("AnswerTraining", {"detail": {"jobName": finished_job(system).name}})


def judge(system: System) -> str:
    """Judge a run that ended."""
    return system.invoke("JudgeEndedRun", {"execution_arn": execution(system)})


def stop(system: System) -> str:
    """Stop what a run that ended left running."""
    request = {"execution_arn": execution(system), "redrive_count": 0}
    return system.invoke("StopTraining", request)


def sweep(system: System) -> str:
    """Sweep while a job runs whose run nobody knows."""
    run_id = leave_orphan(system, fresh("orphan"))
    said = system.invoke("SweepRuns", {})
    system.stand_in.clear(names.stem(run_id))
    return said


def leave_orphan(system: System, name: str) -> str:
    """Make a job with this environment's name and tags, but without a run; return the run's id."""
    run_id = names.run_id(TEAM, name)
    system.stand_in.order(named(faults.HoldJob(), name))
    begin_job(system, run_id, jobTags=tags_of(run_id))
    return run_id


def begin_job(system: System, run_id: str, **tags: list[Json]) -> None:
    """Begin, as the operator, a job like that of the run that ended."""
    bedrock = system.operator.client("bedrock")
    like = bedrock.get_model_customization_job(jobIdentifier=finished_job(system).name)
    job = names.job_name(deploy.ENVIRONMENT, run_id, 1)
    bedrock.create_model_customization_job(
        jobName=job,
        customModelName=job,
        roleArn=like["roleArn"],
        baseModelIdentifier=like["baseModelArn"],
        hyperParameters=like["hyperParameters"],
        trainingDataConfig=like["trainingDataConfig"],
        outputDataConfig=like["outputDataConfig"],
        **tags,
    )


def tags_of(run_id: str, **more: str) -> list[Json]:
    """Return the tags by which a thing says that it is a run's, as Bedrock takes them."""
    tags = {names.TAG_ENVIRONMENT: deploy.ENVIRONMENT, names.TAG_TEAM: TEAM, names.TAG_RUN: run_id}
    return [{"key": key, "value": value} for key, value in (tags | more).items()]


def person(system: System) -> str:
    """Do what people of a team do; return the first refusal."""
    session = system.launcher(TEAM)
    bucket, runs = session.client("s3"), session.client("stepfunctions")
    data, artifacts = system.deployment.data_bucket, system.deployment.artifacts_bucket
    door = system.deployment.teams[TEAM].front_door_arn
    run_id = finished(system)
    report = places.report_key(TEAM, run_id, "report.json")
    job = finished_job(system).name
    start = f"{executions_of(door)}:{run_id.partition('_')[2]}"
    rollback = system.machine(names.rollback_machine_name(deploy.ENVIRONMENT, TEAM))
    prepare = system.machine(names.prepare_machine_name(deploy.ENVIRONMENT, TEAM))
    back = fresh("back")
    steps: list[Callable[[], object]] = [
        session.deployment,
        lambda: bucket.put_object(Bucket=data, Key=f"{places.team_prefix(TEAM)}x", Body=b"x"),
        lambda: bucket.list_objects_v2(Bucket=data, Prefix=places.team_prefix(TEAM)),
        lambda: bucket.list_objects_v2(Bucket=artifacts, Prefix=places.runs_prefix(TEAM)),
        lambda: bucket.get_object(Bucket=artifacts, Key=report),
        lambda: runs.start_execution(stateMachineArn=door, name=fresh("any"), input="{}"),
        lambda: runs.list_executions(stateMachineArn=door),
        lambda: runs.describe_state_machine(stateMachineArn=door),
        lambda: runs.describe_execution(executionArn=start),
        lambda: runs.describe_execution(executionArn=system.execution_arn(run_id)),
        lambda: session.client("bedrock").get_model_customization_job(jobIdentifier=job),
        lambda: runs.start_execution(stateMachineArn=rollback, name=back, input=NO_ALIAS),
        lambda: runs.describe_execution(executionArn=f"{executions_of(rollback)}:{back}"),
        lambda: runs.start_execution(stateMachineArn=prepare, name=back, input="{}"),
        lambda: runs.describe_execution(executionArn=f"{executions_of(prepare)}:{back}"),
        lambda: bucket.list_objects_v2(Bucket=artifacts, Prefix=places.aliases_prefix(TEAM)),
        lambda: _look_for(bucket, Bucket=artifacts, Key=places.alias_key(TEAM, "none")),
    ]
    for step in steps:
        try:
            step()
        except ClientError as error:
            return str(error)
    return ""


def _look_for(bucket: Any, **what: str) -> None:
    with suppress(bucket.exceptions.NoSuchKey):
        bucket.get_object(**what)


def executions_of(machine: str) -> str:
    """Return how the ARNs of a state machine's executions begin."""
    return machine.replace(":stateMachine:", ":execution:")


def execution(system: System) -> str:
    """Return the execution of the run that ended well."""
    return system.execution_arn(finished(system))


def finished(system: System) -> str:
    """Return a run that ended well, started once a session."""
    system.team  # noqa: B018 brings the data
    name = "finished"
    run_id = names.run_id(TEAM, name)
    if not system.jobs(run_id):
        system.end_of(system.start(name))
    return run_id


def finished_job(system: System) -> JobEntry:
    """Return the job of the run that ended well."""
    return system.jobs(finished(system))[0]


def fresh(name: str) -> str:
    """Return a name that nothing has had."""
    return f"{name}-{uuid.uuid4().hex[:8]}"
