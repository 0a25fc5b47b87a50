"""One live capacity a run: what is adopted, what is made, after which accident."""

import pytest
from botocore.exceptions import ReadTimeoutError

from lambdas.common.redrives import Redrives
from lambdas.contract.errors import PipelineError
from lambdas.contract.serving import ServingPlan
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.serving import CREATE_DEPLOYMENT
from tests.unit.deploy_model.samples import ON_DEMAND, PROVISIONED, capacity_name, ensured

BOTH = pytest.mark.parametrize("serving", [ON_DEMAND, PROVISIONED])


class DyingError(BaseException):
    """The function ends here, as when Lambda kills it."""


@pytest.fixture
def serving_one(bedrock: FakeBedrock) -> FakeBedrock:
    ensured(bedrock)
    return bedrock


@BOTH
@pytest.mark.parametrize(
    "accident", [DyingError(), ReadTimeoutError(endpoint_url="https://bedrock")]
)
def test_an_accident_after_the_creation_leaves_one(
    bedrock: FakeBedrock, accident: BaseException, serving: ServingPlan
) -> None:
    bedrock.lost = accident
    with pytest.raises(type(accident)):
        ensured(bedrock, serving=serving)
    assert ensured(bedrock, serving=serving).name == capacity_name()
    assert bedrock.made == [capacity_name()]


@BOTH
def test_a_quota_that_the_lost_call_used_up_is_no_refusal(
    bedrock: FakeBedrock, serving: ServingPlan
) -> None:
    ensured(bedrock, serving=serving)
    name = {"on_demand": CREATE_DEPLOYMENT, "provisioned": "CreateProvisionedModelThroughput"}
    bedrock.hidden_capacity_reads = 2
    bedrock.refuse(name[serving.kind], "ServiceQuotaExceededException")
    assert ensured(bedrock, serving=serving).name == capacity_name()


def test_another_call_adopts_what_is_there(serving_one: FakeBedrock) -> None:
    assert ensured(serving_one).name == capacity_name()
    assert serving_one.calls.count(CREATE_DEPLOYMENT) == 1


def test_a_name_in_use_is_ours(serving_one: FakeBedrock) -> None:
    # The first look misses it, and Bedrock has forgotten the token.
    serving_one.forget_tokens()
    serving_one.hidden_capacity_reads = 1
    assert ensured(serving_one).name == capacity_name()
    assert serving_one.made == [capacity_name()]


def test_what_is_not_seen_yet_is_tried_again_and_then_adopted(bedrock: FakeBedrock) -> None:
    bedrock.hidden_capacity_reads = 1
    with pytest.raises(RuntimeError, match="can't be seen yet") as raised:
        ensured(bedrock)
    assert not isinstance(raised.value, PipelineError)
    assert ensured(bedrock).name == capacity_name()
    assert bedrock.made == [capacity_name()]


def test_what_a_person_deleted_comes_back_only_by_a_redrive(serving_one: FakeBedrock) -> None:
    serving_one.vanish(capacity_name())
    for _ in range(2):
        with pytest.raises(RuntimeError, match=rf"{capacity_name()}.*somebody deleted it"):
            ensured(serving_one)
    assert serving_one.serving == []
    assert ensured(serving_one, redrives=1).name == capacity_name(2)


@pytest.mark.parametrize("status", ["Creating", "Active", "Paused"])
@pytest.mark.parametrize("redrives", [0, 1, 3])
def test_what_may_live_is_adopted_whichever_attempt_made_it(
    serving_one: FakeBedrock, status: str, redrives: int
) -> None:
    serving_one.change(capacity_name(), status)
    found = ensured(serving_one, redrives)
    assert (found.name, found.status) == (capacity_name(), status)
    assert serving_one.made == [capacity_name()]


def test_a_failed_attempt_is_reported_and_not_repeated(serving_one: FakeBedrock) -> None:
    serving_one.change(capacity_name(), "Failed")
    assert [ensured(serving_one).status for _ in range(3)] == ["Failed"] * 3
    assert serving_one.made == [capacity_name()]


@BOTH
def test_a_redrive_after_a_failure_makes_one_more(
    bedrock: FakeBedrock, serving: ServingPlan
) -> None:
    ensured(bedrock, serving=serving)
    bedrock.change(capacity_name(1), "Failed")
    again = [ensured(bedrock, 1, serving).name for _ in range(2)]
    assert again == [capacity_name(2)] * 2
    bedrock.change(capacity_name(2), "Failed")
    assert ensured(bedrock, 1, serving).status == "Failed"
    assert ensured(bedrock, 2, serving).name == capacity_name(3)
    assert bedrock.made == [capacity_name(1), capacity_name(2), capacity_name(3)]


@BOTH
def test_what_fails_after_the_redrive_is_reported_and_not_repeated(
    bedrock: FakeBedrock, serving: ServingPlan
) -> None:
    ensured(bedrock, serving=serving)
    adopted = Redrives(1, bedrock.now())
    assert ensured(bedrock, adopted, serving).status == "Creating"
    bedrock.change(capacity_name(), "Failed")
    assert ensured(bedrock, adopted, serving).status == "Failed"
    assert bedrock.made == [capacity_name()]
    assert ensured(bedrock, Redrives(2, bedrock.now()), serving).name == capacity_name(3)


def test_attempts_may_be_missing_in_between(serving_one: FakeBedrock) -> None:
    serving_one.change(capacity_name(1), "Failed")
    assert ensured(serving_one, redrives=4).name == capacity_name(5)
    assert ensured(serving_one, redrives=7).name == capacity_name(5)
