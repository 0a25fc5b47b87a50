"""From a request to a plan: all problems or none, the cost, the run's own copy of its data."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from lambdas.common.storage import Bucket
from lambdas.contract import places
from lambdas.contract.advice import Advice
from lambdas.contract.money import ApprovalNeed, CostEstimate, Price
from lambdas.contract.run import Plan, PlannedModel, Run
from lambdas.contract.serving import Kind, ServingPlan
from lambdas.plan_run import (
    check_counts,
    lifecycle,
    lineage,
    plan_serving,
    planned_evaluation,
)
from lambdas.plan_run.advise import DataFacts, advise
from lambdas.plan_run.approval_need import Case, approval_need
from lambdas.plan_run.check_request import Checked, check_request
from lambdas.plan_run.datasets import copy_dataset
from lambdas.plan_run.estimate_cost import Budget, estimate_cost
from lambdas.plan_run.prices import answer_prices, prices_of, unit_hour_price
from lambdas.plan_run.terms import Terms

JSON = "application/json"


class Decided(NamedTuple):
    """What follows from a request in which no problem was found."""

    cost: CostEstimate
    serving: ServingPlan | None
    warnings: list[str]
    approval: ApprovalNeed | None
    advice: Advice
    uses: int
    """Of the test set before this run."""


def plan_run(run: Run, request: object, terms: Terms, data: Bucket, artifacts: Bucket) -> Plan:
    """Judge a request and return the plan of its run, which is also written to its folder.

    Nothing is written before everything is known to be right. Done again, it does the same.

    Raises:
        InvalidRequestError: listing every problem of the request and its datasets.
    """
    checked = check_request(request, run, terms, data)
    uses = planned_evaluation.uses_before(checked.evaluation, run, artifacts)
    decided = _decide(checked, terms, uses)
    plan = _plan(run, checked, decided, data, artifacts)
    folder = places.run_prefix(run.team, run.run_id)
    artifacts.write(f"{folder}request.json", msgspec.json.encode(checked.request), JSON)
    artifacts.write(places.plan_key(run.team, run.run_id), msgspec.json.encode(plan), JSON)
    return plan


def _decide(checked: Checked, terms: Terms, uses: int) -> Decided:
    request, model, serving = checked.request, checked.tunable.model, checked.serving
    provisioned = serving is not None and serving.own.kind is Kind.PROVISIONED
    prices = prices_of(model, terms.prices, provisioned=provisioned)
    planned = plan_serving.plan_serving(serving, prices.unit_hour) if serving else None
    answering = planned_evaluation.cost(
        checked.evaluation, answer_prices(model, terms.prices), custom_by_token=not provisioned
    )
    cost = estimate_cost(
        checked.training.checked.characters,
        checked.chosen.epochs,
        prices,
        Budget(request.budget_usd, terms.team_budget_usd),
        plan_serving.serving_usd(planned, planned_evaluation.longest_hours(checked.evaluation)),
        evaluation=answering,
    )
    alias = serving.alias if serving else None
    alias_unit_hour = unit_hour_price(model, terms.prices, alias.commitment) if alias else None
    return Decided(
        cost=cost,
        serving=planned,
        warnings=[
            *_warnings(checked, terms, prices.unit_hour, alias_unit_hour),
            *planned_evaluation.warnings(checked.evaluation, cost, uses, terms.today),
        ],
        approval=approval_need(
            Case(request, model, cost, serving, alias_unit_hour, answering.known_usd)
        ),
        advice=advise(request.answers, _facts(checked, cost)),
        uses=uses,
    )


def _warnings(
    checked: Checked, terms: Terms, own: Price | None, alias: Price | None
) -> Iterator[str]:
    tunable, validation = checked.tunable, checked.validation
    yield from check_counts.warnings(
        checked.training.checked, validation.checked if validation else None, tunable.dataset
    )
    if checked.serving is not None:
        yield from plan_serving.warnings(checked.serving, tunable.model, own, alias, terms.today)
    yield from terms.listed.warnings
    yield from lifecycle.warnings(tunable.model, tunable.life, terms.today)


def _facts(checked: Checked, cost: CostEstimate) -> DataFacts:
    validation = checked.validation
    return DataFacts(
        training=checked.training.checked,
        validation=validation.checked if validation else None,
        rules=checked.tunable.dataset,
        cost=cost,
    )


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
        warnings=[
            *decided.warnings,
            *lineage.warnings(checked.training.source.key, run.team, checked.training.lineage),
        ],
        serving=decided.serving,
        approval=decided.approval,
        advice=decided.advice,
        evaluation=planned_evaluation.plan(checked.evaluation, decided.uses, data, folder),
    )
