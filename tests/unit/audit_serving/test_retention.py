"""Custom models go in two steps, and never while anything uses them."""

import pytest

from lambdas.contract import names
from lambdas.contract.serving import Kind
from tests.unit.audit_serving.account import Account
from tests.unit.audit_serving.samples import DAY, HOUR, NOW, OF_RUN, TEAM

NAMES = [f"bc-dev-m{number}" for number in range(4)]
OLDEST = NAMES[3]


@pytest.fixture(autouse=True)
def _four_models(account: Account) -> None:
    for age, name in enumerate(NAMES):
        tags = OF_RUN | {names.TAG_RUN: f"demo_{age}"}
        account.bedrock.add_model(name, tags, created=NOW - age * DAY)


def arn(account: Account, name: str = OLDEST) -> str:
    """Return a model's ARN."""
    return str(account.bedrock.models[name]["modelArn"])


def told_of(account: Account) -> list[str]:
    """Return the models of which people are told today."""
    return [one.name for one in account.audited().findings if not one.remove]


def test_a_model_is_told_of_then_marked_and_removed_a_week_later(account: Account) -> None:
    account.audited()
    assert account.outcomes() == [(name, "surplus", False) for name in NAMES[2:]]
    mark = account.bedrock.tags[arn(account)][names.TAG_REMOVE_AFTER]
    assert mark == "2026-12-01T12:30:00+00:00"
    assert account.audited(NOW + 7 * DAY - HOUR).findings == []
    account.audited(NOW + 7 * DAY)
    assert account.outcomes()[2:] == [(name, "surplus", True) for name in NAMES[2:]]


def test_nothing_is_marked_that_nobody_was_told_of(account: Account) -> None:
    def refuse(**_: object) -> None:
        raise ValueError

    account.machines.start_execution = refuse  # type: ignore[assignment, method-assign]
    account.incomplete()
    assert "TagResource" not in account.bedrock.calls


def test_a_model_that_an_alias_names_stays(account: Account) -> None:
    claim = account.run("demo_ended", "FAILED")
    account.point("faq", "", model=arn(account), previous=(arn(account, NAMES[2]),))
    assert told_of(account) == []
    account.point("faq", "", claim=claim, claimed=arn(account))
    assert told_of(account) == NAMES[2:3]


def test_older_models_of_an_alias_stay_too(account: Account) -> None:
    before = ("x", "y", arn(account))
    account.point("faq", "", model=arn(account, NAMES[2]), previous=before, team="other")
    assert told_of(account) == []


@pytest.mark.parametrize("kind", Kind)
def test_a_model_that_anything_serves_stays(account: Account, kind: Kind) -> None:
    account.serve("somebody-elses", {}, kind=kind, model=arn(account))
    assert told_of(account) == NAMES[2:3]


def test_a_model_on_its_way_into_throughput_stays(account: Account) -> None:
    account.serve("somebody-elses", {})
    account.bedrock.throughputs["somebody-elses"]["desiredModelArn"] = arn(account)
    assert told_of(account) == NAMES[2:3]


def test_the_model_of_a_living_run_stays(account: Account) -> None:
    account.run("demo_3", "RUNNING")
    assert told_of(account) == NAMES[2:3]


def test_a_model_that_was_rescued_gets_a_warning_again(account: Account) -> None:
    account.audited()
    account.point("faq", "", model=arn(account))
    account.audited(NOW + DAY)
    assert names.TAG_REMOVE_AFTER not in account.bedrock.tags[arn(account)]
    account.point("faq", "")
    account.audited(NOW + 30 * DAY)
    assert account.outcomes()[-1:] == [(OLDEST, "surplus", False)]


def test_another_environments_models_are_not_looked_at(account: Account) -> None:
    others = {names.TAG_ENVIRONMENT: "prod", names.TAG_TEAM: TEAM}
    for number in range(4):
        account.bedrock.add_model(f"bc-dev-theirs{number}", others, created=NOW)
        account.bedrock.add_model(f"bc-prod-{number}", OF_RUN, created=NOW)
    assert told_of(account) == NAMES[2:]


def test_settings_that_only_tell_mark_and_remove_nothing(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.audited()
    monkeypatch.setenv("ORPHAN_POLICY", "tell")
    assert account.audited(NOW + HOUR).findings == []
    for day in (1, 9):
        assert [one.remove for one in account.audited(NOW + day * DAY).findings] == [False, False]
    assert names.TAG_REMOVE_AFTER not in account.bedrock.tags[arn(account)]


def test_without_a_number_to_keep_all_stay(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEEP_MODELS", "0")
    assert account.audited().findings == []
