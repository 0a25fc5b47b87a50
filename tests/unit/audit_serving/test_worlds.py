"""In any account: nothing goes that somebody owns, and nothing stays that nobody does."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.contract.errors import StillStoppingError
from lambdas.retire_capacity.owners import Owners
from lambdas.retire_capacity.retire import retire
from tests.fakes.cloud import ARTIFACTS, ENVIRONMENT, RUN_MACHINE_ARN
from tests.unit.audit_serving.account import Account
from tests.unit.audit_serving.samples import NOW
from tests.unit.audit_serving.worlds import WORLDS, World


def audit_and_retire(account: Account, idle_policy: str) -> set[str]:
    """Do what an hour does to an account, and return what was to be removed."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        account.install(monkeypatch, IDLE_POLICY=idle_policy, KEEP_MODELS="1")
        account.audited()
    owners = Owners(
        environment=ENVIRONMENT,
        stepfunctions=account.machines.client,
        bucket=account.cloud.s3.bucket(ARTIFACTS),
        run_machine_arn=RUN_MACHINE_ARN,
        now=NOW,
    )
    account.bedrock.now = lambda: NOW
    for finding in account.retirements():
        with contextlib.suppress(StillStoppingError):
            retire(account.bedrock.client, finding, owners)
    return {finding.name for finding in account.retirements() if finding.remove}


def standing(account: Account) -> set[str]:
    """Return what exists."""
    bedrock = account.bedrock
    return {*bedrock.deployments, *bedrock.throughputs, *bedrock.models}


@settings(max_examples=150, deadline=None)
@given(world=WORLDS, idle_policy=st.sampled_from(["tell", "remove"]))
def test_what_somebody_owns_stays_and_what_nobody_owns_goes(world: World, idle_policy: str) -> None:
    account = Account()
    built = world.build(account)
    removed = audit_and_retire(account, idle_policy)
    protected = {
        name
        for name, item in built.items()
        if world.protected(item, idle_goes=idle_policy == "remove")
    }
    assert not protected & removed
    assert protected <= standing(account)
    assert not {name for name, item in built.items() if world.leaks(item)} & standing(account)
