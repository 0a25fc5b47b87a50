"""The table of rules, the same as in docs/advice.md, which also tells why each of them holds."""

from collections.abc import Callable
from typing import NamedTuple

from lambdas.contract.advice import Recommendation
from lambdas.contract.request import Answers
from lambdas.plan_run import advice_from_answers as answers
from lambdas.plan_run import advice_from_data as data
from lambdas.plan_run.advice_facts import DataFacts


class Rule(NamedTuple):
    """When there is something to say, and what."""

    speaks_for: Recommendation | None
    """None: it is a warning, to know whatever is recommended."""
    when: str
    sentence: Callable[[Answers, DataFacts], str | None]
    """None where the rule does not speak."""

    @property
    def name(self) -> str:
        """What reasons and the documents call it."""
        return self.sentence.__name__


RETRIEVE, TUNE, NEITHER, WARNING = (
    Recommendation.RETRIEVE,
    Recommendation.FINE_TUNE,
    Recommendation.NEITHER,
    None,
)

RULES = (
    Rule(RETRIEVE, "`facts_change` is monthly, weekly or daily", answers.changing_facts),
    Rule(RETRIEVE, "`cite_sources` is true", answers.cited_sources),
    Rule(RETRIEVE, "`labels` is none", answers.answers_in_documents),
    Rule(RETRIEVE, "`tried` has fine_tuning", answers.tuning_fell_short),
    Rule(TUNE, "`facts_change` is never or yearly", answers.stable_facts),
    Rule(TUNE, "`labels` is many", answers.many_labels),
    Rule(TUNE, "`latency` is tight", answers.tight_latency),
    Rule(TUNE, "`tried` has prompting or examples_in_prompt", answers.prompting_fell_short),
    Rule(TUNE, "`tried` has retrieval", answers.retrieval_fell_short),
    Rule(NEITHER, "`tried` has neither prompting nor examples_in_prompt", answers.prompt_first),
    Rule(NEITHER, "`labels` is none", answers.nothing_to_copy),
    Rule(NEITHER, "fewer records than AWS recommends for the model", data.few_records),
    Rule(NEITHER, "the cautious bound of the run's cost is over the budget", data.over_budget),
    Rule(WARNING, "`labels` is few", answers.few_labels),
    Rule(WARNING, "`tried` has prompting, not examples_in_prompt", answers.untried_examples),
    Rule(WARNING, f"fewer than {data.SMALL_SET:,} records", data.small_set),
    Rule(WARNING, f"more than {data.LARGE_SET:,} records", data.large_set),
    Rule(WARNING, f"fewer than {data.SMALL_VALIDATION} held-out records", data.small_validation),
    Rule(
        WARNING,
        f"answers of at most {data.TINY_ANSWER_TOKENS} tokens a record, on average",
        data.tiny_answers,
    ),
    Rule(
        WARNING,
        f"answers of more than {data.LONG_ANSWER_TOKENS:,} tokens a record, on average",
        data.long_answers,
    ),
    Rule(
        WARNING,
        f"less than {data.SMALL_ANSWER_SHARE:.0%} of the text are answers",
        data.mostly_prompt,
    ),
    Rule(
        WARNING,
        "the mean record is over the model's limit by the cautious bound",
        data.long_records,
    ),
)
"""No rule speaks for both at once: that is what comes of one for each."""
