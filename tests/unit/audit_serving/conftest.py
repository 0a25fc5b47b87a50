"""What tests of the whole audit begin with."""

import pytest

from tests.unit.audit_serving.account import Account


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    """Return an empty account that the audit reaches."""
    made = Account()
    made.install(monkeypatch)
    return made
