"""What the data are prepared for: the model's rules, and what the request wants of them."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from lambdas import catalogue
from lambdas.catalogue.dataset import Dataset, Format, Validation
from lambdas.catalogue.model import Method, Model
from lambdas.contract.preparation import (
    DEFAULT_SHARE,
    Fields,
    PreparationRequest,
)
from lambdas.contract.problems import Problem, shown
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.records import WITHOUT_SYSTEM


class Target(NamedTuple):
    """A model, a method, and the request as it is understood for them."""

    model: Model
    method: Method
    rules: Dataset
    request: PreparationRequest
    """With the validation share decided."""

    @property
    def wants_answers(self) -> bool:
        """Whether every record needs one: a distillation takes the teacher's."""
        return self.method is not Method.DISTILLATION and self.rules.format is not Format.TEXT

    @property
    def most_records(self) -> int | None:
        """The most records that are kept: the request's own limit and the model's."""
        limits = (self.request.max_records, self.rules.max_records, self.rules.max_training_records)
        return min((limit for limit in limits if limit is not None), default=None)


def choose_target(request: PreparationRequest) -> Target:
    """Return what to prepare for.

    Raises:
        RefusedError: with every problem of the request.
    """
    model = catalogue.find(request.model)
    if isinstance(model, Problem):
        raise RefusedError([model, *_own_problems(request)])
    method = next((one for one in model.methods if one == request.method), None)
    rules = model.methods[method].dataset if method else None
    if method is None or rules is None:
        offered = [name for name, offer in model.methods.items() if offer.dataset]
        allowed = f"for {model.title}: {', '.join(offered) or 'nothing; no rules are known'}"
        problem = Problem(path="$.method", given=shown(request.method), allowed=allowed)
        raise RefusedError([problem, *_own_problems(request)])
    if problems := [*_own_problems(request), *_problems(request, rules)]:
        raise RefusedError(problems)
    share = _validation_share(request, rules)
    return Target(model, method, rules, msgspec.structs.replace(request, validation_share=share))


def _validation_share(request: PreparationRequest, rules: Dataset) -> float:
    if request.validation_share is not None:
        return request.validation_share
    return 0 if rules.validation is Validation.UNSUPPORTED else DEFAULT_SHARE


def _own_problems(request: PreparationRequest) -> Iterator[Problem]:
    least, most = request.min_answer_characters, request.max_answer_characters
    if most is not None and most < least:
        yield Problem(
            path="$.max_answer_characters",
            given=shown(most),
            allowed=f"at least min_answer_characters, {least}",
        )
    if duplicated := {address for address in request.sources if request.sources.count(address) > 1}:
        given = ", ".join(sorted(duplicated))
        yield Problem(path="$.sources", given=f"{given} twice", allowed="every source once")
    if not _fields_fit(request.fields):
        yield Problem(
            path="$.fields",
            given="neither a prompt nor a text, or both",
            allowed="prompt, with answer, context and system if there are; or text alone",
        )


def _fields_fit(fields: Fields) -> bool:
    others = (fields.prompt, fields.context, fields.answer, fields.system)
    if fields.text is not None:
        return not any(others)
    return fields.prompt is not None or not any(others)


def _problems(request: PreparationRequest, rules: Dataset) -> Iterator[Problem]:
    if request.system_prompt is not None and rules.format in WITHOUT_SYSTEM:
        yield Problem(
            path="$.system_prompt",
            given="a system prompt",
            allowed=f"null; records of the format {rules.format} have no place for it",
        )
    if request.validation_share and rules.validation is Validation.UNSUPPORTED:
        yield Problem(
            path="$.validation_share",
            given=shown(request.validation_share),
            allowed="0; this model and method take no validation records",
        )
