"""Capacity as the handlers see it: two kinds read alike."""

import datetime as dt

import pytest
from botocore.exceptions import ClientError

from lambdas.common import capacity, run_capacity
from lambdas.common.capacity import TABLES
from lambdas.contract import names
from lambdas.contract.serving import Commitment, Kind, ServingPlan
from lambdas.contract.status import DEPLOYMENT_UPDATE, Outcome
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.custom_models import NOVA_MICRO
from tests.unit.analyze_training.samples import RUN
from tests.unit.deploy_model.samples import (
    MODEL_ARN,
    ON_DEMAND,
    PROVISIONED,
    capacity_name,
    ensured,
    trained_bedrock,
)

NAME = capacity_name()
BOTH = pytest.mark.parametrize("serving", [ON_DEMAND, PROVISIONED])
WORDS = [(kind, word) for kind, table in TABLES.items() for word in [*table, "Paused"]]
READS = {
    Kind.ON_DEMAND: "GetCustomModelDeployment",
    Kind.PROVISIONED: "GetProvisionedModelThroughput",
}
SERVING = {Kind.ON_DEMAND: ON_DEMAND, Kind.PROVISIONED: PROVISIONED}


@pytest.fixture
def bedrock() -> FakeBedrock:
    return trained_bedrock()


@BOTH
def test_it_is_found_by_name_and_by_arn(bedrock: FakeBedrock, serving: ServingPlan) -> None:
    made = ensured(bedrock, serving=serving)
    for identifier in (NAME, made.arn):
        found = capacity.find(bedrock.client, serving.kind, identifier)
        assert found == made
    assert (made.name, made.kind, made.units) == (NAME, serving.kind, serving.units)
    assert (made.model_arn, made.wanted_model_arn) == (MODEL_ARN, MODEL_ARN)
    assert (made.commitment, made.committed_until) == (Commitment.NONE, None)


@BOTH
def test_what_is_not_there_is_none(bedrock: FakeBedrock, serving: ServingPlan) -> None:
    assert capacity.find(bedrock.client, serving.kind, NAME) is None


@BOTH
def test_what_can_not_be_read_is_not_taken_for_missing(
    bedrock: FakeBedrock, serving: ServingPlan
) -> None:
    bedrock.refuse(READS[serving.kind], "ThrottlingException")
    with pytest.raises(ClientError, match="ThrottlingException"):
        capacity.find(bedrock.client, serving.kind, NAME)


@BOTH
def test_a_listing_tells_of_all_and_says_less(bedrock: FakeBedrock, serving: ServingPlan) -> None:
    ensured(bedrock, serving=serving)
    bedrock.change(NAME, "Failed")
    ensured(bedrock, 1, serving)
    found = list(capacity.list_all(bedrock.client, serving.kind))
    assert [(one.name, one.status) for one in found] == [
        (NAME, "Failed"),
        (capacity_name(2), "Creating"),
    ]
    named = capacity.list_all(bedrock.client, serving.kind, name_contains="d2")
    assert [one.name for one in named] == [capacity_name(2)]


@pytest.mark.parametrize(("kind", "word"), WORDS)
def test_it_may_cost_money_until_a_known_word_says_it_failed(
    bedrock: FakeBedrock, kind: Kind, word: str
) -> None:
    ensured(bedrock, serving=SERVING[kind])
    bedrock.change(NAME, word)
    found = capacity.find(bedrock.client, kind, NAME)
    assert found
    assert found.is_live is (word != "Failed")
    assert found.outcome is TABLES[kind].get(word, Outcome.FAILED)


@pytest.mark.parametrize("word", [*DEPLOYMENT_UPDATE, "Paused"])
def test_a_model_on_its_way_in_keeps_a_deployment_from_serving(
    bedrock: FakeBedrock, word: str
) -> None:
    ensured(bedrock)
    bedrock.change(NAME, "Active")
    other = bedrock.add_model("other")
    bedrock.update_custom_model_deployment(customModelDeploymentIdentifier=NAME, modelArn=other)
    bedrock.deployments[NAME]["updateDetails"]["updateStatus"] = word
    found = capacity.find(bedrock.client, Kind.ON_DEMAND, NAME)
    assert found
    assert found.wanted_model_arn == other
    assert found.serves(MODEL_ARN) is (word != "Updating")
    assert (found.is_updating, found.update_failed) == (
        word == "Updating",
        word in {"UpdateFailed", "Paused"},
    )


def test_a_term_lasts_to_its_end(bedrock: FakeBedrock) -> None:
    ensured(bedrock, serving=PROVISIONED)
    until = dt.datetime(2026, 9, 21, tzinfo=dt.UTC)
    term = {"commitmentDuration": "OneMonth", "commitmentExpirationTime": until}
    bedrock.throughputs[NAME] |= term
    found = capacity.find(bedrock.client, Kind.PROVISIONED, NAME)
    assert found
    assert found.commitment is Commitment.ONE_MONTH
    assert found.is_committed(until - dt.timedelta(seconds=1))
    assert not found.is_committed(until)


def test_the_base_is_in_the_arn_of_a_model() -> None:
    assert capacity.base_of(MODEL_ARN) == NOVA_MICRO


@BOTH
def test_the_capacity_of_a_run_comes_newest_first(
    bedrock: FakeBedrock, serving: ServingPlan
) -> None:
    ensured(bedrock, serving=serving)
    bedrock.change(NAME, "Failed")
    ensured(bedrock, 2, serving)
    found = list(run_capacity.of_run(bedrock.client, serving.kind, "dev", RUN.run_id, 4))
    assert [one.name for one in found] == [capacity_name(3), NAME]
    assert [run_capacity.attempt_of(one) for one in found] == [3, 1]


@pytest.mark.parametrize(
    ("tag", "expiry"),
    [
        ("2026-08-21T12:00:00+00:00", "2026-08-21T12:00:00+00:00"),
        ("2026-08-21T12:00:00Z", "2026-08-21T12:00:00+00:00"),
        ("2026-08-21T14:00:00+02:00", "2026-08-21T12:00:00+00:00"),
        ("2026-08-21T12:00:00", "2026-08-21T12:00:00+00:00"),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_an_expiry_is_read_as_people_may_write_it(tag: str, expiry: str | None) -> None:
    found = run_capacity.expiry_of({names.TAG_EXPIRES: tag})
    assert found == (dt.datetime.fromisoformat(expiry) if expiry else None)
    assert run_capacity.expiry_of({}) is None
