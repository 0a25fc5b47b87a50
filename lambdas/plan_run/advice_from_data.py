"""What the data and their cost say about fine-tuning; `RULES` tells when each rule speaks.

What the check of the data warns of is not said again here.
"""

from lambdas.common.figures import count, percent, usd
from lambdas.contract.request import Answers
from lambdas.datasets.tokens import cautious_tokens
from lambdas.plan_run.advice_facts import DataFacts
from lambdas.plan_run.estimate_cost import MICRODOLLARS

SMALL_SET = 1_000
"""https://docs.aws.amazon.com/nova/latest/userguide/customize-fine-tune-hyperparameters.html"""

LARGE_SET = 10_000
"""Ours: AWS plans with "thousands to tens of thousands" of records a task for Nova, so from here
on it is the second.
https://docs.aws.amazon.com/nova/latest/userguide/nova-forge-sft.html"""

FIRST_SAMPLE = 1_000
"""Ours, after a study in which so many curated records did better than 52 times as many.
https://arxiv.org/abs/2305.11206"""

SMALL_VALIDATION = 100
"""Ours: with fewer records a validation loss is uncertain by more than the percent that tells a
falling one from a flat one."""

TINY_ANSWER_TOKENS = 2
"""Ours: a word or a label."""

LONG_ANSWER_TOKENS = 1_000
"""Ours: about two pages."""

SMALL_ANSWER_SHARE = 0.05
"""Ours: nineteen tokens in twenty are paid to be read."""


def few_records(_: Answers, facts: DataFacts) -> str | None:
    """So few can stand in the prompt."""
    wanted, have = facts.rules.recommended_records, facts.training.records
    if wanted is None or have >= wanted:
        return None
    return (
        f"{count(have, 'record')} to learn from, where AWS recommends {wanted:,} a task: put the "
        "best of them into the prompt as examples, and collect more."
    )


def over_budget(_: Answers, facts: DataFacts) -> str | None:
    """The budget says what the task is worth."""
    most, budget = facts.cost.cautious_total_usd, facts.cost.budget_usd
    if most is None or budget is None or round(most - budget, MICRODOLLARS) <= 0:
        return None
    return (
        f"The run may cost {usd(most)}, over its budget of {usd(budget)}: a smaller model, fewer "
        "epochs or a small curated set cost less, a better prompt or retrieval needs no training."
    )


def small_set(_: Answers, facts: DataFacts) -> str | None:
    """It is read too seldom to be learned, and soon known by heart."""
    if facts.training.records >= SMALL_SET:
        return None
    return (
        f"A small set ({count(facts.training.records, 'record')}): AWS advises more epochs below "
        f"{SMALL_SET:,} records, and such a set is soon known by heart. Watch the validation "
        f"loss; this run has {count(facts.cost.epochs, 'epoch')}."
    )


def large_set(_: Answers, facts: DataFacts) -> str | None:
    """It drives out what the model could do before."""
    records, whole = facts.training.records, facts.cost.training_usd
    if records <= LARGE_SET:
        return None
    costs = ""
    if whole is not None:
        costs = f", at an estimated {usd(whole * FIRST_SAMPLE / records)} instead of {usd(whole)}"
    return (
        f"A large set ({count(records, 'record')}): the longer a model is trained on one task, "
        f"the more it forgets of others. Try a curated sample of {FIRST_SAMPLE:,} first{costs}, "
        "and ask the tuned model other things as well."
    )


def small_validation(_: Answers, facts: DataFacts) -> str | None:
    """Its loss is too uncertain to compare epochs by."""
    held_out = facts.validation
    if held_out is None or held_out.records >= SMALL_VALIDATION:
        return None
    return (
        f"Only {count(held_out.records, 'held-out record')}: their loss is too uncertain to tell "
        "by a percent or two which epoch was the best."
    )


def tiny_answers(_: Answers, facts: DataFacts) -> str | None:
    """A loss tells little of labels."""
    tokens = facts.answer_tokens_a_record
    if tokens is None or tokens > TINY_ANSWER_TOKENS:
        return None
    return (
        "The answers are a word or two, like labels: judge by how many are right, not by the "
        "loss, and give every label enough records."
    )


def long_answers(_: Answers, facts: DataFacts) -> str | None:
    """Long answers hold facts, and facts are badly learned."""
    tokens = facts.answer_tokens_a_record
    if tokens is None or tokens <= LONG_ANSWER_TOKENS:
        return None
    return (
        f"The answers are long (about {tokens:,.0f} tokens a record): a model learns their form "
        "and hardly their facts, which it then makes up. Retrieve what must be right."
    )


def mostly_prompt(_: Answers, facts: DataFacts) -> str | None:
    """Every token is paid for, learned from or not."""
    share = facts.answer_share
    if share is None or share >= SMALL_ANSWER_SHARE:
        return None
    return (
        f"Only {percent(share)} of the text are answers, and all of it is paid for: a tuned model "
        "needs no long instructions, so shorten the prompts."
    )


def long_records(_: Answers, facts: DataFacts) -> str | None:
    """By the rule that counts more tokens the records are over the limit."""
    limit, training = facts.rules.max_tokens_per_record, facts.training
    if limit is None or not training.records:
        return None
    tokens = cautious_tokens(training.characters) / training.records
    if tokens <= limit:
        return None
    return (
        f"The mean record may have {tokens:,.0f} tokens by the cautious bound, over the model's "
        f"{limit:,}: Bedrock may refuse what passed here."
    )
