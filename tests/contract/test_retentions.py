"""The retentions that settings allow are the ones that log groups know."""

from stacks.constructs.log_group import RETENTION
from stacks.settings import RETENTIONS


def test_the_log_groups_know_every_retention_that_is_allowed() -> None:
    assert set(RETENTION) == set(RETENTIONS)
