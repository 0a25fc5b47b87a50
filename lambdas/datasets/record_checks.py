"""The check of one record, by the format that a model and method want."""

from collections.abc import Callable

from lambdas.catalogue.dataset import Dataset, Format
from lambdas.catalogue.model import Method
from lambdas.datasets.chats import AnthropicCheck, ChatCheck
from lambdas.datasets.converse import ConverseCheck
from lambdas.datasets.limits import Limits
from lambdas.datasets.prompts import CaptionCheck, PromptCheck, TextCheck
from lambdas.datasets.turns import wants_answer
from lambdas.datasets.verdict import RecordCheck

CHECKS: dict[Format, Callable[[Limits], RecordCheck]] = {
    Format.CONVERSE: ConverseCheck,
    Format.PROMPT_COMPLETION: PromptCheck,
    Format.ANTHROPIC_MESSAGES: AnthropicCheck,
    Format.IMAGE_CAPTION: CaptionCheck,
    Format.OPENAI_CHAT: ChatCheck,
    Format.TEXT: TextCheck,
}


def record_check(rules: Dataset, method: Method) -> RecordCheck:
    """Return what judges one line by the rules of a model and method."""
    limits = Limits(rules)
    if rules.format is Format.CONVERSE:
        return ConverseCheck(limits, wants_answer=wants_answer(method))
    return CHECKS[rules.format](limits)
