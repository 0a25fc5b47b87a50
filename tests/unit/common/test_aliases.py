"""Aliases of record: nobody overwrites what he has not read."""

import pytest
from botocore.exceptions import ClientError

from lambdas.common import aliases
from lambdas.common.aliases import Stored
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.errors import AliasBusyError
from lambdas.contract.serving import Kind
from tests.fakes.s3 import FakeS3

FAQ = AliasRecord(team="demo", alias="faq", kind=Kind.ON_DEMAND)
MOVED = AliasRecord(team="demo", alias="faq", kind=Kind.ON_DEMAND, arn="arn:new")
CHAT = AliasRecord(team="demo", alias="chat", kind=Kind.PROVISIONED)
THEIRS = AliasRecord(team="demo-two", alias="faq", kind=Kind.ON_DEMAND)


def test_an_alias_that_never_had_a_record_has_none() -> None:
    assert aliases.read(FakeS3().bucket("artifacts"), "demo", "faq") == Stored()


def test_what_was_written_is_read_with_its_etag() -> None:
    bucket = FakeS3().bucket("artifacts")
    written = aliases.write(bucket, FAQ, None)
    assert aliases.read(bucket, "demo", "faq") == written
    assert aliases.write(bucket, MOVED, written.etag) == aliases.read(bucket, "demo", "faq")


@pytest.mark.parametrize("etag", [None, '"stale"'])
def test_what_somebody_else_wrote_meanwhile_makes_the_alias_busy(etag: str | None) -> None:
    bucket = FakeS3().bucket("artifacts")
    aliases.write(bucket, FAQ, None)
    with pytest.raises(AliasBusyError, match="demo/faq was changed by somebody else"):
        aliases.write(bucket, MOVED, etag)
    assert aliases.read(bucket, "demo", "faq").record == FAQ


def test_so_does_a_record_that_somebody_deleted() -> None:
    with pytest.raises(AliasBusyError):
        aliases.write(FakeS3().bucket("artifacts"), FAQ, '"etag"')


def test_aliases_are_listed_by_team_and_all_together() -> None:
    bucket = FakeS3().bucket("artifacts")
    for record in (FAQ, CHAT, THEIRS):
        aliases.write(bucket, record, None)
    assert list(aliases.of_team(bucket, "demo")) == [CHAT, FAQ]
    assert list(aliases.of_team(bucket, "nobody")) == []
    assert {(one.team, one.alias) for one in aliases.of_all(bucket)} == {
        ("demo", "faq"),
        ("demo", "chat"),
        ("demo-two", "faq"),
    }


def test_any_other_refusal_is_an_error() -> None:
    s3 = FakeS3()
    theirs = type(s3.bucket("x"))(s3.bucket("x").client, "artifacts", "999999999999")
    with pytest.raises(ClientError, match="AccessDenied"):
        aliases.write(theirs, FAQ, None)
    with pytest.raises(ClientError, match="AccessDenied"):
        aliases.read(theirs, "demo", "faq")
