"""Whose live jobs are looked at: those with this environment's name and tags, and no others."""

import pytest

from lambdas.contract import names
from lambdas.sweep_runs.handler import runs_with_live_jobs
from tests.fakes.bedrock import FakeBedrock
from tests.unit.sweep_runs.jobs import RUN_ID, train


@pytest.mark.parametrize(("environment", "other"), [("dev", "devops"), ("devops", "dev")])
def test_environments_whose_names_begin_alike_never_touch(environment: str, other: str) -> None:
    bedrock = FakeBedrock()
    train(bedrock, "demo_theirs", other)
    assert list(runs_with_live_jobs(bedrock.client, environment)) == []
    train(bedrock, "demo_ours", environment)
    assert list(runs_with_live_jobs(bedrock.client, environment)) == ["demo_ours"]


def test_a_name_that_holds_our_prefix_elsewhere_is_not_ours() -> None:
    bedrock = FakeBedrock()
    name = train(bedrock)
    bedrock.jobs[f"x-{name}"] = bedrock.jobs.pop(name) | {"jobName": f"x-{name}"}
    assert list(runs_with_live_jobs(bedrock.client, "dev")) == []


@pytest.mark.parametrize(
    "tags",
    [
        [],
        [{"key": names.TAG_RUN, "value": RUN_ID}],
        [{"key": names.TAG_ENVIRONMENT, "value": "dev"}],
        [
            {"key": names.TAG_ENVIRONMENT, "value": "devops"},
            {"key": names.TAG_RUN, "value": RUN_ID},
        ],
    ],
)
def test_our_prefix_without_our_tags_is_not_ours(tags: list[dict[str, str]]) -> None:
    bedrock = FakeBedrock()
    bedrock.jobs[train(bedrock)]["request"]["jobTags"] = tags
    assert list(runs_with_live_jobs(bedrock.client, "dev")) == []
