"""Finding environment, team and run."""

import json

import msgspec
import pytest

from cli.deployment import Target, choose_team, locate
from cli.errors import CommandError, ExitCode
from lambdas.contract.deployment import Deployment
from tests.unit.cli.cloud import ACCOUNT, Cloud, deployment, run_arn
from tests.unit.cli.conftest import Customize


def of_teams(*teams: str) -> Deployment:
    """Return a deployment with these teams."""
    return msgspec.convert(deployment(*teams), Deployment)


def test_an_environment_that_is_not_deployed_shows_where_it_was_sought(
    cloud: Cloud, customize: Customize
) -> None:
    del cloud
    result = customize("list", "-e", "prod", "--region", "us-west-2")
    assert result.exit_code == 3
    for word in ("prod", ACCOUNT, "us-west-2", "--region", "--profile", "--environment"):
        assert word in result.stderr


def test_the_environment_may_come_from_a_variable(
    cloud: Cloud, customize: Customize, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.deploy("demo", environment="prod")
    monkeypatch.setenv("CUSTOMIZE_ENVIRONMENT", "prod")
    assert customize("list").exit_code == 0
    assert cloud.asked("GetParameter") == [{"Name": "/bedrock-customization/prod/deployment"}]


@pytest.mark.parametrize("environment", ["Prod", "a/b", "", "a_b"])
def test_an_impossible_environment_asks_aws_nothing(
    cloud: Cloud, customize: Customize, environment: str
) -> None:
    assert customize("list", "-e", environment).exit_code == 2
    assert cloud.calls == []


def test_a_description_of_another_form_is_a_service_error(
    cloud: Cloud, customize: Customize
) -> None:
    cloud.parameters["/bedrock-customization/dev/deployment"] = json.dumps({"teams": 1})
    assert customize("list").exit_code == 5


def test_the_only_team_is_the_default() -> None:
    assert choose_team(of_teams("demo"), None) == "demo"


def test_of_several_teams_one_must_be_chosen() -> None:
    with pytest.raises(CommandError, match="--team; dev has: ads, faq") as raised:
        choose_team(of_teams("faq", "ads"), None)
    assert raised.value.exit_code == ExitCode.USAGE


def test_an_unknown_team_is_told_the_known_ones() -> None:
    with pytest.raises(CommandError, match="'other'; its teams: ads, faq") as raised:
        choose_team(of_teams("faq", "ads"), "other")
    assert raised.value.exit_code == ExitCode.NOT_FOUND


def test_the_team_may_come_from_a_variable(
    cloud: Cloud, customize: Customize, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.deploy("faq", "ads")
    monkeypatch.setenv("CUSTOMIZE_TEAM", "ads")
    assert customize("list").exit_code == 0


def test_a_run_is_located_by_its_id() -> None:
    assert locate(of_teams("faq", "ads"), "ads_a_b").execution_arn == run_arn("ads_a_b")
    assert locate(of_teams("faq", "ads"), "ads_a_b").team == "ads"


@pytest.mark.parametrize("run_id", ["r1", "demo", "demo_"])
def test_what_is_no_run_id_is_a_usage_error(run_id: str) -> None:
    with pytest.raises(CommandError) as raised:
        locate(of_teams("demo"), run_id)
    assert raised.value.exit_code == ExitCode.USAGE


def test_a_suggested_command_reaches_the_same_deployment() -> None:
    assert Target().command("watch", "demo_r1") == "customize watch demo_r1"
    assert Target("prod", "us-west-2", "my team").command("list") == (
        "customize list --environment prod --region us-west-2 --profile 'my team'"
    )
