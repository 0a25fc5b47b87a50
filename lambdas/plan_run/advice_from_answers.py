"""What the team's answers say for and against fine-tuning; `RULES` tells when each speaks."""

from lambdas.common.figures import usd
from lambdas.contract.request import Answers
from lambdas.plan_run.advice_facts import DataFacts

RUNS_A_YEAR = {"monthly": 12, "weekly": 52, "daily": 365}
"""How often a model that holds the facts must be trained. What changes once a year or never can
stay in a model: that line is ours, AWS draws none."""

CHEAPER_WAYS = {"prompting": "prompting", "examples_in_prompt": "examples in the prompt"}


def changing_facts(answers: Answers, facts: DataFacts) -> str | None:
    """Training is too slow and too dear to follow facts."""
    runs = RUNS_A_YEAR.get(answers.facts_change or "")
    if runs is None:
        return None
    one = facts.cost.training_usd
    cost = "" if one is None else f", for an estimated {usd(runs * one)}"
    return (
        f"The facts change {answers.facts_change}: a model that holds them must be trained "
        f"{runs} times a year{cost}. Retrieved facts change with their document."
    )


def cited_sources(answers: Answers, _: DataFacts) -> str | None:
    """A tuned model does not know where its answer comes from."""
    if not answers.cite_sources:
        return None
    return (
        "Answers must name their source: a tuned model can't tell where it learned something, "
        "a retrieved passage has an address."
    )


def answers_in_documents(answers: Answers, _: DataFacts) -> str | None:
    """Retrieval needs documents where tuning needs answers."""
    if answers.labels != "none":
        return None
    return "There are no right answers by people to learn from; retrieval needs documents only."


def tuning_fell_short(answers: Answers, _: DataFacts) -> str | None:
    """More of what was not enough is rarely enough."""
    if "fine_tuning" not in (answers.tried or ()):
        return None
    return (
        "Fine-tuning was tried and was not enough: if what is missing is knowledge, more training "
        "does not bring it."
    )


def stable_facts(answers: Answers, _: DataFacts) -> str | None:
    """What is learned stays true."""
    if answers.facts_change not in {"never", "yearly"}:
        return None
    how = "never change" if answers.facts_change == "never" else "change about once a year"
    return f"The facts {how}: what the model learns stays true."


def many_labels(answers: Answers, _: DataFacts) -> str | None:
    """Fine-tuning learns from right answers."""
    if answers.labels != "many":
        return None
    return "There are right answers by people for hundreds of cases; tuning learns from those."


def tight_latency(answers: Answers, _: DataFacts) -> str | None:
    """A tuned small model needs neither a search nor a long prompt."""
    if answers.latency != "tight":
        return None
    return "Latency is tight: a tuned small model needs no search and no examples in its prompt."


def prompting_fell_short(answers: Answers, _: DataFacts) -> str | None:
    """The cheaper ways were gone first."""
    tried = [words for way, words in CHEAPER_WAYS.items() if way in (answers.tried or ())]
    if not tried:
        return None
    return f"What costs less was tried first and was not enough: {' and '.join(tried)}."


def retrieval_fell_short(answers: Answers, _: DataFacts) -> str | None:
    """What is missing is probably not the facts."""
    if "retrieval" not in (answers.tried or ()):
        return None
    return (
        "Retrieval was tried and was not enough: what is still missing is probably how to answer, "
        "which tuning teaches."
    )


def prompt_first(answers: Answers, _: DataFacts) -> str | None:
    """A better prompt needs no training."""
    if answers.tried is None or CHEAPER_WAYS.keys() & set(answers.tried):
        return None
    return (
        "Neither a better prompt nor examples in it were tried; AWS puts both before customizing "
        "a model (Well-Architected GENOPS05-BP01)."
    )


def nothing_to_copy(answers: Answers, _: DataFacts) -> str | None:
    """A model learns the answers it is shown, right or wrong."""
    if answers.labels != "none":
        return None
    return "Tuning copies the answers it is shown: here it would copy whatever wrote these records."


def few_labels(answers: Answers, _: DataFacts) -> str | None:
    """A small curated set often beats a large one."""
    if answers.labels != "few":
        return None
    return (
        "Right answers by people exist for some cases only: train on those. A small curated set "
        "often does better than a large one."
    )


def untried_examples(answers: Answers, _: DataFacts) -> str | None:
    """The last cheap thing to try."""
    tried = answers.tried or ()
    if "prompting" not in tried or "examples_in_prompt" in tried:
        return None
    return "Examples in the prompt were not tried: a few of the records can stand there untrained."
