"""What to try next: a small table of rules from the verdict and the numbers to suggestions."""

from collections.abc import Callable

from lambdas.analyze_training.further_epochs import (
    cost_of_going_on,
    more_epochs,
    not_within_budget,
    not_within_epochs,
)
from lambdas.analyze_training.situation import Situation
from lambdas.analyze_training.trend import relative, training_fall
from lambdas.common.figures import count, loss, percent, usd
from lambdas.contract.report import EpochLosses, Suggestion, Training, Verdict, VerdictWord
from lambdas.contract.run import Plan

LEARNED_LITTLE = 0.05
"""A training loss that fell by less has not learned the task: more of the same will not help."""

WIDE_GAP = 0.2
"""Validation loss this far above training loss: what was learned does not carry over."""


Rule = Callable[[Situation], Suggestion | None]


def lower_learning_rate(now: Situation) -> Suggestion | None:
    """Diverged: smaller steps are the first thing to try."""
    if now.verdict.word is not VerdictWord.DIVERGED:
        return None
    return Suggestion(
        suggestion="Lower the learning rate to a third, and look for records that contradict "
        "each other.",
        reason=now.verdict.sentence,
    )


def validation_data(now: Situation) -> Suggestion | None:
    """No validation loss at all: the next run should measure one."""
    if any(epoch.validation_measured for epoch in now.training.epochs):
        return None
    return Suggestion(
        suggestion="Add a validation dataset of held-out records.",
        reason=f"{count(now.plan.training.records, 'record')} were trained on and none was held "
        "out, so overfitting would not show.",
    )


def second_epoch(now: Situation) -> Suggestion | None:
    """One epoch: no trend can show."""
    if now.verdict.word is not VerdictWord.CANNOT_TELL or now.last_epoch > 1:
        return None
    return Suggestion(
        suggestion="Train for at least two epochs.",
        reason="One epoch gives one validation loss, and a trend takes two.",
    )


def fewer_epochs(now: Situation) -> Suggestion | None:
    """Converged or overfitting before the end: the rest was money for nothing."""
    stop = now.verdict.stop_epoch
    if stop is None or stop == now.last_epoch:
        return None
    spare = now.last_epoch - stop
    spent = "at an unknown price"
    if now.epoch_usd is not None:
        spent = f"and cost an estimated {usd(now.epoch_usd * spare)}"
    overfitted = now.verdict.word is VerdictWord.OVERFITTING
    effect = "raised the validation loss" if overfitted else "hardly changed the validation loss"
    return Suggestion(
        suggestion=f"Train for {count(stop, 'epoch')} instead of {now.last_epoch}.",
        reason=f"What followed epoch {stop} ({count(spare, 'epoch')}) {effect} {spent}.",
    )


def better_data(now: Situation) -> Suggestion | None:
    """A wide gap between training and validation loss: the records are too few or too noisy."""
    epoch = _good_epoch(now)
    if epoch is None or epoch.training_loss is None or epoch.validation_loss is None:
        return None
    gap = relative(epoch.validation_loss - epoch.training_loss, epoch.training_loss)
    if gap <= WIDE_GAP:
        return None
    return Suggestion(
        suggestion="Train on more or cleaner records.",
        reason=f"After epoch {epoch.epoch} validation loss ({loss(epoch.validation_loss)}) "
        f"is {percent(gap)} above training loss ({loss(epoch.training_loss)}): what was "
        f"learned from {count(now.plan.training.records, 'record')} does not carry over.",
    )


def retrieval(now: Situation) -> Suggestion | None:
    """The training loss hardly fell over several epochs: tuning does not teach this."""
    fall = training_fall(now.training)
    tried = now.last_epoch > 1 and now.verdict.word is not VerdictWord.DIVERGED
    if not tried or fall >= LEARNED_LITTLE:
        return None
    change = f"fell by {percent(fall)} only" if fall > 0 else "did not fall"
    return Suggestion(
        suggestion="If the answers rest on facts, put the facts in the prompt (retrieval) "
        "instead of tuning.",
        reason=f"Over {count(now.last_epoch, 'epoch')} training loss {change}; with less than "
        f"{percent(LEARNED_LITTLE)} the model has not taken up the task. {cost_of_going_on(now)}",
        unless_better=True,
    )


RULES: tuple[Rule, ...] = (
    lower_learning_rate,
    validation_data,
    second_epoch,
    more_epochs,
    not_within_budget,
    not_within_epochs,
    fewer_epochs,
    better_data,
    retrieval,
)
"""In the order in which to try them; each rule's docstring tells when it speaks."""


def advise(plan: Plan, training: Training, verdict: Verdict) -> list[Suggestion]:
    """Return what to try next, the first thing first."""
    now = Situation(plan, training, verdict)
    return [suggestion for rule in RULES if (suggestion := rule(now)) is not None]


def _good_epoch(now: Situation) -> EpochLosses | None:
    wanted = now.verdict.stop_epoch or now.last_epoch
    return next((epoch for epoch in now.training.epochs if epoch.epoch == wanted), None)
