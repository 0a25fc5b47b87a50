"""Models that are served: asked, promoted, retired, and nothing left that nobody wants."""

import datetime as dt
import json

import msgspec
import pytest

from lambdas.contract import errors, names, places
from lambdas.contract.aliases import AliasRecord
from local import deploy
from tests.local.scenarios import Scenarios
from tests.local.serving_scenarios import capacity_behind, capacity_of
from tests.local.system import TEAM, Json, System, wait_for
from tests.local.test_command import customize, lines
from tests.local.test_runs import STATES

SERVED = [
    *STATES[:5],
    "DeployModel",
    "TryModel",
    "Evaluates",
    "Promotes",
    "WriteReport",
    "Settles",
    "SettleDeployment",
    *STATES[-2:],
]


def alias_of(system: System, alias: str) -> AliasRecord:
    """Return the alias of record, as the team reads it."""
    [listed] = lines(customize(system, "aliases", "--json"))
    [found] = [one for one in listed["aliases"] if one["alias"] == alias]
    key = places.alias_key(TEAM, alias)
    stored = system.team.client("s3").get_object(Bucket=system.deployment.artifacts_bucket, Key=key)
    record: Json = json.loads(stored["Body"].read())
    assert found["invoke"] == record["arn"]
    return msgspec.convert(record, AliasRecord)


def parameter(system: System, alias: str) -> str:
    """Return what consumers are told to invoke."""
    name = names.alias_parameter(deploy.ENVIRONMENT, TEAM, alias)
    value = system.operator.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
    return str(value)


def trial_of(system: System, run_id: str) -> Json:
    """Return what a run's model was asked and answered, as the team reads it."""
    stored = system.team.client("s3").get_object(
        Bucket=system.deployment.artifacts_bucket, Key=places.trial_key(TEAM, run_id)
    )
    return dict(json.loads(stored["Body"].read()))


@pytest.mark.parametrize("name", ["retired", "lost-deployment-response", "lost-units-response"])
def test_a_model_is_deployed_once_asked_and_retired(
    system: System, scenarios: Scenarios, name: str
) -> None:
    end = scenarios.end(name)
    assert end["status"] == "SUCCEEDED", end
    [served] = capacity_of(system, scenarios.run_id(name))
    assert served.deleted is not None
    assert trial_of(system, scenarios.run_id(name))["answer"]


def test_a_served_run_passes_every_state_once(system: System, scenarios: Scenarios) -> None:
    scenarios.end("retired")
    assert system.entered(scenarios.run_id("retired")) == SERVED


def test_no_prompt_and_no_answer_is_in_the_history(system: System, scenarios: Scenarios) -> None:
    scenarios.end("retired")
    run_id = scenarios.run_id("retired")
    told = json.dumps(system.events(run_id), default=str)
    for text in trial_of(system, run_id).values():
        assert text
        assert text not in told


def test_a_deployment_that_fails_fails_the_run_and_stays_nowhere(
    system: System, scenarios: Scenarios
) -> None:
    end = scenarios.end("failing-deployment")
    run_id = scenarios.run_id("failing-deployment")
    assert (end["status"], end["error"]) == ("FAILED", errors.DeploymentFailedError.__name__)
    wait_for("the clean-up", lambda: system.clean_up_of(run_id))
    assert all(one.deleted or one.status == "Failed" for one in capacity_of(system, run_id))


def test_an_abort_while_the_model_is_asked_leaves_nothing(
    system: System, scenarios: Scenarios
) -> None:
    end = scenarios.end("aborted-while-asked")
    assert end["status"] == "ABORTED"
    [served] = capacity_of(system, scenarios.run_id("aborted-while-asked"))
    assert served.deleted is not None


def test_what_expires_is_removed_at_its_time_by_a_schedule_that_removes_itself(
    system: System, scenarios: Scenarios
) -> None:
    run_id = scenarios.run_id("expiring")
    assert scenarios.end("expiring")["status"] == "SUCCEEDED"
    wait_for("its end", lambda: capacity_of(system, run_id)[0].deleted)
    [served] = capacity_of(system, run_id)
    assert served.deleted is not None
    assert served.deleted >= dt.datetime.fromisoformat(served.tags[names.TAG_EXPIRES])
    scheduler = system.operator.client("scheduler")
    group = names.schedule_group_name(deploy.ENVIRONMENT)
    left = scheduler.list_schedules(GroupName=group)["Schedules"]
    assert served.name not in {one["Name"] for one in left}


def test_a_schedule_that_comes_too_early_removes_nothing(
    system: System, scenarios: Scenarios
) -> None:
    assert scenarios.end("kept-for-a-day")["status"] == "SUCCEEDED"
    [served] = capacity_of(system, scenarios.run_id("kept-for-a-day"))
    schedule = system.operator.client("scheduler").get_schedule(
        Name=served.name, GroupName=names.schedule_group_name(deploy.ENVIRONMENT)
    )
    assert schedule["ActionAfterCompletion"] == "DELETE"
    early = system.stepfunctions.start_execution(
        stateMachineArn=schedule["Target"]["Arn"], input=schedule["Target"]["Input"]
    )["executionArn"]
    assert wait_for("its end", lambda: system.ended(early))["status"] == "SUCCEEDED"
    assert capacity_of(system, scenarios.run_id("kept-for-a-day"))[0].deleted is None


def test_the_second_promotion_swaps_the_model_behind_one_deployment(
    system: System, scenarios: Scenarios
) -> None:
    assert scenarios.end("promoted")["status"] == "SUCCEEDED"
    [behind] = capacity_behind(system, TEAM, "faq")
    record = alias_of(system, "faq")
    assert record.arn == behind.arn == parameter(system, "faq")
    assert record.current is not None
    assert len(record.previous) == 1


def test_units_behind_an_alias_are_made_once(system: System, scenarios: Scenarios) -> None:
    assert scenarios.end("promoted-units")["status"] == "SUCCEEDED"
    [behind] = capacity_behind(system, TEAM, "support")
    assert (behind.units, behind.status, behind.deleted) == (1, "InService", None)
    assert parameter(system, "support") == behind.arn


def test_a_rollback_brings_the_model_before_back(system: System, scenarios: Scenarios) -> None:
    scenarios.end("promoted")
    before = alias_of(system, "faq")
    lines(customize(system, "rollback", "faq", "--yes", "--json"))
    after = alias_of(system, "faq")
    assert after.current is not None
    assert after.arn == before.arn
    assert after.current.model_arn == before.previous[0].model_arn
    [behind] = capacity_behind(system, TEAM, "faq")
    assert behind.arn == after.arn


def test_the_audit_removes_what_nobody_owns(system: System, scenarios: Scenarios) -> None:
    scenarios.end("retired")
    run_id = names.run_id(TEAM, "nobody")
    bedrock = system.operator.client("bedrock")
    job = system.jobs(scenarios.run_id("retired"))[0]
    name = names.run_capacity_name(deploy.ENVIRONMENT, run_id, 1)
    tags = {names.TAG_ENVIRONMENT: deploy.ENVIRONMENT, names.TAG_TEAM: TEAM, names.TAG_RUN: run_id}
    bedrock.create_custom_model_deployment(
        modelDeploymentName=name,
        modelArn=job.model_arn,
        tags=[{"key": key, "value": value} for key, value in tags.items()],
    )
    seen = json.loads(system.invoke("AuditServing", {"dry_run": True}))
    assert [one["name"] for one in seen["findings"] if one["name"] == name] == [name]
    assert capacity_of(system, run_id)[0].deleted is None
    system.invoke("AuditServing", {})
    wait_for("its end", lambda: capacity_of(system, run_id)[0].deleted)
