"""A run that waits for its job: TrainModel and AnswerTraining in one environment."""

import pytest

from tests.fakes.cloud import Cloud
from tests.unit.train_model.samples import TOKEN, VARIABLES


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    made.install(monkeypatch, VARIABLES)
    made.stepfunctions.waiting = {TOKEN}
    return made
