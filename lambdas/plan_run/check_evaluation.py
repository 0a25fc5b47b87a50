"""How a request wants its model evaluated, with the sets that it names."""

from typing import NamedTuple

import msgspec

from lambdas.catalogue import runs
from lambdas.catalogue.dataset import Format
from lambdas.catalogue.embedding import embedding_model
from lambdas.common.addresses import Place
from lambdas.common.figures import duration
from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket
from lambdas.contract.evaluation import EvaluationRequest, RetrievalArm
from lambdas.contract.request import FineTuningRequest
from lambdas.contract.run import EmbeddingPlan
from lambdas.contract.serving_request import NoDeployment
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.record_checks import record_check
from lambdas.evaluation.metrics import FITTING, choose_metrics, metric_problems
from lambdas.plan_run.check_overlap import check_overlap
from lambdas.plan_run.choose_model import Tunable
from lambdas.plan_run.datasets import ReadDataset, Source
from lambdas.plan_run.estimate_evaluation import Sets
from lambdas.plan_run.find_sets import PATH, REGRESSION, TEST, TEST_PATH, find_sets
from lambdas.plan_run.pace import EvaluationTerms, Load, Pace, pace_of
from lambdas.plan_run.read_sets import HeldOutSet, read_set

RETRIEVAL_PATH = f"{PATH}.retrieval"
HOURS_PATH = "$.deployment.hours_to_live"
HOUR = 3600

MOST_INDEXED_CHARACTERS = 20_000_000
"""Ours: similar training records are looked for in memory."""
MOST_EMBEDDED_RECORDS = 20_000
"""Ours: their vectors, of 512 numbers, take 41 MB of memory, and an hour at 600 a minute."""


class Learned(NamedTuple):
    """What the model learns from; None is nothing, or nothing that could be read."""

    training: ReadDataset | None
    validation: ReadDataset | None

    @property
    def sources(self) -> list[Source]:
        """Where it is."""
        return [one.source for one in self if one]


class Evaluation(NamedTuple):
    """How a model will be evaluated."""

    sets: Sets
    test: HeldOutSet
    regression: HeldOutSet | None
    base_model_id: str
    pace: Pace
    embedding: EmbeddingPlan | None = None
    """None: nothing is looked for by vectors."""


class EvaluationCheck:
    """Holds the evaluation that a request wants against everything that can be wrong with it."""

    def __init__(
        self, request: FineTuningRequest, tunable: Tunable, place: Place, terms: EvaluationTerms
    ) -> None:
        self._deployment = request.deployment
        self._rules = request.evaluation
        self._tunable = tunable
        self._place = place
        self._terms = terms

    def check(self, learned: Learned, bucket: Bucket, findings: Findings) -> Evaluation | None:
        """Return how the model will be evaluated; None if it won't, or a problem was noted."""
        rules, before = self._rules, findings.count
        if rules is None:
            return None
        base_model_id = self._tunable.model.ids.to_invoke
        self._check_sense(rules, learned, findings)
        test, regression = self._read(rules, learned, bucket, findings)
        held_out = [one for one in (test, regression) if one]
        check_overlap(held_out, learned.sources, bucket, findings)
        if findings.count > before or not (test and learned.training and base_model_id):
            return None
        other = regression.checked if regression else None
        sets = Sets(rules, test.checked, other, learned.training.checked)
        pace = self._pace(sets)
        self._check_time(pace, sets, findings)
        if findings.count > before:
            return None
        embedding = self._embedding() if sets.by_vectors else None
        return Evaluation(sets, test, regression, base_model_id, pace, embedding)

    def _check_sense(self, rules: EvaluationRequest, learned: Learned, findings: Findings) -> None:
        model = self._tunable.model
        if isinstance(self._deployment, NoDeployment):
            given = "an evaluation of a model that nothing serves"
            findings.add(PATH, given, "a deployment, for example on_demand with hours_to_live 0")
        if model.ids.to_invoke is None:
            given = f"{model.title}, which can't be asked before it is customized"
            findings.add(PATH, given, "null, or a base model that can be asked")
        for problem in metric_problems(rules, PATH):
            findings.note(problem)
        if rules.retrieval is None:
            return
        if learned.training:
            _check_index(rules.retrieval, learned.training.checked, findings)

    def _read(
        self, rules: EvaluationRequest, learned: Learned, bucket: Bucket, findings: Findings
    ) -> tuple[HeldOutSet | None, HeldOutSet | None]:
        # Every model answers Converse, whatever it is trained on.
        of_model = msgspec.structs.replace(self._tunable.dataset, format=Format.CONVERSE)
        check = record_check(of_model, runs.METHOD)
        required = {TEST: choose_metrics(rules).required}
        if rules.regression is not None:
            required[REGRESSION] = FITTING[rules.regression.task][:1]
        sources = find_sets(rules, learned.sources, self._place, bucket, findings)
        read = {
            field: read_set(source, bucket, check, required[field], findings)
            for field, source in sources.items()
        }
        return read.get(TEST), read.get(REGRESSION)

    def _pace(self, sets: Sets) -> Pace:
        sides = [sets.test.records, sets.test.records, sets.retrieval_records]
        sides += [sets.regression.records] * 2 if sets.regression else []
        load = Load(
            answers=sets.answers,
            records_a_side=tuple(sides),
            tokens_a_question=sets.tokens_a_question,
            max_answer_tokens=sets.rules.max_answer_tokens,
            embedded_texts=sets.embedded_texts,
        )
        return pace_of(load, self._tunable.model.serving.on_demand, self._terms)

    def _embedding(self) -> EmbeddingPlan:
        model = embedding_model()
        return EmbeddingPlan(
            model_id=model.model_id,
            dimensions=model.dimensions,
            requests_per_minute=self._terms.embeddings_a_minute,
        )

    def _check_time(self, pace: Pace, sets: Sets, findings: Findings) -> None:
        longest = self._terms.longest_seconds
        first = f"{sets.embedded_texts} embeddings and " if sets.embedded_texts else ""
        takes = f"{first}{sets.answers} answers can take {duration(pace.longest_seconds)}"
        if pace.longest_seconds > longest:
            allowed = f"at most {duration(longest)}: fewer records or shorter answers"
            findings.add(TEST_PATH, takes, allowed)
        if isinstance(self._deployment, NoDeployment):
            return
        hours = self._deployment.hours_to_live
        if hours and hours * HOUR < pace.longest_seconds:
            allowed = f"0, or as long as the evaluation can take: {takes}"
            findings.add(HOURS_PATH, f"{hours:g}", allowed)


def _check_index(rules: RetrievalArm, training: CheckedDataset, findings: Findings) -> None:
    """Note what is too much to look among."""
    if training.characters > MOST_INDEXED_CHARACTERS:
        given = f"retrieval from training data of {training.characters} characters"
        findings.add(RETRIEVAL_PATH, given, f"at most {MOST_INDEXED_CHARACTERS}")
    if rules.by == "embeddings" and training.records > MOST_EMBEDDED_RECORDS:
        given = f"embeddings of {training.records} training records"
        findings.add(f"{RETRIEVAL_PATH}.by", given, f"at most {MOST_EMBEDDED_RECORDS}, or bm25")
