"""What the advice after training looks at."""

from dataclasses import dataclass

from lambdas import catalogue
from lambdas.contract.report import Training, Verdict, VerdictWord
from lambdas.contract.run import Plan

EPOCHS = "epochCount"
"""https://docs.aws.amazon.com/bedrock/latest/userguide/custom-models-hp.html"""


@dataclass(frozen=True)
class Situation:
    """A trained run, and what training it longer would cost."""

    plan: Plan
    training: Training
    verdict: Verdict

    @property
    def last_epoch(self) -> int:
        """How many epochs were trained."""
        return self.training.epochs[-1].epoch

    @property
    def still_falling(self) -> bool:
        """Whether the loss did not converge."""
        return self.verdict.word is VerdictWord.STILL_FALLING

    @property
    def epoch_usd(self) -> float | None:
        """Estimate of one epoch; None is unknown."""
        cost = self.plan.cost
        return None if cost.training_usd is None else cost.training_usd / cost.epochs

    @property
    def longer_run_usd(self) -> float | None:
        """Cautious bound of a run of one more epoch, as budgets are held against; None is unknown.

        It starts again at the base model, so all its epochs are paid.
        """
        cost = self.plan.cost
        if cost.cautious_total_usd is None or cost.cautious_training_usd is None:
            return None
        an_epoch = cost.cautious_training_usd / cost.epochs
        return cost.cautious_total_usd + an_epoch * (self.last_epoch + 1 - cost.epochs)

    @property
    def passes_budget(self) -> bool:
        """Whether one more epoch would; not where cost or budget is unknown."""
        budget = self.plan.cost.budget_usd
        return budget is not None and (self.longer_run_usd or 0) > budget

    @property
    def most_epochs(self) -> int | None:
        """The most that the model takes; None is unknown."""
        model = catalogue.find(self.plan.model.name)
        if not isinstance(model, catalogue.Model):
            return None
        offer = model.methods.get(catalogue.Method.FINE_TUNING)
        known = offer.hyperparameters.find(EPOCHS) if offer and offer.hyperparameters else None
        return None if known is None or known.max is None else int(known.max)
