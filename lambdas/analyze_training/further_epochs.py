"""What to try when the loss still fell at the end: an epoch more, if budget and model allow it."""

from lambdas.analyze_training.situation import Situation
from lambdas.common.figures import count, usd
from lambdas.contract.report import Suggestion


def more_epochs(now: Situation) -> Suggestion | None:
    """Still falling, and neither budget nor model end it: go on."""
    if not now.still_falling or now.passes_budget or _at_the_most(now):
        return None
    return Suggestion(
        suggestion=f"Train for more than {count(now.last_epoch, 'epoch')}.",
        reason=f"{now.verdict.sentence} {cost_of_going_on(now)}",
    )


def not_within_budget(now: Situation) -> Suggestion | None:
    """Still falling, and one more epoch would pass the budget: the money goes further elsewhere."""
    if not now.still_falling or not now.passes_budget:
        return None
    return Suggestion(
        suggestion="The loss did not converge within the budget. If the answers rest on facts, put "
        "the facts in the prompt (retrieval); else try a smaller model, or fewer, curated records; "
        "or ask for a larger budget.",
        reason=f"{now.verdict.sentence} {cost_of_going_on(now)}",
    )


def not_within_epochs(now: Situation) -> Suggestion | None:
    """Still falling, and the model takes no more epochs: larger steps, or the records twice."""
    if not now.still_falling or now.passes_budget or not _at_the_most(now):
        return None
    return Suggestion(
        suggestion="Raise the learning rate, or write the records twice into the dataset, which "
        "AWS suggests for small ones; each copy is billed like an epoch.",
        reason=f"{now.verdict.sentence} {now.plan.model.title} takes at most "
        f"{count(now.last_epoch, 'epoch')}.",
    )


def cost_of_going_on(now: Situation) -> str:
    """Return what one more epoch costs, against the budget, in a sentence."""
    if now.epoch_usd is None:
        return "What one more epoch costs is not known: there is no price of training."
    budget, whole = now.plan.cost.budget_usd, now.longer_run_usd
    run = f"a run of {now.last_epoch + 1}"
    limit = "no budget is set" if budget is None else f"the budget is {usd(budget)}"
    cost = f"{run} may cost {usd(whole)} by the cautious bound"
    if whole is None:
        cost = f"what {run} costs in all is not known"
    return f"One more epoch costs an estimated {usd(now.epoch_usd)}; {cost}; {limit}."


def _at_the_most(now: Situation) -> bool:
    return now.most_epochs is not None and now.last_epoch >= now.most_epochs
