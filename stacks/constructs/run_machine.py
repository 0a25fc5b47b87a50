"""The run machine: from a team's request to its report."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract import names
from stacks.constructs import rights
from stacks.constructs.bedrock_job_state import BedrockJobState, longest_wait
from stacks.constructs.lambda_state import lambda_state
from stacks.constructs.managed_role import allow
from stacks.constructs.notify_state import notify_state
from stacks.constructs.run_functions import RunFunctions
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Settings

REDRIVE_COUNT = "$states.context.Execution.RedriveCount"
REDRIVE_TIME = "$states.context.Execution.RedriveTime"
"""There only after a redrive.
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html"""
OTHER_STATES = Duration.hours(2)
"""How long everything but the job can take, retries included."""


class RunMachine(Construct):
    """PlanRun, TrainModel, AnalyzeTraining, WriteReport, NotifyTeam, Finish.

    No state catches an error: a failed execution can be redriven from the state that failed, and
    what it left running is CleanUp's, which also hears of aborts and time-outs.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        functions: RunFunctions,
        topic: sns.ITopic,
        key: kms.IKey,
        logs_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        self._functions = functions
        definition = sfn.Chain.start(self._plan_run())
        for state in (
            self._train_model(settings),
            self._analyze_training(),
            self._write_report(),
            notify_state(self, "NotifyTeam", topic=topic, team="$plan.run.team"),
            self._finish(),
        ):
            definition = definition.next(state)
        self.state_machine = StateMachine(
            self,
            "StateMachine",
            name=names.run_machine_name(settings.environment),
            role_path=names.iam_path(settings.environment),
            definition=definition,
            statements=[self._invocations(), *rights.publish(topic.topic_arn, key)],
            key=key,
            logs_key=logs_key,
            retention_days=settings.log_retention_days,
            timeout=longest_wait(settings.jobs).plus(OTHER_STATES),
            comment="A customization run, from request to report",
        )

    def _plan_run(self) -> tasks.LambdaInvoke:
        return lambda_state(
            self,
            "PlanRun",
            function=self._functions.plan_run.function,
            payload={
                "run_id": "{% $states.context.Execution.Name %}",
                "team": "{% $states.input.team %}",
                "request": "{% $exists($states.input.request) ? $states.input.request : null %}",
            },
            assign={"plan": "{% $states.result.Payload %}"},
        )

    def _train_model(self, settings: Settings) -> tasks.LambdaInvoke:
        state = BedrockJobState(
            self,
            names.TRAIN_MODEL,
            function=self._functions.train_model.function,
            payload={
                "plan": "{% $plan %}",
                "execution_arn": "{% $states.context.Execution.Id %}",
                "redrive_count": f"{{% $exists({REDRIVE_COUNT}) ? {REDRIVE_COUNT} : 0 %}}",
                "redriven_at": f"{{% $exists({REDRIVE_TIME}) ? {REDRIVE_TIME} : null %}}",
            },
            assign={"trained": "{% $states.result %}"},
            jobs=settings.jobs,
        )
        return state.state

    def _analyze_training(self) -> tasks.LambdaInvoke:
        return lambda_state(
            self,
            "AnalyzeTraining",
            function=self._functions.analyze_training.function,
            payload={"plan": "{% $plan %}", "trained": "{% $trained %}"},
        )

    def _write_report(self) -> tasks.LambdaInvoke:
        return lambda_state(
            self,
            "WriteReport",
            function=self._functions.write_report.function,
            payload={
                "plan": "{% $plan %}",
                "trained": "{% $trained %}",
                "analysis": "{% $states.input %}",
            },
            assign={"verdict": "{% $states.input.verdict %}"},
        )

    def _finish(self) -> sfn.Pass:
        return sfn.Pass.jsonata(
            self,
            "Finish",
            outputs={
                "run_id": "{% $plan.run.run_id %}",
                "verdict": "{% $verdict %}",
                "headline": "{% $states.input.headline %}",
                "report_uri": "{% $states.input.report_uri %}",
                "report_key": "{% $states.input.report_key %}",
                "model_arn": "{% $trained.model_arn %}",
            },
        )

    def _invocations(self) -> iam.PolicyStatement:
        f = self._functions
        called = [f.plan_run, f.train_model, f.analyze_training, f.write_report]
        return allow(
            "CallStates", ["lambda:InvokeFunction"], [c.function.function_arn for c in called]
        )
