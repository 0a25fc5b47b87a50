"""What Bedrock offers: models, methods, regions, limits, ranges, prices; each with its source."""

from lambdas.catalogue.model import Method, Model
from lambdas.catalogue.runs import customization_ids, regions, run_offer, runnable
from lambdas.catalogue.shelf import CatalogueError, common, due_for_review, find, models

__all__ = [
    "CatalogueError",
    "Method",
    "Model",
    "common",
    "customization_ids",
    "due_for_review",
    "find",
    "models",
    "regions",
    "run_offer",
    "runnable",
]
