"""What a team can and can't do, with IAM enforced."""

import pytest
from botocore.exceptions import ClientError

from lambdas.contract import names, places
from local import deploy
from tests.local.scenarios import Scenarios
from tests.local.system import TEAM, System

OTHER = "other"
REFUSED = {"AccessDenied", "AccessDeniedException", "403"}


def refused(error: pytest.ExceptionInfo[ClientError]) -> bool:
    """Whether AWS refused for want of a right."""
    return error.value.response["Error"]["Code"] in REFUSED


def test_a_team_reads_no_data_of_another(system: System) -> None:
    key = f"{places.team_prefix(TEAM)}datasets/training.jsonl"
    system.team.client("s3").head_object(Bucket=system.deployment.data_bucket, Key=key)
    with pytest.raises(ClientError) as error:
        system.launcher(OTHER).client("s3").get_object(
            Bucket=system.deployment.data_bucket, Key=key
        )
    assert refused(error)


def test_a_team_watches_no_run_of_another(system: System, scenarios: Scenarios) -> None:
    scenarios.end("happy")
    client = system.launcher(OTHER).client("stepfunctions")
    with pytest.raises(ClientError) as error:
        client.describe_execution(executionArn=system.execution_arn(scenarios.run_id("happy")))
    assert refused(error)


def test_a_team_sees_no_job_of_another(system: System, scenarios: Scenarios) -> None:
    scenarios.end("happy")
    job = names.job_name(deploy.ENVIRONMENT, scenarios.run_id("happy"), 1)
    system.team.client("bedrock").get_model_customization_job(jobIdentifier=job)
    with pytest.raises(ClientError) as error:
        system.launcher(OTHER).client("bedrock").get_model_customization_job(jobIdentifier=job)
    assert refused(error)


def test_a_team_starts_no_run_but_through_its_own_door(system: System) -> None:
    client = system.launcher(OTHER).client("stepfunctions")
    for machine in (
        system.deployment.run_machine_arn,
        system.deployment.teams[TEAM].front_door_arn,
    ):
        with pytest.raises(ClientError) as error:
            client.start_execution(stateMachineArn=machine, input="{}")
        assert refused(error)


def test_a_request_can_not_speak_for_another_team(system: System) -> None:
    run_id = system.start("shadow", {"team": OTHER, "training": "datasets/training.jsonl"})
    end = system.end_of(run_id)
    assert end["error"] == "InvalidRequestError"
    assert "$.team" in end["cause"]


def test_another_teams_dataset_can_not_be_trained_on(system: System) -> None:
    uri = f"s3://{system.deployment.data_bucket}/{places.team_prefix(OTHER)}datasets/x.jsonl"
    end = system.end_of(system.start("foreign-data", {"training": uri}))
    assert end["error"] == "InvalidRequestError"
    assert system.jobs(names.run_id(TEAM, "foreign-data")) == []


@pytest.mark.parametrize("action", ["get_object", "put_object"])
def test_nobody_reaches_the_task_tokens(system: System, scenarios: Scenarios, action: str) -> None:
    scenarios.end("happy")
    key = places.control_key(names.job_name(deploy.ENVIRONMENT, scenarios.run_id("happy"), 1))
    with pytest.raises(ClientError) as error:
        getattr(system.team.client("s3"), action)(
            Bucket=system.deployment.artifacts_bucket, Key=key
        )
    assert refused(error)


def test_a_person_answers_no_task(system: System) -> None:
    with pytest.raises(ClientError) as error:
        system.team.client("stepfunctions").send_task_success(taskToken="any", output="{}")
    assert refused(error)
