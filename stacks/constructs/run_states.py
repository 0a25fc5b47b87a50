"""The states that every run goes through, whatever else it asks for."""

from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.serving import Settled
from stacks.constructs.bedrock_job_state import BedrockJobState
from stacks.constructs.lambda_state import lambda_state
from stacks.constructs.run_functions import RunFunctions
from stacks.constructs.run_serving_states import REDRIVES
from stacks.waiting_settings import Jobs

SERVES_ON = f"$settlement != null and $settlement.outcome != '{Settled.RETIRED}'"
NOT_DONE = ("approval", "deployed", "trial", "evaluation", "promotion", "settlement")
"""Variables of what a run may leave out."""


def plan_run(scope: Construct, functions: RunFunctions) -> tasks.LambdaInvoke:
    """Return the state that reads the request and says what the run will do."""
    return lambda_state(
        scope,
        "PlanRun",
        function=functions.plan_run.function,
        payload={
            "run_id": "{% $states.context.Execution.Name %}",
            "team": "{% $states.input.team %}",
            "request": "{% $exists($states.input.request) ? $states.input.request : null %}",
        },
        # What a run doesn't do is null: a variable that was never assigned fails the run.
        assign={
            "plan": "{% $states.result.Payload %}",
            **dict.fromkeys(NOT_DONE, "{% null %}"),
        },
    )


def train_model(scope: Construct, functions: RunFunctions, jobs: Jobs) -> tasks.LambdaInvoke:
    """Return the state that waits for Bedrock's job."""
    state = BedrockJobState(
        scope,
        names.TRAIN_MODEL,
        function=functions.train_model.function,
        payload={
            "plan": "{% $plan %}",
            "execution_arn": "{% $states.context.Execution.Id %}",
            **REDRIVES,
        },
        assign={"trained": "{% $states.result %}"},
        jobs=jobs,
    )
    return state.state


def analyze_training(scope: Construct, functions: RunFunctions) -> tasks.LambdaInvoke:
    """Return the state that judges how training went."""
    return lambda_state(
        scope,
        "AnalyzeTraining",
        function=functions.analyze_training.function,
        payload={"plan": "{% $plan %}", "trained": "{% $trained %}"},
        assign={"analysis": "{% $states.result.Payload %}"},
    )


def write_report(scope: Construct, functions: RunFunctions) -> tasks.LambdaInvoke:
    """Return the state that writes the report; what was not done is null."""
    return lambda_state(
        scope,
        "WriteReport",
        function=functions.write_report.function,
        payload={
            "plan": "{% $plan %}",
            "trained": "{% $trained %}",
            "analysis": "{% $analysis %}",
            "deployed": "{% $deployed %}",
            "trial": "{% $trial %}",
            "promotion": "{% $promotion %}",
            "approval": "{% $approval %}",
            "evaluation": "{% $evaluation %}",
        },
    )


def finish(scope: Construct) -> sfn.Pass:
    """Return the state that says how the run ended."""
    return sfn.Pass.jsonata(
        scope,
        "Finish",
        outputs={
            "run_id": "{% $plan.run.run_id %}",
            "verdict": "{% $analysis.verdict %}",
            "headline": "{% $states.input.headline %}",
            "report_uri": "{% $states.input.report_uri %}",
            "report_key": "{% $states.input.report_key %}",
            "model_arn": "{% $trained.model_arn %}",
            "deployment_arn": f"{{% {SERVES_ON} ? $deployed.arn : null %}}",
            "alias": "{% $promotion != null ? $promotion.alias : null %}",
            "decision": "{% $evaluation != null ? $evaluation.decision : null %}",
        },
    )
