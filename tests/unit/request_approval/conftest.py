"""The environment that RequestApproval runs in."""

import pytest

from tests.fakes.cloud import Cloud
from tests.unit.request_approval.samples import TOKEN, VARIABLES


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    made.install(monkeypatch, VARIABLES)
    made.stepfunctions.waiting = {TOKEN}
    return made
