"""How a request wants its model served, against what the catalogue and the settings offer."""

from typing import NamedTuple

from lambdas.catalogue.model import Model
from lambdas.catalogue.serving import OnDemand, Provisioned
from lambdas.common.findings import Findings
from lambdas.contract.problems import shown
from lambdas.contract.run import Run
from lambdas.contract.serving import DeclaredCapacity, Kind
from lambdas.contract.serving_request import (
    DeploymentRequest,
    NoDeployment,
    OnDemandDeployment,
    ProvisionedDeployment,
)
from lambdas.plan_run.alias_capacity import beside, stands
from lambdas.plan_run.check_quotas import PATH, Made, check_quotas
from lambdas.plan_run.choose_model import Tunable
from lambdas.plan_run.terms import Terms

ALIAS_PATH = f"{PATH}.alias"


class Serving(NamedTuple):
    """How a run's model will be served."""

    asked: OnDemandDeployment | ProvisionedDeployment
    own: Made
    """The run's own capacity."""
    alias: DeclaredCapacity | None
    """The capacity behind the alias that is moved to the model."""
    makes_alias_capacity: bool
    """Whether that capacity, for a model of this base, is still to be made."""
    on_demand_serves: bool
    """Whether a deployment that is paid by the token would do."""


def choose_serving(
    deployment: DeploymentRequest, tunable: Tunable, run: Run, terms: Terms, findings: Findings
) -> Serving | None:
    """Return how the model will be served; None if nothing is to serve it.

    The account's capacity is listed only if a request wants some.
    """
    if isinstance(deployment, NoDeployment):
        return None
    own = Made(Kind.ON_DEMAND)
    if isinstance(deployment, ProvisionedDeployment):
        own = Made(Kind.PROVISIONED, deployment.units)
    _check_offer(own.kind, PATH, tunable.model, terms, findings)
    alias = _alias(deployment.alias, tunable.model, run, terms, findings)
    on_demand_serves = refusal(Kind.ON_DEMAND, tunable.model, terms) is None
    kinds = {own.kind} | ({alias.kind} if alias else set())
    existing = [one for kind in sorted(kinds) for one in terms.serving.list_capacity(kind)]
    made = [own]
    if alias and not stands(alias, run.environment, tunable.customization_id, existing):
        made.append(Made(alias.kind, alias.units, alias.commitment))
        existing = beside(alias, run.environment, existing)
    check_quotas(
        made, existing, tunable, terms.serving, findings, on_demand_serves=on_demand_serves
    )
    return Serving(deployment, own, alias, len(made) > 1, on_demand_serves)


def refusal(kind: Kind, model: Model, terms: Terms) -> tuple[str, str] | None:
    """Return what stands against serving a model this way, and what is allowed; None is nothing."""
    offers: dict[Kind, OnDemand | Provisioned] = {
        Kind.ON_DEMAND: model.serving.on_demand,
        Kind.PROVISIONED: model.serving.provisioned,
    }
    offer = offers[kind]
    if not offer.offered:
        others = [str(one) for one, other in offers.items() if other.offered] or ["none"]
        return f"{kind} for {model.title}", f"{', '.join(others)}; it is not served otherwise"
    if terms.region not in (offer.regions or ()):
        where = ", ".join(offer.regions or ()) or "no region that is known"
        return f"{kind} for {model.title} in {terms.region}", f"where it is served so: {where}"
    since = model.serving.on_demand.customized_since if kind is Kind.ON_DEMAND else None
    if since is not None and terms.today < since:
        return f"{kind} for a model of {terms.today}", f"a model customized on {since} or later"
    return None


def _check_offer(kind: Kind, path: str, model: Model, terms: Terms, findings: Findings) -> None:
    refused = refusal(kind, model, terms)
    if refused is None:
        return
    given, allowed = refused
    if kind is Kind.PROVISIONED and refusal(Kind.ON_DEMAND, model, terms) is None:
        allowed += f"; {Kind.ON_DEMAND} serves it here, and costs nothing while idle"
    findings.add(path, given, allowed)


def _alias(
    name: str | None, model: Model, run: Run, terms: Terms, findings: Findings
) -> DeclaredCapacity | None:
    """Return the capacity behind an alias, after noting what does not fit the model."""
    if name is None:
        return None
    of_team = {one.alias: one for one in terms.serving.declared if one.team == run.team}
    declared = of_team.get(name)
    if declared is None:
        aliases = ", ".join(sorted(of_team)) or "null: the team has no alias"
        where = "aliases are declared in the environment's settings (serving.capacity)"
        findings.add(ALIAS_PATH, shown(name), f"{aliases}; {where}")
        return None
    _check_offer(declared.kind, ALIAS_PATH, model, terms, findings)
    if declared.base not in ("", model.ids.to_customize):
        findings.add(
            ALIAS_PATH,
            f"{shown(name)}, which is declared for {declared.base}",
            f"an alias for {model.title}; what a unit costs depends on the base",
        )
    return declared
