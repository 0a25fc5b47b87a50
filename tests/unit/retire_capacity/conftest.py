"""The account in which things are retired, the audit's own."""

import pytest

from tests.unit.audit_serving.account import Account


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    """Return an empty account that the function reaches."""
    made = Account()
    made.install(monkeypatch)
    return made
