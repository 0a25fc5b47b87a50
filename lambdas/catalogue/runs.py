"""What a run can tune in this version: fine-tuning by Bedrock's own API, on records that hold text.

Captioned images are billed by the image, at prices that nobody here knows, and make models that
answer no text; the other methods are kinds of requests that are not built.
"""

from lambdas.catalogue import shelf
from lambdas.catalogue.dataset import Format
from lambdas.catalogue.model import Api, Method, Model, Offer

METHOD = Method.FINE_TUNING
FORMATS = (Format.CONVERSE, Format.PROMPT_COMPLETION, Format.ANTHROPIC_MESSAGES)
"""Records that a run can train on; `customize data check` judges the other formats too."""


def run_offer(model: Model) -> Offer | None:
    """Return what a run can do with a model, whatever its region and state; None is nothing."""
    offer = model.methods.get(METHOD)
    if offer is None or offer.api is not Api.BEDROCK or model.ids.to_customize is None:
        return None
    if offer.dataset is None or offer.hyperparameters is None:
        return None
    return offer if offer.dataset.format in FORMATS else None


def runnable(region: str) -> list[Model]:
    """Return the models that runs can tune in a region, whatever state the catalogue has them in.

    States age; in a run Bedrock itself is asked, and has the last word.
    """
    found = [(model, run_offer(model)) for model in shelf.models()]
    return [model for model, offer in found if offer and region in (offer.regions or ())]


def customization_ids(region: str) -> frozenset[str]:
    """Return the ids of the models that runs can tune in a region."""
    return frozenset(str(model.ids.to_customize) for model in runnable(region))


def regions() -> frozenset[str]:
    """Return the regions where, to the catalogue's knowledge, a run can tune a model today."""
    active = [model for model in shelf.models() if model.lifecycle.takes_new_jobs]
    offers = [offer for model in active if (offer := run_offer(model))]
    return frozenset(region for offer in offers for region in offer.regions or ())
