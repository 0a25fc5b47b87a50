"""The model and method that data are for."""

from typing import NamedTuple

from cli.errors import UsageError
from lambdas import catalogue
from lambdas.catalogue.dataset import Dataset
from lambdas.catalogue.model import Method, Model
from lambdas.contract.problems import Problem


class Target(NamedTuple):
    """What the data are for. A model past its end has rules all the same."""

    model: Model
    method: Method
    rules: Dataset

    @property
    def title(self) -> str:
        """What the verdict calls it."""
        return f"{self.method} of {self.model.title}"


def find_target(model_name: str, method_name: str | None) -> Target:
    """Return the target with the rules for its data.

    Raises:
        UsageError: there is no such model, it is not offered for the method, or nobody here knows
            the rules.
    """
    model = catalogue.find(model_name)
    if isinstance(model, Problem):
        raise UsageError(f"--model: given {model.given}; allowed: {model.allowed}")
    method = _method(method_name, model)
    rules = model.methods[method].dataset
    if rules is None:
        raise UsageError(f"the catalogue has no rules for data of {method} of {model.title}")
    return Target(model, method, rules)


def _method(name: str | None, model: Model) -> Method:
    if name is None:
        return next(iter(sorted(model.methods, key=lambda one: one is not Method.FINE_TUNING)))
    # Only who asks for a method pays for this.
    from lambdas.catalogue.overview import LABELS

    wanted = _plain(name)
    for method in model.methods:
        if wanted in (_plain(method), _plain(LABELS[method])):
            return method
    offered = ", ".join(model.methods)
    raise UsageError(f"--method: given {name}; allowed for {model.title}: {offered}")


def _plain(name: str) -> str:
    """Return a method's name in one spelling: the API's words or those of `customize models`."""
    return name.upper().replace("-", "_").replace(" ", "_")
