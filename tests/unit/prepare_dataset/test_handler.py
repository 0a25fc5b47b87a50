"""The handler takes on the team's role and answers with places and figures only."""

from typing import Any

import msgspec
import pytest

from lambdas.contract.preparation import PreparedDataset
from lambdas.prepare_dataset.handler import handler
from tests.fakes.s3 import OWNER, FakeS3
from tests.unit.datasets_prepare.preparing import lines, pairs

ROLE = "arn:aws:iam::111122223333:role/demo"


def test_it_works_with_the_rights_of_the_team(monkeypatch: pytest.MonkeyPatch) -> None:
    s3, asked = FakeS3(), list[tuple[str, str]]()
    s3.put("data", "teams/demo/raw/faq.jsonl", lines(pairs(50)))
    monkeypatch.setenv("ACCOUNT_ID", OWNER)
    monkeypatch.setenv("DATA_BUCKET_NAME", "data")
    monkeypatch.setenv("TEAM_DATA_ROLE_ARNS", msgspec.json.encode({"demo": ROLE}).decode())

    def s3_as(role: str, who: str) -> FakeS3:
        asked.append((role, who))
        return s3

    monkeypatch.setattr("lambdas.common.aws.s3_as", s3_as)
    request = {"name": "faq", "sources": ["raw/faq.jsonl"], "system_prompt": "A private matter."}
    event: dict[str, Any] = {"team": "demo", "execution_name": "monday", "request": request}
    answer = handler(event, None)  # type: ignore[arg-type]
    assert asked == [(ROLE, "demo_monday")]
    assert msgspec.convert(answer, PreparedDataset).counts.kept == 50
    assert "private" not in str(answer)
    assert "word" not in str(answer)
