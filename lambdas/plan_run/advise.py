"""Whether fine-tuning suits the case, before anything is paid. The advice never stops a run.

Each rule that speaks gives a reason for retrieving facts, for tuning, or against tuning for now.
Of these reasons the recommendation follows:

| a reason to retrieve | a reason to tune | a reason for neither | recommendation |
|----------------------|------------------|----------------------|----------------|
| yes                  | yes              | no                   | both           |
| yes                  | any              | any                  | retrieve       |
| no                   | any              | yes                  | neither        |
| no                   | any              | no                   | fine-tune      |

So a reason against holds whatever speaks for tuning, and never against retrieving; and where
nothing is known, the team is taken at its word, which asked for fine-tuning.
"""

from collections.abc import Iterable, Iterator

import msgspec

from lambdas.contract.advice import Advice, AdviceReason, Recommendation
from lambdas.contract.request import Answers
from lambdas.plan_run.advice_facts import DataFacts
from lambdas.plan_run.advice_rules import RULES

__all__ = ["DataFacts", "advise", "recommend"]

HEADLINES = {
    Recommendation.FINE_TUNE: "Fine-tune: there is reason to, and nothing known speaks against it.",
    Recommendation.RETRIEVE: "Retrieve instead: put the facts into the prompt, not into a model.",
    Recommendation.BOTH: "Both: retrieve the facts, and tune how the model answers.",
    Recommendation.NEITHER: "Not yet: a better prompt or better data comes first.",
}
NOTHING_KNOWN = "Fine-tune, as far as can be told: nothing known speaks for it or against it."

TELLING = {
    "facts_change": ("never", "daily"),
    "labels": ("many", "none"),
    "cite_sources": (True,),
    "latency": ("tight",),
    "tried": ([], ["prompting", "fine_tuning"]),
}
"""Of each question the answers that can change most; no other changes a recommendation that these
do not."""


def advise(answers: Answers, facts: DataFacts) -> Advice:
    """Return the advice that the answers and the data lead to, with what would change it."""
    reasons = _reasons(answers, facts)
    recommendation = recommend(reasons)
    return Advice(
        recommendation=recommendation,
        headline=HEADLINES[recommendation] if reasons else NOTHING_KNOWN,
        reasons=reasons,
        warnings=[*_warnings(answers, facts), *_unanswered(answers, facts)],
    )


def recommend(reasons: Iterable[AdviceReason]) -> Recommendation:
    """Return what follows from the reasons; the module's table tells how."""
    spoken = {reason.speaks_for for reason in reasons}
    if Recommendation.RETRIEVE in spoken:
        both = Recommendation.FINE_TUNE in spoken and Recommendation.NEITHER not in spoken
        return Recommendation.BOTH if both else Recommendation.RETRIEVE
    if Recommendation.NEITHER in spoken:
        return Recommendation.NEITHER
    return Recommendation.FINE_TUNE


def _reasons(answers: Answers, facts: DataFacts) -> list[AdviceReason]:
    return [
        AdviceReason(rule=rule.name, speaks_for=rule.speaks_for, sentence=sentence)
        for rule in RULES
        if rule.speaks_for is not None and (sentence := rule.sentence(answers, facts)) is not None
    ]


def _warnings(answers: Answers, facts: DataFacts) -> list[str]:
    return [
        sentence
        for rule in RULES
        if rule.speaks_for is None and (sentence := rule.sentence(answers, facts)) is not None
    ]


def _unanswered(answers: Answers, facts: DataFacts) -> Iterator[str]:
    """Yield which of the questions that were left open could change the recommendation."""
    now = recommend(_reasons(answers, facts))
    telling = [
        question
        for question, values in TELLING.items()
        if getattr(answers, question) is None
        and any(_answered(answers, question, value, facts) is not now for value in values)
    ]
    if telling:
        yield f"Not answered, and could change this advice: {', '.join(telling)}."


def _answered(answers: Answers, question: str, value: object, facts: DataFacts) -> Recommendation:
    return recommend(_reasons(msgspec.structs.replace(answers, **{question: value}), facts))
