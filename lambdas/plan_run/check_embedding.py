"""Whether the model that makes vectors answers, asked before anything is paid for.

An account that may not ask it, or a quota of 0, would else show after training and deploying.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.catalogue.embedding import embedding_model
from lambdas.common.embedding import embed
from lambdas.common.patience import BusyError, Patience

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

    from lambdas.common.findings import Findings
    from lambdas.contract.evaluation import EvaluationRequest

PATH = "$.evaluation.retrieval.by"
WORD = "kettle"
"""Ours, whatever the data are."""
TRIED_SECONDS = 60
"""Ours: a quota is by the minute, and another run may be using it."""

THROTTLED = "ThrottlingException"
BY_WORDS = "or bm25, which asks no model"
QUOTA = f"a quota of requests a minute (L-26C560CE of Service Quotas) that leaves room, {BY_WORDS}"
ALLOWED = {
    "AccessDeniedException": (
        "an account with access to it, and bedrock:InvokeModel on it for PlanRun and "
        f"PlanEvaluation, {BY_WORDS}"
    ),
    "ResourceNotFoundException": f"a model that Bedrock still has in this region, {BY_WORDS}",
    "ServiceQuotaExceededException": QUOTA,
    THROTTLED: QUOTA,
    "ValidationException": f"a model that Bedrock has in this region and account, {BY_WORDS}",
}
"""What helps, by the answer; of a word of ours, a refusal is about the model.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
"""


class StillThrottledError(Exception):
    """The time to ask is over, and every answer was that there were too many requests."""


def check_embedding(
    rules: EvaluationRequest | None, find_refusal: Callable[[], str | None], findings: Findings
) -> None:
    """Note a problem if similar records are to be found by vectors that nobody would make.

    Args:
        rules: How the model is to be evaluated.
        find_refusal: Asks the model, see below; called only if its vectors are wanted.
        findings: The problems so far.
    """
    if rules is None or rules.retrieval is None or rules.retrieval.by != "embeddings":
        return
    if code := find_refusal():
        given = f"embeddings; {embedding_model().title} ({embedding_model().model_id})"
        findings.add(PATH, f"{given} answers {code}", ALLOWED[code])


def find_refusal(runtime: BedrockRuntimeClient, patience: Patience) -> str | None:
    """Return the code with which the model refuses a word; None if it makes a vector of it.

    Raises:
        AccidentError: what it answers is no vector.
        ClientError: an accident; asking again may help.
        HTTPClientError: the same.
    """
    try:
        patience.attempt(lambda: _ask(runtime))
    except StillThrottledError:
        return THROTTLED
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in ALLOWED:
            raise
        return code
    return None


def _ask(runtime: BedrockRuntimeClient) -> None:
    model = embedding_model()
    try:
        embed(runtime, model.model_id, model.dimensions, WORD)
    except ClientError as error:
        if error.response["Error"]["Code"] == THROTTLED:
            raise BusyError from None
        raise
