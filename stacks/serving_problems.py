"""What is wrong with an environment's settings for serving; each problem says what is allowed."""

from collections.abc import Collection, Iterator

from lambdas import catalogue
from lambdas.contract import names
from lambdas.contract.problems import Problem, shown
from lambdas.contract.serving import HOURS_A_MONTH, TERM_HOURS, Commitment, Kind
from stacks.price_settings import TERMS, Prices, unit_hour_price
from stacks.serving_settings import Capacity, Serving

MOST_CAPACITIES = 8
"""The functions learn the capacity by environment variables, and those hold 4 KB.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""

PATH = "$.serving"


def serving_problems(
    serving: Serving, *, teams: Collection[str], region: str, prices: Prices
) -> Iterator[Problem]:
    """Yield every problem of the settings for serving."""
    if len(serving.capacity) > MOST_CAPACITIES:
        yield Problem(
            path=f"{PATH}.capacity",
            given=f"{len(serving.capacity)} capacities",
            allowed=f"at most {MOST_CAPACITIES}",
        )
    yield from _quota_problems(serving)
    seen: set[tuple[str, str]] = set()
    for index, one in enumerate(serving.capacity):
        path = f"{PATH}.capacity[{index}]"
        yield from _alias_problems(path, one, teams, seen)
        yield from _model_problems(path, one, region)
        if one.kind is Kind.ON_DEMAND:
            yield from _on_demand_problems(path, one)
        else:
            yield from _provisioned_problems(path, one, prices, region)
        seen.add((one.team, one.alias))


def _quota_problems(serving: Serving) -> Iterator[Problem]:
    known = sorted(model.name for model in catalogue.models())
    for name in serving.quotas.model_units:
        if name not in known:
            yield Problem(
                path=f"{PATH}.quotas.model_units.{name}",
                given=shown(name),
                allowed=", ".join(known),
            )


def _alias_problems(
    path: str, one: Capacity, teams: Collection[str], seen: Collection[tuple[str, str]]
) -> Iterator[Problem]:
    if one.team not in teams:
        allowed = f"a team of the environment: {', '.join(sorted(teams)) or 'there is none'}"
        yield Problem(path=f"{path}.team", given=shown(one.team), allowed=allowed)
    if not names.ALIAS_PATTERN.fullmatch(one.alias) or len(one.alias) > names.LONGEST_ALIAS:
        allowed = f"lower-case words joined by hyphens, at most {names.LONGEST_ALIAS} characters"
        yield Problem(path=f"{path}.alias", given=shown(one.alias), allowed=allowed)
    if (one.team, one.alias) in seen:
        allowed = f"each alias of team {one.team} once"
        yield Problem(path=f"{path}.alias", given=shown(one.alias), allowed=allowed)


def _model_problems(path: str, one: Capacity, region: str) -> Iterator[Problem]:
    servable = _servable(one.kind, region)
    if one.priced_model not in servable:
        allowed = f"a model whose custom models are served {one.kind.value} in {region}: "
        yield Problem(
            path=f"{path}.model",
            given=shown(one.priced_model),
            allowed=allowed + (", ".join(servable) or "none"),
        )


def _servable(kind: Kind, region: str) -> list[str]:
    """Return the models that runs can tune and that are known to be served so."""
    found = []
    for model in catalogue.runnable(region):
        serving = model.serving
        way = serving.on_demand if kind is Kind.ON_DEMAND else serving.provisioned
        if way.offered and region in (way.regions or ()):
            found.append(model.name)
    return found


def _on_demand_problems(path: str, one: Capacity) -> Iterator[Problem]:
    for name, given in (("units", one.units), ("ceiling_usd", one.ceiling_usd)):
        if given is not None:
            allowed = "nothing: an on_demand deployment is paid by the token"
            yield Problem(path=f"{path}.{name}", given=str(given), allowed=allowed)
    if one.commitment is not Commitment.NONE:
        allowed = "none: only provisioned capacity has a term"
        yield Problem(path=f"{path}.commitment", given=shown(one.commitment), allowed=allowed)


def _provisioned_problems(
    path: str, one: Capacity, prices: Prices, region: str
) -> Iterator[Problem]:
    if one.commitment is not Commitment.NONE and not one.accept_commitment:
        allowed = (
            'none, or with "accept_commitment": true, because the term can\'t be ended early'
            " and renews itself"
        )
        yield Problem(path=f"{path}.commitment", given=shown(one.commitment), allowed=allowed)
    cost = _cost(one, prices, region)
    if cost is None:
        yield from _price_problem(path, one)
    yield from _ceiling_problem(path, one, cost)


def _price_problem(path: str, one: Capacity) -> Iterator[Problem]:
    if any(model.name == one.priced_model for model in catalogue.models()):
        term = TERMS[one.commitment]
        yield Problem(
            path=f"{path}.model",
            given=f"{one.priced_model}, whose price with {term.replace('_', ' ')} is not known",
            allowed="a model with a price: add "
            f"prices.{one.priced_model}.provisioned_usd_per_unit_hour.{term} to the environment",
        )


def _ceiling_problem(path: str, one: Capacity, cost: float | None) -> Iterator[Problem]:
    span = "the whole term" if one.commitment in TERM_HOURS else "a month"
    if one.ceiling_usd is None:
        cost_text = "" if cost is None else f"; it costs {cost:,.2f}"
        allowed = f"the most that {span} may cost in US dollars{cost_text}"
        yield Problem(path=f"{path}.ceiling_usd", given="nothing", allowed=allowed)
    elif cost is not None and one.ceiling_usd < cost:
        hours = TERM_HOURS.get(one.commitment, HOURS_A_MONTH)
        rate = cost / one.model_units / hours
        allowed = (
            f"at least {cost:,.2f}, what {span} costs: {one.model_units} x {hours} hours"
            f" x {rate:,.2f}"
        )
        yield Problem(path=f"{path}.ceiling_usd", given=f"{one.ceiling_usd:,.2f}", allowed=allowed)


def _cost(one: Capacity, prices: Prices, region: str) -> float | None:
    """Return what a month costs, or the whole term; None is unknown."""
    for model in catalogue.models():
        if model.name == one.priced_model:
            price = unit_hour_price(model, one.commitment, prices, region)
            hours = TERM_HOURS.get(one.commitment, HOURS_A_MONTH)
            return None if price is None else price * one.model_units * hours
    return None
