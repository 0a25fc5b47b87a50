"""Clients made once, and a team's rights for as long as one call needs them."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.common import aws
from lambdas.contract import names
from tests.fakes.requests import check_request

ROLE = "arn:aws:iam::111122223333:role/bedrock-customization/dev/teams/demo/data"


class FakeSts:
    """Hands out credentials for every role."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def assume_role(self, **asked: Any) -> dict[str, Any]:
        """Return credentials that tell how often they were asked for."""
        check_request("sts", "AssumeRole", asked)
        self.asked.append(asked)
        key = f"key-{len(self.asked)}"
        members = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        return {"Credentials": dict.fromkeys(members, key)}


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSts]:
    made = FakeSts()
    monkeypatch.setattr(aws, "sts", lambda: made)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    yield made
    aws.bedrock.cache_clear()


def test_a_team_session_carries_the_run(sts: FakeSts) -> None:
    aws.s3_as(ROLE, "demo_run.1")
    assert sts.asked == [{"RoleArn": ROLE, "RoleSessionName": names.stem("demo_run.1")}]


def test_a_teams_rights_are_asked_for_each_time(sts: FakeSts) -> None:
    clients = [aws.s3_as(ROLE, "demo_run") for _ in range(2)]
    assert clients[0] is not clients[1]
    assert len(sts.asked) == 2


@pytest.mark.usefixtures("sts")
def test_a_client_is_made_once() -> None:
    assert aws.bedrock() is aws.bedrock()
