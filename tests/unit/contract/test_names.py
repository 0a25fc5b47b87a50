"""Names in the alphabets and lengths that AWS takes, and never the same for two things."""

import itertools
import re

import pytest
from hypothesis import assume, given, settings

from lambdas.contract import names, places
from lambdas.contract.notification import LONGEST_SUBJECT, Notification
from tests.fakes.requests import broken_rules
from tests.unit.contract.strategies import EXECUTION_NAMES, LONGEST

TEAM = "t" * names.LONGEST_TEAM
ALIAS = "a" * names.LONGEST_ALIAS
ENVIRONMENT = "e" * names.LONGEST_ENVIRONMENT
BUCKET = "b" * 63
MOST_ATTEMPTS = 99
JOB = ("bedrock", "CreateModelCustomizationJob")


def refusals_of_run(run_id: str, environment: str, attempt: int) -> list[str]:
    """Return what AWS would say against the names of a run's job."""
    team, job = names.team_of(run_id), names.job_name(environment, run_id, attempt)
    training = f"s3://{BUCKET}/{places.input_prefix(team, run_id)}training.jsonl"
    tags = {names.TAG_ENVIRONMENT: environment, names.TAG_TEAM: team, names.TAG_RUN: run_id}
    return [
        *broken_rules(*JOB, "jobName", job),
        *broken_rules(*JOB, "customModelName", job),
        *broken_rules(*JOB, "clientRequestToken", names.client_request_token(job)),
        *broken_rules(*JOB, "trainingDataConfig", {"s3Uri": training}),
        *broken_rules(
            *JOB,
            "outputDataConfig",
            {"s3Uri": f"s3://{BUCKET}/{places.training_prefix(team, run_id)}"},
        ),
        *broken_rules(*JOB, "jobTags", [{"key": k, "value": v} for k, v in tags.items()]),
        *broken_rules("sts", "AssumeRole", "RoleSessionName", names.stem(run_id)),
        *broken_rules("stepfunctions", "StartExecution", "name", run_id),
    ]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(EXECUTION_NAMES)
def test_whatever_an_execution_is_called_aws_takes_its_names(execution: str) -> None:
    run_id = names.run_id(TEAM, execution)
    assert refusals_of_run(run_id, ENVIRONMENT, MOST_ATTEMPTS) == []
    assert re.fullmatch(r"[0-9a-zA-Z._-]+", run_id)
    assert names.team_of(run_id) == TEAM


@pytest.mark.parametrize("character", ["a", "-", ".", "_", "é", "🙂"])
@pytest.mark.parametrize("length", [1, names.LONGEST_RUN_NAME, names.LONGEST_RUN_NAME + 1, LONGEST])
def test_names_at_the_limits_are_taken(character: str, length: int) -> None:
    run_id = names.run_id(TEAM, character * length)
    assert refusals_of_run(run_id, ENVIRONMENT, MOST_ATTEMPTS) == []
    assert names.run_id("t", character * length).startswith("t_")


def test_the_checks_of_this_file_can_fail() -> None:
    assert len(broken_rules(*JOB, "jobName", "demo_run")) == 1
    assert len(broken_rules(*JOB, "customModelName", "demo--run")) == 1
    assert len(broken_rules(*JOB, "jobName", "x" * 64)) == 1
    assert len(broken_rules(*JOB, "trainingDataConfig", {"s3Uri": f"s3://{BUCKET}/é"})) == 1
    assert len(broken_rules(*JOB, "jobTags", [{"key": "k", "value": "é"}])) == 1


def test_names_that_differ_only_in_replaced_characters_stay_apart() -> None:
    spelt = [a + b for a, b in itertools.product(("a.b", "a_b", "a-b", "a--b"), ("", "-", "."))]
    given_names = [*spelt, *(name.replace("b", "é") for name in spelt), "aüb", "aöb"]
    for made in (
        [names.run_id("demo", name) for name in given_names],
        [names.stem(names.run_id("demo", name)) for name in given_names],
        [names.job_name("dev", names.run_id("demo", name), 1) for name in given_names],
    ):
        assert len(set(made)) == len(given_names)


def test_names_that_differ_only_behind_the_cut_stay_apart() -> None:
    made = {names.stem(names.run_id("demo", "x" * 79 + end)) for end in "abc"}
    assert len(made) == 3


@settings(max_examples=100, deadline=None, derandomize=True)
@given(EXECUTION_NAMES, EXECUTION_NAMES)
def test_two_executions_never_share_a_folder(one: str, other: str) -> None:
    assume(one != other)
    stems = [names.stem(names.run_id("demo", name)) for name in (one, other)]
    assert stems[0] != stems[1]
    assert names.run_id("demo", one) != names.run_id("demo", other)


def test_a_plain_name_is_kept_as_it_is() -> None:
    plain = "Run_1.final-" + "x" * (names.LONGEST_RUN_NAME - 12)
    assert names.run_id("demo", plain) == f"demo_{plain}"
    assert names.run_id("demo", plain + "x") != f"demo_{plain}x"


def test_two_teams_never_share_a_run() -> None:
    assert names.run_id("a", "b_c") != names.run_id("a-b", "c")
    assert not names.TEAM_PATTERN.fullmatch("a_b")
    assert names.team_of(names.run_id("a-b", "c_d")) == "a-b"


def test_no_environments_prefix_begins_anothers() -> None:
    made = [names.job_name_prefix(name) for name in ("dev", "devops", "dev2", "d")]
    assert not [p for p in itertools.permutations(made, 2) if p[1].startswith(p[0])]
    assert not names.ENVIRONMENT_PATTERN.fullmatch("dev-ops")


def test_attempts_have_names_and_tokens_of_their_own() -> None:
    made = [names.job_name("dev", "demo_run", attempt) for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert len(set(made)) == len(made)
    assert len({names.client_request_token(name) for name in made}) == len(made)
    assert names.client_request_token(made[0]) == names.client_request_token(made[0])


@pytest.mark.parametrize(
    "machine",
    [
        names.run_machine_name(ENVIRONMENT),
        names.clean_up_machine_name(ENVIRONMENT),
        names.front_door_name(ENVIRONMENT, TEAM),
        names.alias_machine_name(ENVIRONMENT),
        names.rollback_machine_name(ENVIRONMENT, TEAM),
        names.retire_machine_name(ENVIRONMENT),
        names.capacity_waiter_name(ENVIRONMENT),
    ],
)
def test_the_longest_machine_names_fit(machine: str) -> None:
    assert broken_rules("stepfunctions", "CreateStateMachine", "name", machine) == []
    assert re.fullmatch(r"[0-9A-Za-z_-]+", machine)


def test_paths_of_roles_nest_and_fit() -> None:
    paths = [
        names.iam_path(ENVIRONMENT),
        names.control_path(ENVIRONMENT),
        names.promotion_path(ENVIRONMENT),
        names.worker_path(ENVIRONMENT),
        names.team_path(ENVIRONMENT, TEAM),
    ]
    assert all(path.startswith(paths[0]) for path in paths)
    assert not [p for path in paths for p in broken_rules("iam", "CreateRole", "Path", path)]


def test_a_runs_places_lie_below_its_teams() -> None:
    run_id = names.run_id("demo", "r.1")
    folder = places.run_prefix("demo", run_id)
    assert folder == f"runs/demo/{names.stem(run_id)}/"
    assert places.input_prefix("demo", run_id) == f"{folder}input/"
    assert places.training_prefix("demo", run_id) == f"{folder}training/"
    assert places.report_key("demo", run_id, "report.html") == f"{folder}report/report.html"
    assert places.trial_key("demo", run_id) == f"{folder}trial.json"
    assert not places.control_key("job").startswith((places.runs_prefix("demo"), "teams/"))


def test_a_subject_is_cut_and_cleaned() -> None:
    made = Notification.of("é\n" + "x" * 200, ["one", "two"])
    assert made.subject == "??" + "x" * (LONGEST_SUBJECT - 2)
    assert made.message == "one\ntwo"
