"""Why a run asks before anything is created: every reason, its figures, and both sides of it."""

from pathlib import Path

import pytest

from lambdas.contract.money import ApprovalReason, CostEstimate, Price
from lambdas.contract.request import FineTuningRequest
from lambdas.contract.serving import Commitment, DeclaredCapacity, Kind
from lambdas.contract.serving_request import OnDemandDeployment
from lambdas.plan_run.approval_need import RULES, Case, approval_need
from lambdas.plan_run.check_quotas import Made
from lambdas.plan_run.choose_serving import Serving
from lambdas.plan_run.estimate_cost import Budget, estimate_cost
from lambdas.plan_run.estimate_evaluation import EMBEDDING, EvaluationCost
from lambdas.plan_run.prices import AnswerPrices, Prices
from tests.unit.plan_run.records import model
from tests.unit.plan_run.surroundings import declared

REQUEST = FineTuningRequest(training="faq.jsonl")
COMMITTED = declared("faq", Kind.PROVISIONED, units=3, commitment=Commitment.ONE_MONTH)
FREE = Budget(None, None)


def price(usd: float) -> Price:
    return Price(usd=usd, source="test", as_of="2026")


KNOWN = Prices(price(0.001), price(1.95))


def cost(
    budget: Budget = FREE, prices: Prices = KNOWN, serving_usd: float | None = 0
) -> CostEstimate:
    """Return the estimate of a run whose cautious bound is 2.00, and 3.95 with storage."""
    return estimate_cost(3_000_000, 2, prices, budget, serving_usd)


def serving(alias: DeclaredCapacity | None = None, *, makes: bool = False) -> Serving:
    return Serving(OnDemandDeployment(), Made(Kind.ON_DEMAND), alias, makes, True)


def told(
    estimate: CostEstimate,
    request: FineTuningRequest = REQUEST,
    served: Serving | None = None,
    unit_hour: Price | None = None,
) -> dict[ApprovalReason, str]:
    """Return the reasons with their sentences."""
    need = approval_need(Case(request, model(), estimate, served, unit_hour))
    return dict(zip(need.reasons, need.sentences, strict=True)) if need else {}


def test_a_run_that_is_known_and_within_every_budget_goes_on() -> None:
    assert told(cost()) == {}
    assert told(cost(Budget(3.95, 3.95)), served=serving()) == {}


def test_a_request_may_ask_whatever_the_cost() -> None:
    asking = FineTuningRequest(training="faq.jsonl", ask_approval=True)
    assert told(cost(), asking) == {
        ApprovalReason.ASKED_FOR: "The request asks for an approval: by the cautious bound the run "
        "may cost $3.95 (training $2.00, a month of storage $1.95)."
    }


@pytest.mark.parametrize(
    ("budget", "whose"),
    [
        (Budget(3.94, None), "the request's budget of $3.94"),
        (Budget(None, 3.94), "the team's budget of $3.94"),
        (Budget(3.94, 100), "the request's budget of $3.94"),
        (Budget(100, 3.94), "the team's budget of $3.94"),
        (Budget(3.0, 2.0), "the request's budget of $3.00 and the team's budget of $2.00"),
    ],
)
def test_over_a_budget_every_budget_that_is_passed_is_named(budget: Budget, whose: str) -> None:
    assert told(cost(budget)) == {
        ApprovalReason.OVER_BUDGET: f"Over {whose}: by the cautious bound the run may cost $3.95 "
        "(training $2.00, a month of storage $1.95)."
    }


def test_the_budget_covers_training_a_month_of_storage_and_serving_to_the_cent() -> None:
    assert told(cost(Budget(83.95, None), serving_usd=80)) == {}
    (sentence,) = told(cost(Budget(83.94, None), serving_usd=80), served=serving()).values()
    assert "$83.95 (training $2.00, a month of storage $1.95, serving $80.00)" in sentence
    assert sentence.endswith("; served on_demand it costs nothing while idle.")


@pytest.mark.parametrize(
    ("prices", "serving_usd", "words"),
    [
        (Prices(None, None), 0, "The training and storage price of Nova Micro are not known"),
        (Prices(None, price(2)), 0, "The training price of Nova Micro is not known"),
        (Prices(price(1), None), 0, "The storage price of Nova Micro is not known"),
        (KNOWN, None, "The model unit price of Nova Micro is not known"),
    ],
)
def test_an_unknown_price_asks_and_says_what_would_set_it(
    prices: Prices, serving_usd: float | None, words: str
) -> None:
    reasons = told(cost(prices=prices, serving_usd=serving_usd))
    assert set(reasons) == {ApprovalReason.UNKNOWN_PRICE}
    sentence = reasons[ApprovalReason.UNKNOWN_PRICE]
    assert sentence.startswith(words)
    assert "`customize prices refresh`" in sentence
    assert "prices.nova-micro" in sentence
    assert ("storage was $1.95 a month" in sentence) == (prices.storage_per_month is None)


def test_what_is_known_can_pass_the_budget_beside_an_unknown_price() -> None:
    reasons = told(cost(Budget(1.94, None), Prices(None, price(1.95))))
    assert set(reasons) == {ApprovalReason.OVER_BUDGET, ApprovalReason.UNKNOWN_PRICE}
    assert (
        "at least $1.95 (training unknown, a month of storage $1.95)"
        in (reasons[ApprovalReason.OVER_BUDGET])
    )
    within = told(cost(Budget(1.95, None), Prices(None, price(1.95))))
    assert set(within) == {ApprovalReason.UNKNOWN_PRICE}


def test_answers_count_against_the_budget_where_only_the_price_of_vectors_is_unknown() -> None:
    vectors = EvaluationCost(None, AnswerPrices(price(1), price(1)), (EMBEDDING,), known_usd=500)
    estimate = estimate_cost(3_000_000, 2, KNOWN, Budget(503.94, None), 0, evaluation=vectors)
    need = approval_need(Case(REQUEST, model(), estimate, None, None, evaluation_known_usd=500))
    assert need
    assert need.reasons == [ApprovalReason.OVER_BUDGET, ApprovalReason.UNKNOWN_PRICE]
    assert need.sentences[0] == (
        "Over the request's budget of $503.94: by the cautious bound the run may cost at least "
        "$503.95 (training $2.00, a month of storage $1.95, evaluation at least $500.00)."
    )


def test_where_nothing_is_known_no_sum_is_told() -> None:
    asking = FineTuningRequest(training="faq.jsonl", ask_approval=True)
    (sentence, _) = told(cost(prices=Prices(None, None)), asking).values()
    assert sentence.endswith(
        "may cost what nobody here knows (training unknown, a month of storage unknown)."
    )


@pytest.mark.parametrize(
    ("unit_hour", "amount"),
    [
        (price(10), "$30.00 an hour and $21,900.00 in all"),
        (None, "at a price that nobody here knows"),
    ],
)
def test_a_committed_term_that_the_promotion_begins_asks(
    unit_hour: Price | None, amount: str
) -> None:
    reasons = told(cost(), served=serving(COMMITTED, makes=True), unit_hour=unit_hour)
    assert reasons == {
        ApprovalReason.COMMITTED_TERM: "The promotion makes the capacity of alias faq anew, 3 "
        f"model units committed for one month, {amount}, which nothing gives back before the term "
        "ends."
    }


def test_a_term_that_runs_already_or_a_capacity_without_one_does_not_ask() -> None:
    assert told(cost(), served=serving(COMMITTED)) == {}
    free = declared("faq", Kind.PROVISIONED, units=3)
    assert told(cost(), served=serving(free, makes=True)) == {}


def test_every_reason_has_its_rule() -> None:
    assert set(RULES) == set(ApprovalReason)


def test_the_documentation_names_every_reason() -> None:
    text = Path(__file__).parents[3].joinpath("docs", "money.md").read_text(encoding="utf-8")
    assert all(f"| `{reason}` |" in text for reason in ApprovalReason)
