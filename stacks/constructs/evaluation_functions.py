"""The functions of a run that judge its model: plan what is asked, answer it, score the answers."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from lambdas import catalogue
from lambdas.catalogue.embedding import embedding_model
from lambdas.contract import layers
from lambdas.contract.evaluation_steps import LONGEST_ANSWER_SECONDS
from stacks.constructs import capacity_rights
from stacks.constructs.function import Function
from stacks.constructs.managed_role import allow
from stacks.constructs.run_resources import RunResources
from stacks.constructs.worker import worker
from stacks.waiting_settings import EMBEDDING_SECONDS

LONGEST_CALL = Duration.minutes(15)
"""Lambda's own limit."""
MARGIN_SECONDS = 30
"""To read the questions and to write the answers."""
ONE_CPU_MB = 1769
"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""
SCORING_LAYERS = (layers.BASE, layers.EVALUATION)


def plan_evaluation(scope: Construct, r: RunResources) -> Function:
    """Make the function that writes down what is asked; it looks for similar training records."""
    return worker(
        scope,
        "PlanEvaluation",
        r,
        {
            "DATA_BUCKET_NAME": r.data.bucket_name,
            "EMBED_SECONDS": str(EMBEDDING_SECONDS),
        },
        statements=[embed_texts()],
        timeout=LONGEST_CALL,
        memory_mb=ONE_CPU_MB,
        layer_names=SCORING_LAYERS,
    )


def answer_batch(scope: Construct, r: RunResources) -> Function:
    """Make the function that asks: what serves this environment's models, and their bases."""
    longest = LONGEST_CALL.to_seconds() - LONGEST_ANSWER_SECONDS - MARGIN_SECONDS
    return worker(
        scope,
        "AnswerBatch",
        r,
        {"ANSWER_SECONDS": f"{longest:.0f}"},
        statements=[
            capacity_rights.ask(r.environment),
            capacity_rights.decrypt_models(r.data_key),
            _ask_bases(r.settings.region),
        ],
        timeout=LONGEST_CALL,
    )


def score_evaluation(scope: Construct, r: RunResources) -> Function:
    """Make the function that holds all answers against their references."""
    return worker(
        scope,
        "ScoreEvaluation",
        r,
        {"DATA_BUCKET_NAME": r.data.bucket_name},
        timeout=LONGEST_CALL,
        memory_mb=ONE_CPU_MB,
        layer_names=SCORING_LAYERS,
    )


def embed_texts() -> iam.PolicyStatement:
    """Allow asking the one model that makes vectors of texts."""
    return allow("EmbedTexts", ["bedrock:InvokeModel"], [_base(embedding_model().model_id)])


def _ask_bases(region: str) -> iam.PolicyStatement:
    """Allow asking the base models that runs can tune; they belong to no account."""
    asked = {model.ids.to_invoke for model in catalogue.runnable(region) if model.ids.to_invoke}
    return allow("AskBaseModels", ["bedrock:InvokeModel"], list(map(_base, sorted(asked))))


def _base(model_id: str) -> str:
    return f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}::foundation-model/{model_id}"
