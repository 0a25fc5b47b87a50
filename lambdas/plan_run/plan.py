"""From a request to a plan: all problems or none, the cost, the run's own copy of its data."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from lambdas.common.storage import Bucket
from lambdas.contract import places
from lambdas.contract.money import CostEstimate
from lambdas.contract.run import Plan, PlannedModel, Run
from lambdas.contract.serving import Kind, ServingPlan
from lambdas.plan_run import check_counts, plan_serving
from lambdas.plan_run.check_request import Checked, check_request
from lambdas.plan_run.datasets import copy_dataset
from lambdas.plan_run.estimate_cost import Budget, estimate_cost
from lambdas.plan_run.prices import Prices, prices_of, unit_hour_price
from lambdas.plan_run.terms import Terms

JSON = "application/json"


class Decided(NamedTuple):
    """What follows from a request in which no problem was found."""

    cost: CostEstimate
    serving: ServingPlan | None
    warnings: list[str]


def plan_run(run: Run, request: object, terms: Terms, data: Bucket, artifacts: Bucket) -> Plan:
    """Judge a request and return the plan of its run, which is also written to its folder.

    Nothing is written before everything is known to be right. Done again, it does the same.

    Raises:
        InvalidRequestError: listing every problem of the request and its datasets.
        ApprovalRequiredError: a price is unknown or the cost is over budget.
    """
    checked = check_request(request, run, terms, data)
    decided = _decide(checked, terms)
    plan = _plan(run, checked, decided, data, artifacts)
    folder = places.run_prefix(run.team, run.run_id)
    artifacts.write(f"{folder}request.json", msgspec.json.encode(checked.request), JSON)
    artifacts.write(f"{folder}plan.json", msgspec.json.encode(plan), JSON)
    return plan


def _decide(checked: Checked, terms: Terms) -> Decided:
    model, serving = checked.tunable.model, checked.serving
    provisioned = serving is not None and serving.own.kind is Kind.PROVISIONED
    prices = prices_of(model, terms.price_overrides.get(model.name), provisioned=provisioned)
    planned = plan_serving.plan_serving(serving, prices.unit_hour) if serving else None
    cost = estimate_cost(
        checked.training.checked.characters,
        checked.chosen.epochs,
        prices,
        Budget(checked.request.budget_usd, terms.team_budget_usd),
        plan_serving.serving_usd(planned),
    )
    return Decided(cost, planned, list(_warnings(checked, terms, prices)))


def _warnings(checked: Checked, terms: Terms, prices: Prices) -> Iterator[str]:
    tunable, validation = checked.tunable, checked.validation
    yield from check_counts.warnings(
        checked.training.checked, validation.checked if validation else None, tunable.dataset
    )
    serving, model = checked.serving, tunable.model
    if serving is not None:
        override = terms.price_overrides.get(model.name)
        alias = serving.alias
        price = unit_hour_price(model, override, alias.commitment) if alias else None
        yield from plan_serving.warnings(serving, model, prices.unit_hour, price, terms.today)


def _plan(run: Run, checked: Checked, decided: Decided, data: Bucket, artifacts: Bucket) -> Plan:
    model = checked.tunable.model
    training, validation = checked.training, checked.validation
    folder = places.input_prefix(run.team, run.run_id)
    return Plan(
        run=run,
        model=PlannedModel(
            name=model.name,
            title=model.title,
            customization_id=checked.tunable.customization_id,
        ),
        hyperparameters=checked.chosen.as_sent,
        training=copy_dataset(training, data, folder),
        validation=copy_dataset(validation, data, folder) if validation else None,
        output_uri=artifacts.uri(places.training_prefix(run.team, run.run_id)),
        cost=decided.cost,
        warnings=decided.warnings,
        serving=decided.serving,
    )
