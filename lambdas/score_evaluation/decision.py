"""What becomes of the model, by the verdict and by what the request wants."""

from lambdas.contract.evaluation import Choice, Verdict
from lambdas.contract.evaluation_result import Decision
from lambdas.contract.run import Plan


def decide_on_model(verdict: Verdict, plan: Plan) -> Decision:
    """Return what follows from a verdict."""
    if verdict.choice is Choice.NOT_BETTER:
        return Decision.RETIRE
    if verdict.choice is Choice.INCONCLUSIVE:
        return Decision.UNDECIDED
    return Decision.PROMOTE if plan.serving and plan.serving.alias else Decision.KEEP


def headline_of(verdict: Verdict, decision: Decision, plan: Plan) -> str:
    """Return verdict and decision in words."""
    alias = plan.serving.alias if plan.serving else None
    follows = {
        Decision.PROMOTE: f"Alias {alias} is moved to it.",
        Decision.KEEP: "What serves it stays as long as the request wants.",
        Decision.RETIRE: "What serves it is removed; the model stays.",
        Decision.UNDECIDED: "No alias is moved; what serves it stays as long as the request wants.",
    }
    return f"{verdict.sentence} {follows[decision]}"
