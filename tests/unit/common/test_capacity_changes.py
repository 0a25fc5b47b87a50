"""Capacity changed: each call repeated without harm, each refusal under its name."""

import datetime as dt

import pytest
from botocore.exceptions import ClientError

from lambdas.common import capacity, capacity_changes
from lambdas.common.capacity import Capacity
from lambdas.common.capacity_changes import NewCapacity, Removal
from lambdas.contract.serving import Commitment, Kind
from tests.fakes.bedrock import FakeBedrock

KINDS = pytest.mark.parametrize("kind", list(Kind))
NOW = dt.datetime(2026, 8, 21, 12, tzinfo=dt.UTC)
DELETES = {
    Kind.ON_DEMAND: "DeleteCustomModelDeployment",
    Kind.PROVISIONED: "DeleteProvisionedModelThroughput",
}


@pytest.fixture
def bedrock() -> FakeBedrock:
    made = FakeBedrock()
    made.now = lambda: NOW
    made.auto_ready = True
    return made


def ensured(
    bedrock: FakeBedrock,
    kind: Kind,
    time: str = "first",
    commitment: Commitment = Commitment.NONE,
) -> Capacity:
    """Ensure capacity for a first model."""
    model = bedrock.models.get("first") or {"modelArn": bedrock.add_model("first")}
    new = NewCapacity(
        kind=kind,
        name="bc-dev-demo-faq-s1",
        model_arn=model["modelArn"],
        tags={"a": "b"},
        token=time,
        units=1,
        commitment=commitment,
    )
    return capacity_changes.ensure(bedrock.client, new)


def found(bedrock: FakeBedrock, one: Capacity) -> Capacity:
    """Return capacity as it is now."""
    now = capacity.find(bedrock.client, one.kind, one.arn)
    assert now
    return now


@KINDS
def test_what_exists_is_adopted(bedrock: FakeBedrock, kind: Kind) -> None:
    first = ensured(bedrock, kind)
    assert ensured(bedrock, kind, "another") == first
    assert bedrock.made == ["bc-dev-demo-faq-s1"]
    assert sum(operation.startswith("Create") for operation in bedrock.calls) == 1
    assert bedrock.tags_of(first.name) == {"a": "b"}


@KINDS
def test_what_is_made_anew_needs_another_token(bedrock: FakeBedrock, kind: Kind) -> None:
    first = ensured(bedrock, kind)
    bedrock.vanish(first.name)
    with pytest.raises(RuntimeError, match="somebody deleted it"):
        ensured(bedrock, kind)
    assert ensured(bedrock, kind, "another").arn != first.arn


@pytest.mark.parametrize(
    ("commitment", "word"),
    [(Commitment.NONE, None), (Commitment.ONE_MONTH, "OneMonth")],
)
def test_a_term_is_asked_for_only_when_wanted(
    bedrock: FakeBedrock, commitment: Commitment, word: str | None
) -> None:
    one = ensured(bedrock, Kind.PROVISIONED, commitment=commitment)
    assert bedrock.throughputs[one.name]["request"].get("commitmentDuration") == word
    assert one.commitment is commitment


@KINDS
def test_another_model_is_put_behind_it(bedrock: FakeBedrock, kind: Kind) -> None:
    one = ensured(bedrock, kind)
    second = bedrock.add_model("second")
    bedrock.auto_ready = False
    capacity_changes.swap(bedrock.client, one, second)
    on_its_way = found(bedrock, one)
    assert not on_its_way.serves(second)
    assert (on_its_way.model_arn, on_its_way.wanted_model_arn) == (one.model_arn, second)
    done = {Kind.ON_DEMAND: "UpdateCompleted", Kind.PROVISIONED: "InService"}
    bedrock.change(one.name, done[kind])
    assert found(bedrock, one).serves(second)


@KINDS
def test_a_removal_is_done_when_it_is_gone(bedrock: FakeBedrock, kind: Kind) -> None:
    one = ensured(bedrock, kind)
    assert capacity_changes.remove(bedrock.client, one, NOW) is Removal.GONE
    assert capacity_changes.remove(bedrock.client, one, NOW) is Removal.GONE
    assert bedrock.serving == []


@KINDS
def test_a_removal_may_take_a_while(bedrock: FakeBedrock, kind: Kind) -> None:
    one = ensured(bedrock, kind)
    bedrock.lingering_reads = 2
    assert capacity_changes.remove(bedrock.client, one, NOW) is Removal.PENDING


@KINDS
@pytest.mark.parametrize("code", ["ConflictException", "ValidationException"])
def test_what_can_not_be_removed_now_is_looked_at_again(
    bedrock: FakeBedrock, kind: Kind, code: str
) -> None:
    one = ensured(bedrock, kind)
    bedrock.refuse(DELETES[kind], code)
    assert capacity_changes.remove(bedrock.client, one, NOW) is Removal.PENDING
    assert bedrock.serving == [one.name]


@KINDS
def test_any_other_refusal_to_remove_is_an_error(bedrock: FakeBedrock, kind: Kind) -> None:
    one = ensured(bedrock, kind)
    bedrock.refuse(DELETES[kind], "InternalServerException")
    with pytest.raises(ClientError, match="InternalServerException"):
        capacity_changes.remove(bedrock.client, one, NOW)


def test_a_term_is_not_even_tried(bedrock: FakeBedrock) -> None:
    one = ensured(bedrock, Kind.PROVISIONED, commitment=Commitment.SIX_MONTHS)
    assert capacity_changes.remove(bedrock.client, one, NOW) is Removal.COMMITTED
    assert DELETES[Kind.PROVISIONED] not in bedrock.calls
    over = one.committed_until
    assert over
    bedrock.now = lambda: over
    assert capacity_changes.remove(bedrock.client, one, over) is Removal.GONE
