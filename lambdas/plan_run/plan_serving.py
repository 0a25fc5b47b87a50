"""What serving comes to: the plan of it, its cost, and what to know before paying."""

import datetime as dt
from collections.abc import Iterator

from lambdas.catalogue.model import Model
from lambdas.common.figures import count, usd
from lambdas.contract.money import Price
from lambdas.contract.serving import Kind, ServingPlan
from lambdas.plan_run.choose_serving import Serving

LEAST_HOURS = 1
"""What is retired at once still bills while it is made and tried."""
SOON_DAYS = 90


def plan_serving(serving: Serving, unit_hour: Price | None) -> ServingPlan:
    """Return the plan of serving; `unit_hour` is None where none is wanted or none is known."""
    return ServingPlan(
        kind=serving.own.kind,
        hours_to_live=serving.asked.hours_to_live,
        units=serving.own.units,
        alias=serving.asked.alias,
        usd_per_hour=serving.own.units * unit_hour.usd if unit_hour else None,
    )


def serving_usd(plan: ServingPlan | None, evaluation_hours: float) -> float | None:
    """Return what a run's own capacity costs until it is removed; None is unknown.

    It serves as long as the evaluation can take, however short it is to live. What its alias costs
    is the settings' matter.
    """
    if plan is None or plan.kind is Kind.ON_DEMAND:
        return 0
    if plan.usd_per_hour is None:
        return None
    return plan.usd_per_hour * max(plan.hours_to_live or 0, evaluation_hours, LEAST_HOURS)


def warnings(
    serving: Serving, model: Model, own: Price | None, alias: Price | None, today: dt.date
) -> Iterator[str]:
    """Yield what Bedrock allows but its reader should know before paying.

    Args:
        serving: How the model will be served.
        model: Its base.
        own: What a model unit of the run's own capacity costs an hour.
        alias: The same of the alias's capacity; None is unknown, or nothing.
        today: The day of the run.
    """
    units = serving.own.units
    if units and serving.on_demand_serves:
        hourly = f"{usd(units * own.usd)} an hour" if own else "what nobody here knows"
        yield (
            f"{model.title} is also served on_demand, which costs nothing while idle; "
            f"{count(units, 'model unit')} {'costs' if units == 1 else 'cost'} {hourly}, asked or "
            "not."
        )
    declared = serving.alias
    if declared and declared.kind is Kind.PROVISIONED and serving.makes_alias_capacity:
        hourly = f"{usd(declared.units * alias.usd)} an hour" if alias else "nobody here knows what"
        yield (
            f"The promotion will make the capacity of {declared.alias} anew: "
            f"{count(declared.units, 'model unit')}, which cost {hourly} until settings change."
        )
    ends = model.lifecycle.ends_on
    if ends is not None and ends - today <= dt.timedelta(days=SOON_DAYS):
        yield f"{model.title} ends on {ends}: whatever serves this model ends with it."
