"""A request against everything that can be wrong with it: all problems, or none."""

from collections.abc import Sequence
from typing import NamedTuple

from lambdas.common.addresses import Place
from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket
from lambdas.contract import places
from lambdas.contract.request import FineTuningRequest
from lambdas.contract.run import Run
from lambdas.plan_run.check_counts import check_counts
from lambdas.plan_run.check_embedding import check_embedding
from lambdas.plan_run.check_evaluation import Evaluation, EvaluationCheck, Learned
from lambdas.plan_run.choose_hyperparameters import Chosen, choose_hyperparameters
from lambdas.plan_run.choose_model import Tunable, choose_model
from lambdas.plan_run.choose_serving import Serving, choose_serving
from lambdas.plan_run.datasets import ReadDataset, Source, find_datasets, read_dataset
from lambdas.plan_run.lifecycle import PATH as MODEL_PATH
from lambdas.plan_run.lineage import find_lineage
from lambdas.plan_run.parse_request import parse_request
from lambdas.plan_run.terms import Terms


class Checked(NamedTuple):
    """A request in which no problem was found."""

    request: FineTuningRequest
    tunable: Tunable
    chosen: Chosen
    training: ReadDataset
    validation: ReadDataset | None
    serving: Serving | None
    evaluation: Evaluation | None = None
    """None: nobody compares the model with its base."""


def check_request(value: object, run: Run, terms: Terms, data: Bucket) -> Checked:
    """Return the request with all that it names.

    Raises:
        InvalidRequestError: listing every problem of the request and its datasets.
    """
    findings = Findings()
    request = parse_request(value, findings)
    if request is None:
        raise findings.error()
    tunable = chosen = serving = None
    if not findings.at(MODEL_PATH):
        tunable = choose_model(request, terms, findings)
    if tunable:
        chosen = choose_hyperparameters(request.hyperparameters, tunable, findings)
        serving = choose_serving(request.deployment, tunable, run, terms, findings)
    place = Place(data.name, places.team_prefix(run.team))
    sources = find_datasets(request, data, place, findings)
    training, validation = _read(sources, tunable, data, place, findings)
    if training:
        training = _with_lineage(training, run, data, findings)
    evaluation = None
    if tunable:
        check = EvaluationCheck(request, tunable, place, terms.evaluation)
        evaluation = check.check(Learned(training, validation), data, findings)
        check_embedding(request.evaluation, terms.find_embedding_refusal, findings)
    if findings.count or not (tunable and chosen and training):
        raise findings.error()
    return Checked(request, tunable, chosen, training, validation, serving, evaluation)


def _read(
    sources: Sequence[Source],
    tunable: Tunable | None,
    data: Bucket,
    place: Place,
    findings: Findings,
) -> tuple[ReadDataset | None, ReadDataset | None]:
    if tunable is None:
        return None, None
    rules = tunable.dataset
    read = {source.field: read_dataset(source, data, place, rules, findings) for source in sources}
    training, validation = read.get("training"), read.get("validation")
    if training:
        check_counts(training.checked, validation.checked if validation else None, rules, findings)
    return training, validation


def _with_lineage(training: ReadDataset, run: Run, data: Bucket, findings: Findings) -> ReadDataset:
    source, checked = training.source, training.checked
    return training._replace(lineage=find_lineage(source.key, checked, run.team, data, findings))
