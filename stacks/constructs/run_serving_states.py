"""The states of a run that serve its model."""

from aws_cdk import Duration
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract.aliases import AliasAction
from lambdas.contract.money import ApprovalReason
from stacks.constructs.lambda_state import lambda_state
from stacks.constructs.looking_state import deploying, looking_state, promoting, removing
from stacks.constructs.run_functions import RunFunctions
from stacks.serving_settings import Serving

REDRIVE_COUNT = "$states.context.Execution.RedriveCount"
REDRIVE_TIME = "$states.context.Execution.RedriveTime"
"""There only after a redrive.
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html"""
REDRIVES = {
    "redrive_count": f"{{% $exists({REDRIVE_COUNT}) ? {REDRIVE_COUNT} : 0 %}}",
    "redriven_at": f"{{% $exists({REDRIVE_TIME}) ? {REDRIVE_TIME} : null %}}",
}
"""By these a state that ensures something tells a new attempt from the old one."""

TERM_APPROVED = f"$approval != null and '{ApprovalReason.COMMITTED_TERM}' in $approval.reasons"


def deploy_model(scope: Construct, functions: RunFunctions, serving: Serving) -> tasks.LambdaInvoke:
    """Return the state that ends once the run's own capacity serves."""
    return looking_state(
        scope,
        "DeployModel",
        function=functions.deploy_model.function,
        payload={"plan": "{% $plan %}", "trained": "{% $trained %}", **REDRIVES},
        assign={"deployed": "{% $states.result.Payload %}"},
        looks=deploying(serving),
    )


def try_model(scope: Construct, functions: RunFunctions) -> tasks.LambdaInvoke:
    """Return the state that asks the deployed model one prompt."""
    return lambda_state(
        scope,
        "TryModel",
        function=functions.try_model.function,
        payload={"plan": "{% $plan %}", "deployed": "{% $deployed %}"},
        assign={"trial": "{% $states.result.Payload %}"},
    )


def promote_model(
    scope: Construct, functions: RunFunctions, serving: Serving
) -> tasks.LambdaInvoke:
    """Return the state that ends once the alias leads to the run's model."""
    return looking_state(
        scope,
        "PromoteModel",
        function=functions.promote_model.function,
        payload={
            "action": AliasAction.PROMOTE.value,
            "team": "{% $plan.run.team %}",
            "alias": "{% $plan.serving.alias %}",
            "execution_arn": "{% $states.context.Execution.Id %}",
            "model_arn": "{% $deployed.model_arn %}",
            "run_id": "{% $plan.run.run_id %}",
            "may_commit": f"{{% {TERM_APPROVED} %}}",
        },
        assign={"promotion": "{% $states.result.Payload %}"},
        looks=promoting(serving),
    )


def settle_deployment(
    scope: Construct, functions: RunFunctions, serving: Serving
) -> tasks.LambdaInvoke:
    """Return the state that retires the run's capacity or leaves it; the report passes through."""
    return looking_state(
        scope,
        "SettleDeployment",
        function=functions.settle_deployment.function,
        payload={
            "plan": "{% $plan %}",
            "deployed": "{% $deployed %}",
            "evaluation": "{% $evaluation %}",
        },
        assign={"settlement": "{% $states.result.Payload %}"},
        outputs="{% $states.input %}",
        looks=removing(serving),
    )


def longest_wait(functions: RunFunctions, serving: Serving) -> Duration:
    """Return how long these states can look, all together."""
    return (
        deploying(serving)
        .longest(functions.deploy_model.function)
        .plus(promoting(serving).longest(functions.promote_model.function))
        .plus(removing(serving).longest(functions.settle_deployment.function))
    )
