"""The functions of a run, each with exactly the rights of its state."""

import json

import msgspec
from aws_cdk import Duration
from constructs import Construct

from lambdas.contract import layers
from stacks.constructs import (
    approval_functions,
    capacity_rights,
    evaluation_functions,
    rights,
    run_serving_functions,
    serving_variables,
    training_functions,
)
from stacks.constructs.function import Function
from stacks.constructs.price_keeper_role import read_prices
from stacks.constructs.run_resources import RunResources
from stacks.constructs.run_serving_functions import LONGEST_CALL
from stacks.constructs.worker import worker
from stacks.settings import Settings

LONGEST_DATASET = Duration.minutes(15)
"""How long reading a dataset may take: Lambda's own limit."""
LONGEST_ANSWER = Duration.minutes(2)
"""How long a model may take to answer, asked again while it wakes up."""
CHART_MEMORY_MB = 1024


class RunFunctions(Construct):
    """The function of each state of a run, and AnswerTraining, which wakes it."""

    def __init__(self, scope: Construct, construct_id: str, *, resources: RunResources) -> None:
        super().__init__(scope, construct_id)
        self._resources = resources
        self.plan_run = self._plan_run()
        self.request_approval = approval_functions.request_approval(self, resources)
        self.train_model = training_functions.train_model(self, resources)
        self.answer_training = training_functions.answer_training(self, resources)
        self.analyze_training = self._analyze_training()
        self.deploy_model = run_serving_functions.deploy_model(self, resources)
        self.try_model = self._try_model()
        self.plan_evaluation = evaluation_functions.plan_evaluation(self, resources)
        self.answer_batch = evaluation_functions.answer_batch(self, resources)
        self.score_evaluation = evaluation_functions.score_evaluation(self, resources)
        self.promote_model = run_serving_functions.promote_model(self, resources)
        self.settle_deployment = run_serving_functions.settle_deployment(self, resources)
        self.write_report = self._write_report()

    @property
    def longest_create(self) -> Duration:
        """How long a call that creates something can go on after nobody waits for it any more."""
        return max(
            (self.train_model.timeout, self.deploy_model.timeout), key=lambda t: t.to_seconds()
        )

    def _plan_run(self) -> Function:
        r = self._resources
        evaluation = r.settings.evaluation
        return worker(
            self,
            "PlanRun",
            r,
            {
                "DATA_BUCKET_NAME": r.data.bucket_name,
                "EMBEDDING_PRICE": json.dumps(msgspec.to_builtins(r.settings.embedding_price)),
                "EMBEDDING_REQUESTS_PER_MINUTE": str(evaluation.embedding_requests_per_minute),
                "ENVIRONMENT_NAME": r.environment,
                "EVALUATION_CONCURRENCY": str(evaluation.concurrency),
                "LONGEST_EVALUATION_SECONDS": str(evaluation.longest_hours * 3600),
                "PRICE_OVERRIDES": _prices(r.settings),
                "TEAM_BUDGETS_USD": _budgets(r.settings),
                **serving_variables.capacity_and_quotas(r.settings.serving),
            },
            statements=[
                capacity_rights.count(),
                rights.read_base_models(r.settings.region),
                evaluation_functions.embed_texts(),
                *read_prices(r.artifacts, r.data_key),
            ],
            timeout=LONGEST_DATASET,
            memory_mb=evaluation_functions.ONE_CPU_MB,
            layer_names=(layers.BASE, layers.DATA, layers.EVALUATION),
        )

    def _analyze_training(self) -> Function:
        return worker(self, "AnalyzeTraining", self._resources, {}, timeout=LONGEST_CALL)

    def _try_model(self) -> Function:
        r = self._resources
        return worker(
            self,
            "TryModel",
            r,
            {"DATA_BUCKET_NAME": r.data.bucket_name},
            statements=[
                capacity_rights.ask(r.environment),
                capacity_rights.decrypt_models(r.data_key),
            ],
            timeout=LONGEST_ANSWER,
        )

    def _write_report(self) -> Function:
        return worker(
            self,
            "WriteReport",
            self._resources,
            {},
            timeout=Duration.minutes(2),
            memory_mb=CHART_MEMORY_MB,
            layer_names=(layers.BASE, layers.REPORT),
        )


def _prices(settings: Settings) -> str:
    return json.dumps(msgspec.to_builtins(settings.prices), sort_keys=True)


def _budgets(settings: Settings) -> str:
    return json.dumps(
        {team.name: team.budget_usd for team in settings.teams if team.budget_usd is not None}
    )
