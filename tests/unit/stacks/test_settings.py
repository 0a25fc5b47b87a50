"""Settings are typed and checked, and a bad value says where it is and what may stand there."""

import json
from pathlib import Path
from typing import Any

import pytest

import app
from stacks import settings, waiting_settings
from stacks.settings import MOST_TEAMS, SettingsError
from stacks.waiting_settings import Approvals, Jobs

CDK_JSON = Path(__file__).parents[3] / "cdk.json"
SOUND: dict[str, Any] = {
    "account": "111122223333",
    "availability_zones": ["us-east-1a", "us-east-1b"],
    "region": "us-east-1",
    "teams": [{"name": "research"}],
}


def read(environment: str = "dev", **changed: Any) -> settings.Settings:
    """Read an environment that differs from a sound one in what is given."""
    context = {"environment": environment, "environments": {environment: SOUND | changed}}
    return settings.read(context)


@pytest.mark.parametrize("environment", ["dev", "embedded"])
def test_the_environments_of_cdk_json_are_sound(environment: str) -> None:
    context = json.loads(CDK_JSON.read_text())["context"]
    assert settings.read(context | {"environment": environment}).environment == environment


def test_what_is_left_out_has_a_default() -> None:
    found = read()
    assert (found.layers, found.jobs, found.teams[0].budget_usd) == ("lambda", Jobs(), None)
    assert (found.approvals.hours_to_answer, found.teams[0].approvers) == (72, [])
    assert (found.evaluation.concurrency, found.evaluation.longest_hours) == (20, 12)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"region": "eu-west-1"}, "$.region: given 'eu-west-1'; allowed: a region where Bedrock"),
        ({"layers": "docker"}, "$.layers: given 'docker'; allowed: 'lambda', 'host'"),
        ({"teams": []}, f"$.teams: given 0 teams; allowed: 1 to {MOST_TEAMS}"),
        (
            {"teams": [{"name": f"team{n}"} for n in range(MOST_TEAMS + 1)]},
            f"$.teams: given {MOST_TEAMS + 1} teams; allowed: 1 to {MOST_TEAMS}",
        ),
        (
            {"teams": [{"name": "data_science"}]},
            "$.teams[0].name: given 'data_science'; allowed: lower-case words joined by hyphens",
        ),
        (
            {"teams": [{"name": "a"}, {"name": "b" * 21}]},
            f"$.teams[1].name: given '{'b' * 21}'; allowed: lower-case words",
        ),
        (
            {"teams": [{"name": "same"}, {"name": "same"}]},
            "$.teams[1].name: given 'same'; allowed: each team once",
        ),
        (
            {"jobs": {"sweep_seconds": 15, "longest_hours": 168}},
            "$.jobs: given 161860 history events of waiting; allowed: at most 20000",
        ),
        (
            {"approvals": {"sweep_seconds": 15, "hours_to_answer": 72}},
            "$.approvals: given 70104 history events of waiting; allowed: at most 20000",
        ),
        (
            {
                "jobs": {"sweep_seconds": 200, "longest_hours": 168},
                "evaluation": {"longest_hours": 168},
            },
            "$.evaluation: given 20644 history events of waiting; allowed: at most 20000",
        ),
        (
            {"availability_zones": ["us-east-1a"]},
            "$.availability_zones: given ['us-east-1a']; allowed: at least two zones",
        ),
        (
            {"prices": {"titan": {"training_usd_per_1k_tokens": 1, "as_of": "2026-01-31"}}},
            "$.prices.titan: given 'titan'; allowed: claude-3-haiku, cohere-command, ",
        ),
    ],
)
def test_a_bad_value_says_where_what_was_given_and_what_is_allowed(
    changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**changed)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"account": "1234"}, "$.account"),
        ({"colour": "blue"}, '$.colour: given "blue"; allowed: no such setting; there are '),
        ({"jobs": {"sweep_seconds": 5}}, "$.jobs.sweep_seconds: given 5; allowed: `int` >= 15"),
        ({"jobs": {"longest_hours": 0}}, "$.jobs.longest_hours: given 0; allowed: `int` >= 1"),
        ({"jobs": {"grace_seconds": -1}}, "$.jobs.grace_seconds: given -1; allowed: `int` >= 0"),
        (
            {"approvals": {"hours_to_answer": 337}},
            "$.approvals.hours_to_answer: given 337; allowed: `int` <= 336",
        ),
        (
            {"approvals": {"sweep_seconds": 14}},
            "$.approvals.sweep_seconds: given 14; allowed: `int` >= 15",
        ),
        (
            {"evaluation": {"concurrency": 0}},
            "$.evaluation.concurrency: given 0; allowed: `int` >= 1",
        ),
        (
            {"evaluation": {"concurrency": 501}},
            "$.evaluation.concurrency: given 501; allowed: `int` <= 500",
        ),
        (
            {"evaluation": {"longest_hours": 0}},
            "$.evaluation.longest_hours: given 0; allowed: `int` >= 1",
        ),
        ({"operators": ["nobody"]}, "$.operators[0]: given "),
        ({"price_keepers": ["nobody"]}, "$.price_keepers[0]: given "),
        (
            {"teams": [{"name": "a", "budget_usd": 0}]},
            "$.teams[0].budget_usd: given 0; allowed: `float` > 0.0",
        ),
        ({"teams": [{"name": "a", "notify": ["nobody"]}]}, "$.teams[0].notify[0]: given "),
        ({"teams": [{"name": "a", "launchers": ["nobody"]}]}, "$.teams[0].launchers[0]: given "),
        ({"teams": [{"name": "a", "approvers": ["nobody"]}]}, "$.teams[0].approvers[0]: given "),
        (
            {"teams": [{"name": "a", "notify_approvers": ["nobody"]}]},
            "$.teams[0].notify_approvers[0]: given ",
        ),
        ({"teams": [{"name": 7}]}, "$.teams[0].name: given 7; allowed: `str`"),
        ({"prices": {"nova-micro": {}}}, "$.prices.nova-micro.as_of: given nothing; "),
    ],
)
def test_a_value_of_the_wrong_form_says_where_and_what_is_allowed(
    changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(**changed)
    assert said in str(refused.value)


@pytest.mark.parametrize("environment", ["Dev", "dev-2", "a" * 13, ""])
def test_an_environment_is_one_short_word(environment: str) -> None:
    with pytest.raises(SettingsError, match="allowed: one lower-case word of at most 12"):
        read(environment)


def test_an_unknown_environment_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"no environment 'prod' in cdk\.json; defined: dev"):
        settings.read({"environment": "prod", "environments": {"dev": SOUND}})


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read(region="moon-1", layers="docker", teams=[])
    assert "3 problems:" in str(refused.value)


@pytest.mark.parametrize("retention", [0, 7, 400])
def test_logs_are_kept_for_as_long_as_the_service_can(retention: int) -> None:
    said = rf"\$\.log_retention_days: given {retention}; allowed: 30, 90, 180, 365, 731, 1827"
    with pytest.raises(SettingsError, match=said):
        read(log_retention_days=retention)


@pytest.mark.parametrize("cidr", ["10.0.0.0", "10.0.0.0/28", "everywhere"])
def test_the_network_has_room_for_its_subnets(cidr: str) -> None:
    said = rf"\$\.vpc_cidr: given '{cidr}'; allowed: an IPv4 block from /16 to /23, with room for 2"
    with pytest.raises(SettingsError, match=said):
        read(vpc_cidr=cidr)


@pytest.mark.parametrize("retention", settings.RETENTIONS)
def test_every_retention_that_is_allowed_is_one(retention: int) -> None:
    assert read(log_retention_days=retention).log_retention_days == retention


def test_the_looks_outlast_the_longest_job() -> None:
    jobs = Jobs(sweep_seconds=1000, longest_hours=1)
    assert waiting_settings.sweeps(jobs) == 5
    assert waiting_settings.quota_waits(Jobs(quota_wait_seconds=1000, quota_wait_hours=1)) == 4


def test_the_looks_outlast_the_time_to_answer() -> None:
    approvals = Approvals(hours_to_answer=1, sweep_seconds=1000)
    # 3660 seconds, the last minute for an answer that is being taken.
    assert waiting_settings.approval_looks(approvals) == 5


def test_values_of_the_wrong_form_are_all_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read(
            teams=[{"name": 5, "budget": 1}, {"notify": ["nobody"]}],
            jobs={"sweep_seconds": 1},
            prices={"nova-micro": {"training_usd_per_1k_tokens": 0, "as_of": "2026-01-31"}},
            embedding_price={"usd_per_1k_tokens": 0, "as_of": "2026-01-31"},
            serving={"orphans": "ignore"},
        )
    lines = str(refused.value).splitlines()
    assert lines[0] == "environment dev: 8 problems:"
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "- $.teams[0].budget",
        "- $.teams[0].name",
        "- $.teams[1].name",
        "- $.teams[1].notify[0]",
        "- $.jobs.sweep_seconds",
        "- $.prices.nova-micro.training_usd_per_1k_tokens",
        "- $.embedding_price.usd_per_1k_tokens",
        "- $.serving.orphans",
    ]


@pytest.mark.parametrize("values", [None, [], "us-east-1"])
def test_an_environment_that_is_no_object_is_refused(values: object) -> None:
    context = {"environment": "dev", "environments": {"dev": values}}
    with pytest.raises(SettingsError, match=r"1 problem:\n- \$: given .*; allowed: `object`"):
        settings.read(context)


def test_the_command_line_gets_sentences_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    environments = {"dev": SOUND | {"region": 1, "colour": "blue"}}
    monkeypatch.setenv("CDK_CONTEXT_JSON", json.dumps({"environments": environments}))
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert str(ended.value.code).startswith("cdk.json, environment dev: 2 problems:\n- $.colour: ")
