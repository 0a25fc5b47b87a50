"""Which answers are none. AnswerBatch counts by it and ScoreEvaluation scores by it."""

from lambdas.contract.evaluation_steps import Answer

TRUNCATED = "max_tokens"
NOT_THE_MODELS_WORDS = frozenset(
    {
        "content_filtered",
        "guardrail_intervened",
        "malformed_model_output",
        "malformed_tool_use",
        "model_context_window_exceeded",
    }
)
"""Stop reasons of an answer that the service put in the model's place, or could not make out.
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html"""
EMPTY = "an empty answer"
EMPTY_AT_THE_LIMIT = "an empty answer at the token limit"
"""As of a model that used all of its tokens to reason."""


def failure_of(answer: Answer) -> str | None:
    """Return why an answer is none: an error, a refusal of the service, or no text."""
    if answer.error:
        return answer.error
    if answer.stop_reason in NOT_THE_MODELS_WORDS:
        return answer.stop_reason
    if answer.text.strip():
        return None
    return EMPTY_AT_THE_LIMIT if answer.stop_reason == TRUNCATED else EMPTY
