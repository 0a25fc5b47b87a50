"""Every expected failure is one sentence on stderr and a documented exit code."""

import boto3
import pytest
from botocore.exceptions import (
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    TokenRetrievalError,
)

from cli.service_errors import ACCESS_DENIED, BAD_CREDENTIALS, THROTTLED
from tests.unit.cli.cloud import Cloud, refusal
from tests.unit.cli.conftest import Customize


@pytest.mark.parametrize(
    ("error", "exit_code", "words"),
    [
        (NoCredentialsError(), 4, "no usable AWS credentials"),
        (TokenRetrievalError(provider="sso", error_msg="expired"), 4, "--profile"),
        (EndpointConnectionError(endpoint_url="https://sts"), 5, "AWS can't be reached"),
        (ParamValidationError(report="odd"), 5, "odd"),
        (refusal("InternalFailure", "GetCallerIdentity", "sorry"), 5, "InternalFailure: sorry"),
        *((refusal(code, "GetCallerIdentity"), 4, "refused") for code in sorted(ACCESS_DENIED)),
        *((refusal(code, "GetCallerIdentity"), 4, code) for code in sorted(BAD_CREDENTIALS)),
        *((refusal(code, "GetCallerIdentity"), 5, "throttling") for code in sorted(THROTTLED)),
    ],
)
def test_an_error_of_aws_is_a_sentence(
    cloud: Cloud, customize: Customize, error: Exception, exit_code: int, words: str
) -> None:
    cloud.failures["GetCallerIdentity"] = error
    result = customize("list")
    assert result.exit_code == exit_code
    assert words in result.stderr
    assert result.stderr.startswith("customize: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_refusal_names_the_action(cloud: Cloud, customize: Customize) -> None:
    message = "User: x is not authorized to perform: states:ListExecutions on resource: y"
    cloud.failures["ListExecutions"] = refusal("AccessDeniedException", "ListExecutions", message)
    assert "AWS refused states:ListExecutions:" in customize("list").stderr


def test_a_mistake_of_ours_is_not_dressed_up(cloud: Cloud, customize: Customize) -> None:
    cloud.failures["ListExecutions"] = ZeroDivisionError("ours")
    assert isinstance(customize("list").exception, ZeroDivisionError)


def test_the_sdk_itself_finds_no_credentials(customize: Customize) -> None:
    result = customize("list", "--region", "us-east-1")
    assert result.exit_code == 4
    assert "no usable AWS credentials" in result.stderr


def test_the_sdk_itself_knows_no_such_profile(customize: Customize) -> None:
    result = customize("list", "--profile", "no-such-profile")
    assert result.exit_code == 2
    assert "no-such-profile" in result.stderr


def test_no_region_is_a_usage_error(customize: Customize) -> None:
    result = customize("list")
    assert result.exit_code == 2
    assert "--region" in result.stderr


@pytest.mark.parametrize("words", [["start"], ["nonsense"], ["list", "--limit", "0"]])
def test_a_wrong_command_line_is_a_usage_error(customize: Customize, words: list[str]) -> None:
    assert customize(*words).exit_code == 2


def test_region_and_profile_reach_the_sdk(
    customize: Customize, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: dict[str, str] = {}

    def session(**options: str) -> None:
        chosen.update(options)
        raise NoCredentialsError

    monkeypatch.setattr(boto3, "Session", session)
    customize("list", "--region", "us-west-2", "--profile", "launcher")
    assert chosen == {"region_name": "us-west-2", "profile_name": "launcher"}
