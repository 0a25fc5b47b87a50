"""What tests of the handlers' common parts begin with."""

import io

import pytest

from lambdas.common.entry import logger
from tests.fakes.cloud import Cloud
from tests.unit.train_model.samples import TOKEN, VARIABLES


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return what the handlers log, one JSON object a line."""
    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return written


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    made.install(monkeypatch, VARIABLES)
    made.stepfunctions.waiting = {TOKEN}
    return made
