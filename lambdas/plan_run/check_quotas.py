"""What a run makes to serve its model, against what the account has and may have."""

from collections.abc import Sequence
from typing import NamedTuple

from lambdas.common.capacity import Capacity, base_of
from lambdas.common.figures import count
from lambdas.common.findings import Findings
from lambdas.contract.serving import Commitment, Kind
from lambdas.plan_run.choose_model import Tunable
from lambdas.plan_run.terms import ServingTerms

PATH = "$.deployment"

DEPLOYMENTS_QUOTA = "L-1EF80F3E"
CUSTOM_MODEL_UNITS_QUOTA = "L-BE77399C"
"""https://docs.aws.amazon.com/general/latest/gr/bedrock.html"""


class Made(NamedTuple):
    """Capacity that has to be made."""

    kind: Kind
    units: int = 0
    commitment: Commitment = Commitment.NONE


class Quota(NamedTuple):
    """How much there may be of something."""

    most: int
    what: str
    code: str
    setting: str
    """Where settings state a figure that AWS raised."""


def check_quotas(
    made: Sequence[Made],
    existing: Sequence[Capacity],
    tunable: Tunable,
    terms: ServingTerms,
    findings: Findings,
    *,
    on_demand_serves: bool,
) -> None:
    """Note what does not fit beside what exists. Whatever is listed counts, also what failed."""
    deployments = [one for one in made if one.kind is Kind.ON_DEMAND]
    if deployments:
        used = sum(one.kind is Kind.ON_DEMAND for one in existing)
        quota = Quota(
            terms.deployments_quota,
            "deployments of custom models",
            DEPLOYMENTS_QUOTA,
            "serving.quotas.deployments",
        )
        if (problem := _problem(len(deployments), used, "deployment", quota)) is not None:
            findings.add(PATH, *problem)
    for wanted, used, quota in _units(made, existing, tunable, terms):
        if (problem := _problem(wanted, used, "model unit", quota)) is not None:
            given, allowed = problem
            findings.add(PATH, given, allowed + _advice(tunable, on_demand_serves))


def _units(
    made: Sequence[Made], existing: Sequence[Capacity], tunable: Tunable, terms: ServingTerms
) -> list[tuple[int, int, Quota]]:
    """Return the model units wanted and in use for each of the two quotas that hold at once."""
    model, base = tunable.model, tunable.customization_id
    custom = [one for one in existing if base_of(one.model_arn)]
    free = Commitment.NONE
    return [
        (
            sum(one.units for one in made if one.commitment is free),
            sum(one.units for one in custom if one.commitment is free),
            Quota(
                terms.custom_model_units_quota,
                "units without a commitment across all custom models",
                CUSTOM_MODEL_UNITS_QUOTA,
                "serving.quotas.custom_model_units",
            ),
        ),
        (
            sum(one.units for one in made),
            sum(one.units for one in custom if base_of(one.model_arn) == base),
            Quota(
                terms.model_units_quotas.get(base, 0),
                f"units of {model.title}",
                model.serving.provisioned.model_units_quota or "without a known code",
                f"serving.quotas.model_units.{model.name}",
            ),
        ),
    ]


def _problem(wanted: int, used: int, noun: str, quota: Quota) -> tuple[str, str] | None:
    if not wanted or used + wanted <= quota.most:
        return None
    return (
        f"{count(wanted, f'more {noun}')} beside {used} in use",
        f"at most {quota.most} {quota.what} (Service Quotas {quota.code}; once AWS raised it, "
        f"state it in the environment's settings: {quota.setting})",
    )


def _advice(tunable: Tunable, on_demand_serves: bool) -> str:
    """Return what else there is: every account begins with no units at all."""
    offer = tunable.model.serving.provisioned
    default = offer.default_model_units
    words = "" if default is None else f"; accounts begin with {default}"
    words += f" ({offer.note})" if offer.note else ""
    return words + ("; on_demand serves it here and needs none" if on_demand_serves else "")
