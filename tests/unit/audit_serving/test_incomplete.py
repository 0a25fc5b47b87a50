"""What can't be read hides nothing else, concludes nothing, and rings the alarm by its name."""

import pytest

from lambdas.contract import names, places
from lambdas.contract.serving import Kind
from tests.fakes.cloud import ARTIFACTS
from tests.unit.audit_serving.account import Account
from tests.unit.audit_serving.samples import DAY, NOW, OF_ALIAS, OF_RUN, RUN_ID, SETTLED, expires

FIRST, SECOND = (names.run_capacity_name("dev", RUN_ID, attempt) for attempt in (1, 2))
OF_FAQ = names.alias_capacity_name("dev", "demo", "faq", "x")
DENIED = "AccessDeniedException"


def add_surplus(account: Account) -> None:
    """Have three models of a team that keeps two; the third is past its date."""
    for number in range(3):
        mark = {names.TAG_REMOVE_AFTER: (NOW - DAY).isoformat()} if number == 2 else {}
        tags = OF_RUN | {names.TAG_RUN: f"demo_{number}"} | mark
        account.bedrock.add_model(f"bc-dev-m{number}", tags, created=NOW - number * DAY)


def test_capacity_whose_tags_cannot_be_read_hides_no_other(account: Account) -> None:
    account.serve(FIRST, OF_RUN)
    account.serve(SECOND, OF_RUN)
    account.bedrock.refuse("ListTagsForResource", DENIED)
    assert account.incomplete() == f"not done: read the tags of {FIRST} ({DENIED})"
    assert account.outcomes() == [(SECOND, "orphaned", True)]
    assert account.unit_hours() == []


def test_what_goes_while_the_audit_reads_is_no_failure(account: Account) -> None:
    account.serve(FIRST, OF_RUN)
    account.bedrock.refuse("ListTagsForResource", "ResourceNotFoundException")
    assert account.audited().findings == []


def test_a_kind_that_cannot_be_listed_hides_not_the_other(account: Account) -> None:
    account.serve(FIRST, OF_RUN)
    account.serve(SECOND, OF_RUN, kind=Kind.ON_DEMAND)
    add_surplus(account)
    account.bedrock.refuse("ListProvisionedModelThroughputs", "InternalServerException")
    assert account.incomplete() == "not done: list provisioned (InternalServerException)"
    assert account.outcomes() == [(SECOND, "orphaned", True)]
    assert account.unit_hours() == []


def test_no_model_goes_while_it_is_unknown_what_is_used(account: Account) -> None:
    add_surplus(account)
    account.bedrock.refuse("ListCustomModelDeployments", "ThrottlingException")
    account.incomplete()
    account.cloud.s3.put(ARTIFACTS, places.alias_key("demo", "broken"), b"{")
    account.incomplete()
    assert account.outcomes() == []
    account.cloud.s3.versions.clear()
    account.audited()
    assert account.outcomes() == [("bc-dev-m2", "surplus", True)]


def test_an_alias_that_cannot_be_read_lets_go_of_nothing(account: Account) -> None:
    account.serve(OF_FAQ, OF_ALIAS)
    bulk = OF_ALIAS | {names.TAG_ALIAS: "bulk"}
    account.serve(names.alias_capacity_name("dev", "demo", "bulk", "x"), bulk)
    account.point("bulk", "elsewhere")
    account.project("bulk", "elsewhere")
    key = places.alias_key("demo", "faq")
    account.cloud.s3.put(ARTIFACTS, key, b'{"team": 1}')
    assert account.incomplete() == f"not done: read {key} (ValidationError)"
    assert account.outcomes() == [
        (names.alias_capacity_name("dev", "demo", "bulk", "x"), "orphaned", True)
    ]


def test_a_run_that_cannot_be_looked_at_keeps_what_it_owns(account: Account) -> None:
    account.serve(FIRST, OF_RUN | {names.TAG_RUN: "not a run"})
    account.serve(SECOND, OF_RUN)
    describe = account.machines.describe_execution

    def refuse(**asked: str) -> object:
        if asked["executionArn"].endswith("not a run"):
            raise ValueError("InvalidArn")
        return describe(**asked)

    account.machines.describe_execution = refuse  # type: ignore[assignment, method-assign]
    assert account.incomplete() == f"not done: judge {FIRST} (ValueError)"
    assert account.outcomes() == [(SECOND, "orphaned", True)]
    assert account.unit_hours() == [4]


def test_usage_that_cannot_be_read_counts_as_use(account: Account) -> None:
    account.serve(FIRST, OF_RUN | SETTLED, age=2 * DAY)
    account.serve(SECOND, OF_RUN | SETTLED | expires(NOW), age=2 * DAY)
    account.cloudwatch.refuse("GetMetricStatistics", DENIED)
    assert account.incomplete() == f"not done: count what {FIRST} was asked ({DENIED})"
    assert account.outcomes() == [(SECOND, "expired", True)]


def test_a_date_that_is_none_is_named(account: Account) -> None:
    account.serve(FIRST, OF_RUN | {names.TAG_EXPIRES: "soon"})
    assert account.incomplete() == f"not done: judge {FIRST} (ValueError)"
    assert account.outcomes() == []


@pytest.mark.parametrize("service", ["bases", "parameters", "models"])
def test_other_reads_that_fail_leave_the_rest_to_be_done(account: Account, service: str) -> None:
    account.serve(FIRST, OF_RUN)
    account.point("faq", "")
    if service == "bases":
        account.bedrock.refuse("GetFoundationModel", DENIED)
    elif service == "parameters":
        account.ssm.refuse("GetParameter", DENIED)
    else:
        account.bedrock.refuse("ListCustomModels", DENIED)
    assert DENIED in account.incomplete()
    assert account.outcomes() == [(FIRST, "orphaned", True)]
    assert account.unit_hours() == [2]


def test_what_cannot_be_started_keeps_nothing_else_from_being_done(account: Account) -> None:
    account.serve(FIRST, OF_RUN)
    account.serve(SECOND, OF_RUN)
    start = account.machines.start_execution

    def refuse_first(**asked: object) -> object:
        if FIRST in str(asked["name"]):
            raise ValueError
        return start(**asked)

    account.machines.start_execution = refuse_first  # type: ignore[assignment, method-assign]
    assert account.incomplete() == f"not done: retire {FIRST} (ValueError)"
    assert account.outcomes() == [(SECOND, "orphaned", True)]
    assert account.unit_hours() == [4]


def test_a_rehearsal_answers_what_it_could_not_read(account: Account) -> None:
    account.serve(FIRST, OF_RUN)
    account.bedrock.refuse("ListCustomModels", DENIED)
    audited = account.audited(dry_run=True)
    assert audited.not_done == [f"list models ({DENIED})"]
    assert [one.name for one in audited.findings] == [FIRST]


def test_the_message_quotes_nothing_that_was_read(account: Account) -> None:
    account.cloud.s3.put(ARTIFACTS, places.alias_key("demo", "faq"), b'{"secret": "words"')
    assert "words" not in account.incomplete()
