"""One question to a model: an answer, an error that stays with the record, or another try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.common.patience import judged
from lambdas.contract.errors import DeploymentGoneError
from lambdas.contract.evaluation_steps import Answer, Question

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_bedrock_runtime.type_defs import ConverseResponseTypeDef, MessageTypeDef

GONE = "ResourceNotFoundException"
REFUSED = frozenset({"ValidationException"})
"""This question can't be answered, however often it is asked."""


class Model:
    """A model that is asked.

    Errors are told by their code alone: their words may quote the question.
    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
    """

    def __init__(self, runtime: BedrockRuntimeClient, model_id: str, max_tokens: int) -> None:
        self._runtime = runtime
        self._model_id = model_id
        self._max_tokens = max_tokens

    def ask(self, question: Question) -> Answer:
        """Return the answer, or that the model refuses this question.

        Raises:
            AccidentError: something went wrong.
            BusyError: the model takes no question now.
            DeploymentGoneError: nothing is there to answer.
        """
        try:
            with judged():
                return _answer(question, self._converse(question))
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == GONE:
                raise DeploymentGoneError(f"{self._model_id} is gone") from None
            if code not in REFUSED:
                raise
            return Answer(id=question.id, error=code)

    def _converse(self, question: Question) -> ConverseResponseTypeDef:
        system = [{"text": block.text} for block in question.system]
        return self._runtime.converse(
            modelId=self._model_id,
            messages=_messages(question),
            inferenceConfig={"maxTokens": self._max_tokens, "temperature": 0},
            **({"system": system} if system else {}),  # type: ignore[arg-type]
        )


def _messages(question: Question) -> list[MessageTypeDef]:
    return [
        {"role": turn.role, "content": [{"text": block.text} for block in turn.content]}
        for turn in question.turns
    ]


def _answer(question: Question, found: ConverseResponseTypeDef) -> Answer:
    blocks = found["output"]["message"]["content"]
    return Answer(
        id=question.id,
        text=_writable("".join(block.get("text", "") for block in blocks)),
        stop_reason=found["stopReason"],
        input_tokens=found["usage"]["inputTokens"],
        output_tokens=found["usage"]["outputTokens"],
    )


def _writable(text: str) -> str:
    """Return a text in which halves of a character that belong together are one, others a mark.

    JSON can tell of half a character, as of an answer that was cut within it, and UTF-8 can't.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
