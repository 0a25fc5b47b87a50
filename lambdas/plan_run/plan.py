"""From a request to a plan: all problems or none, the cost, the run's own copy of its data."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from lambdas.common.storage import Bucket
from lambdas.contract import names
from lambdas.contract.run import CostEstimate, Plan, PlannedModel, Run
from lambdas.plan_run.check_counts import warnings
from lambdas.plan_run.check_request import Checked, check_request
from lambdas.plan_run.datasets import copy_dataset
from lambdas.plan_run.estimate_cost import Budget, PriceOverride, estimate_cost, prices_of

JSON = "application/json"


class Terms(NamedTuple):
    """What the environment sets for a run."""

    region: str
    team_budget_usd: float | None
    price_overrides: Mapping[str, PriceOverride]


def plan_run(run: Run, request: object, terms: Terms, data: Bucket, artifacts: Bucket) -> Plan:
    """Judge a request and return the plan of its run, which is also written to its folder.

    Nothing is written before everything is known to be right. Done again, it does the same.

    Raises:
        InvalidRequestError: listing every problem of the request and its datasets.
        ApprovalRequiredError: a price is unknown or the cost is over budget.
    """
    checked = check_request(request, run.team, terms.region, data)
    model = checked.tunable.model
    prices = prices_of(model, terms.price_overrides.get(model.name))
    budget = Budget(checked.request.budget_usd, terms.team_budget_usd)
    characters = checked.training.checked.characters
    cost = estimate_cost(characters, checked.chosen.epochs, prices, budget)
    plan = _plan(run, checked, cost, data, artifacts)
    folder = names.run_prefix(run.team, run.run_id)
    artifacts.write(f"{folder}request.json", msgspec.json.encode(checked.request), JSON)
    artifacts.write(f"{folder}plan.json", msgspec.json.encode(plan), JSON)
    return plan


def _plan(run: Run, checked: Checked, cost: CostEstimate, data: Bucket, artifacts: Bucket) -> Plan:
    model = checked.tunable.model
    training, validation = checked.training, checked.validation
    folder = names.input_prefix(run.team, run.run_id)
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
        output_uri=artifacts.uri(names.training_prefix(run.team, run.run_id)),
        cost=cost,
        warnings=list(
            warnings(
                training.checked,
                validation.checked if validation else None,
                checked.tunable.dataset,
            )
        ),
    )
