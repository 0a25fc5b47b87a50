"""The states of a run that ask for its approval: its approvers are told, then the run waits."""

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract import names
from stacks.constructs import callback_task
from stacks.constructs.notify_state import APPROVALS, publish_state
from stacks.waiting_settings import Approvals, approval_looks


def tell_approvers(
    scope: Construct, *, topic: sns.ITopic, environment: str, approvals: Approvals
) -> tasks.SnsPublish:
    """Return the state that tells whose plan waits, why, and how to see it; never the token."""
    hours = approvals.hours_to_answer
    see = f"customize plan ' & $plan.run.run_id & ' --environment {environment}"
    return publish_state(
        scope,
        "TellApprovers",
        topic=topic,
        subject="{% 'To approve: run ' & $plan.run.run_id %}",
        message="{% 'Run ' & $plan.run.run_id & ' waits for an approval, and makes nothing before"
        " it has one:\\n- ' & $join($plan.approval.sentences, '\\n- ') & '\\n\\nSee the whole plan,"
        f" and how to answer it: {see}\\nIt can be answered for {hours} hours; after that the run"
        " ends.' %}",
        audience=f"$plan.run.team & '{APPROVALS}'",
    )


def request_approval(
    scope: Construct, *, function: lambda_.IFunction, approvals: Approvals
) -> tasks.LambdaInvoke:
    """Return the state that ends once somebody approved the plan."""
    state = callback_task.callback_task(
        scope,
        names.REQUEST_APPROVAL,
        state_name=names.REQUEST_APPROVAL,
        function=function,
        payload={
            "plan": "{% $plan %}",
            "execution_arn": "{% $states.context.Execution.Id %}",
        },
        assign={"approval": "{% $states.result %}"},
        sweep_seconds=approvals.sweep_seconds,
    )
    callback_task.retry_nothing_permanent(state)
    callback_task.sweep(state, approval_looks(approvals))
    callback_task.retry_the_unforeseen(state)
    return state


def longest_wait(approvals: Approvals) -> Duration:
    """Return how long the run can wait: every look, and the second between two."""
    return Duration.seconds((approval_looks(approvals) + 1) * (approvals.sweep_seconds + 1))
