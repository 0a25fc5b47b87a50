"""A run that waits for an answer, and people who could give it."""

import pytest

from tests.fakes.cloud import Cloud
from tests.fakes.sts import FakeSts
from tests.unit.answer_approval.samples import ANN, BOB, LAUNCHER, STRANGER, VARIABLES
from tests.unit.request_approval.samples import ARN, TOKEN, ask


@pytest.fixture
def sts() -> FakeSts:
    return FakeSts(people=[ANN, BOB, LAUNCHER, STRANGER])


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, sts: FakeSts) -> Cloud:
    made = Cloud(sts_unsigned=sts.client)
    made.install(monkeypatch, VARIABLES)
    made.stepfunctions.waiting = {TOKEN}
    made.stepfunctions.run(ARN)
    ask()
    return made
