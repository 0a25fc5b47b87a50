"""Whether a run has to be approved before anything is created, and why."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from lambdas import catalogue
from lambdas.catalogue.embedding import embedding_model
from lambdas.catalogue.model import Model
from lambdas.common.figures import count, usd
from lambdas.common.money import usd_of
from lambdas.contract.money import ApprovalNeed, ApprovalReason, CostEstimate, Price
from lambdas.contract.request import FineTuningRequest
from lambdas.contract.serving import TERM_HOURS, Commitment
from lambdas.plan_run.choose_serving import Serving
from lambdas.plan_run.estimate_cost import MICRODOLLARS
from lambdas.plan_run.estimate_evaluation import EMBEDDING

TERMS = {Commitment.ONE_MONTH: "one month", Commitment.SIX_MONTHS: "six months"}


class Case(NamedTuple):
    """What the rules look at."""

    request: FineTuningRequest
    model: Model
    cost: CostEstimate
    serving: Serving | None
    alias_unit_hour: Price | None
    """Of the capacity behind the alias; None is unknown, or nothing."""
    evaluation_known_usd: float = 0
    """What the evaluation costs at most without the parts whose price is unknown."""


def approval_need(case: Case) -> ApprovalNeed | None:
    """Return why the run must be approved, a sentence a reason; None if it need not be."""
    told = {reason: sentence for reason, rule in RULES.items() if (sentence := rule(case))}
    if not told:
        return None
    return ApprovalNeed(reasons=list(told), sentences=list(told.values()))


def asked_for(case: Case) -> str | None:
    """The request wants it, whatever the cost."""
    if not case.request.ask_approval:
        return None
    return f"The request asks for an approval: {_most(case)}."


def over_budget(case: Case) -> str | None:
    """The cautious bound is more than the request's budget or the team's."""
    cost = case.cost
    budgets = {"request": cost.request_budget_usd, "team": cost.team_budget_usd}
    least = _known(case)
    passed = [
        f"the {owner}'s budget of {usd(limit)}"
        for owner, limit in budgets.items()
        if limit is not None and round(least - limit, MICRODOLLARS) > 0
    ]
    if not passed:
        return None
    hint = ""
    if cost.serving_usd and case.serving and case.serving.on_demand_serves:
        hint = "; served on_demand it costs nothing while idle"
    return f"Over {' and '.join(passed)}: {_most(case)}{hint}."


def unknown_price(case: Case) -> str | None:
    """A price is not known, and what is unknown never counts as zero."""
    unknown = case.cost.unknown
    told = []
    if of_model := [name for name in unknown if name != EMBEDDING]:
        told.append(_unknown_of_model(case.model, of_model))
    if EMBEDDING in unknown:
        told.append(
            f"The price of {embedding_model().title} is not known: the environment's settings can "
            "state it (embedding_price)."
        )
    return " ".join(told) or None


def committed_term(case: Case) -> str | None:
    """The promotion makes capacity that is paid for until its term ends, used or not."""
    alias = case.serving.alias if case.serving and case.serving.makes_alias_capacity else None
    if alias is None or alias.commitment is Commitment.NONE:
        return None
    term, price = TERMS[alias.commitment], case.alias_unit_hour
    amount = "at a price that nobody here knows"
    if price is not None:
        hourly = price.usd * alias.units
        amount = f"{usd(hourly)} an hour and {usd(hourly * TERM_HOURS[alias.commitment])} in all"
    return (
        f"The promotion makes the capacity of alias {alias.alias} anew, "
        f"{count(alias.units, 'model unit')} committed for {term}, {amount}, which nothing "
        "gives back before the term ends."
    )


RULES: Mapping[ApprovalReason, Callable[[Case], str | None]] = {
    ApprovalReason.ASKED_FOR: asked_for,
    ApprovalReason.OVER_BUDGET: over_budget,
    ApprovalReason.UNKNOWN_PRICE: unknown_price,
    ApprovalReason.COMMITTED_TERM: committed_term,
}
"""In the order in which they are told; each rule's docstring says when it speaks."""


def _unknown_of_model(model: Model, missing: Sequence[str]) -> str:
    verb = "is" if len(missing) == 1 else "are"
    seen = catalogue.common().storage_usd_per_month
    hint = ""
    if "storage" in missing and seen.value is not None:
        hint = f"; storage was {usd(seen.value)} a month where it was seen ({seen.as_of})"
    return (
        f"The {' and '.join(missing)} price of {model.title} {verb} not known: `customize prices "
        "refresh` asks AWS for it, and the environment's settings can state it "
        f"(prices.{model.name}){hint}."
    )


def _parts(cost: CostEstimate) -> dict[str, float | None]:
    """Return what the cautious bound is the sum of, without what costs nothing."""
    parts = {
        "training": cost.cautious_training_usd,
        "a month of storage": usd_of(cost.storage_price_per_month),
        "serving": cost.serving_usd,
        "evaluation": cost.evaluation_usd,
    }
    return {name: part for name, part in parts.items() if part != 0}


def _known(case: Case) -> float:
    """Return the least that the cautious bound can be: the sum of what is known of it."""
    known = sum(part for part in _parts(case.cost).values() if part is not None)
    return known + (case.evaluation_known_usd if case.cost.evaluation_usd is None else 0)


def _most(case: Case) -> str:
    """Return the cautious bound and its parts in words."""
    parts, least = _parts(case.cost), case.evaluation_known_usd
    words = {name: usd(part) for name, part in parts.items()}
    if case.cost.evaluation_usd is None and least:
        words["evaluation"] = f"at least {usd(least)}"
    amount = usd(_known(case))
    if case.cost.unknown:
        amount = f"at least {amount}" if _known(case) else "what nobody here knows"
    told = ", ".join(f"{name} {part}" for name, part in words.items())
    return f"by the cautious bound the run may cost {amount} ({told})"
