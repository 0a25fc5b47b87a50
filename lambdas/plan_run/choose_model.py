"""The base model a request names, and whether a fine-tuning job can start on it here."""

from typing import NamedTuple

from lambdas import catalogue
from lambdas.catalogue.dataset import Dataset, Validation
from lambdas.catalogue.hyperparameters import Hyperparameters
from lambdas.catalogue.model import Api, Method, Model, Offer
from lambdas.catalogue.runs import FORMATS
from lambdas.common.findings import Findings
from lambdas.common.foundation_models import Life
from lambdas.contract.problems import Problem, shown
from lambdas.contract.request import FineTuningRequest
from lambdas.plan_run.lifecycle import PATH, check_catalogued_life, check_life
from lambdas.plan_run.terms import Terms


class Tunable(NamedTuple):
    """A model with everything that fine-tuning it needs to know."""

    model: Model
    customization_id: str
    dataset: Dataset
    hyperparameters: Hyperparameters
    life: Life | None = None
    """As Bedrock told it; None if it was not asked, or does not have the model."""


def choose_model(request: FineTuningRequest, terms: Terms, findings: Findings) -> Tunable | None:
    """Return the model to tune; None if it is unknown or fine-tuning is not offered for it.

    A model that can't be tuned in this region, in this version or at this time is returned all
    the same, with a problem noted: its rules still tell what is wrong with the rest of the request.
    """
    model = catalogue.find(request.model)
    if isinstance(model, Problem):
        findings.note(model)
        return None
    offer = model.methods.get(Method.FINE_TUNING)
    tunable = _tunable(model, offer) if offer else None
    if offer is None or tunable is None:
        methods = ", ".join(model.methods)
        findings.add(PATH, shown(request.model), f"a model for FINE_TUNING; it offers {methods}")
        return None
    _check_region(model, offer, terms.region, findings)
    _check_format(tunable, findings)
    _check_validation(tunable, request, findings)
    return tunable._replace(life=_look_up_life(tunable, terms, findings))


def _tunable(model: Model, offer: Offer) -> Tunable | None:
    customization_id = model.ids.to_customize
    if not (customization_id and offer.dataset and offer.hyperparameters):
        return None
    if offer.api is not Api.BEDROCK:
        return None
    return Tunable(model, customization_id, offer.dataset, offer.hyperparameters)


def _look_up_life(tunable: Tunable, terms: Terms, findings: Findings) -> Life | None:
    """Ask Bedrock, but only for a model that a run could tune here: it may read no other."""
    if findings.at(PATH):
        check_catalogued_life(tunable.model, findings)
        return None
    life = terms.find_life(tunable.customization_id)
    check_life(tunable.model, life, terms.region, findings)
    return life


def _check_region(model: Model, offer: Offer, region: str, findings: Findings) -> None:
    regions = offer.regions or ()
    if region not in regions:
        where = ", ".join(regions) or "no region that is known"
        findings.add(
            PATH, f"{model.title} in {region}", f"in {region}, a model offered there; this: {where}"
        )


def _check_validation(tunable: Tunable, request: FineTuningRequest, findings: Findings) -> None:
    if tunable.dataset.validation is Validation.UNSUPPORTED and request.validation is not None:
        findings.add(
            "$.validation",
            shown(request.validation),
            f"null; {tunable.model.title} takes no validation data",
        )


def _check_format(tunable: Tunable, findings: Findings) -> None:
    if tunable.dataset.format not in FORMATS:
        built = ", ".join(FORMATS)
        findings.add(
            PATH,
            f"{tunable.model.title}, whose records are {tunable.dataset.format}: running it is not "
            "built; `customize data check` judges its data",
            f"a model with records of a format that runs train on: {built}",
        )
