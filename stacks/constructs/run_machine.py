"""The run machine: from a team's request to its report."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.evaluation_result import Decision
from stacks.constructs import (
    approval_state,
    evaluation_states,
    rights,
    run_serving_states,
    run_states,
)
from stacks.constructs.bedrock_job_state import longest_wait
from stacks.constructs.managed_role import allow
from stacks.constructs.notify_state import notify_state
from stacks.constructs.run_functions import RunFunctions
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Settings

PROMOTED = f"$evaluation = null or $evaluation.decision = '{Decision.PROMOTE}'"
OTHER_STATES = Duration.hours(2)
"""How long everything but what is waited for can take, retries included."""


class RunMachine(Construct):
    """PlanRun, TrainModel, AnalyzeTraining, WriteReport, NotifyTeam, Finish.

    A run whose plan asks for approval waits for it before it makes anything. One that serves its
    model deploys and tries it before the report, and settles after the report what becomes of the
    capacity. If it has an alias, that is moved to the model, unless the run compares the model with
    its base and does not find it better. No state catches an error: a
    failed execution can be redriven from the state that failed, and what it left running is
    CleanUp's, which also hears of aborts and time-outs.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        functions: RunFunctions,
        topic: sns.ITopic,
        artifacts: s3.IBucket,
        data_key: kms.IKey,
        key: kms.IKey,
        logs_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        self._functions = functions
        self._topic = topic
        self._artifacts = artifacts
        name = names.run_machine_name(settings.environment)
        self.state_machine = StateMachine(
            self,
            "StateMachine",
            name=name,
            role_path=names.iam_path(settings.environment),
            definition=self._definition(settings),
            statements=[
                self._invocations(),
                *evaluation_states.statements(name, artifacts, data_key),
                *rights.publish(topic.topic_arn, key),
            ],
            key=key,
            logs_key=logs_key,
            retention_days=settings.log_retention_days,
            timeout=longest_wait(settings.jobs)
            .plus(approval_state.longest_wait(settings.approvals))
            .plus(run_serving_states.longest_wait(functions, settings.serving))
            .plus(evaluation_states.longest_wait(functions, settings.evaluation))
            .plus(OTHER_STATES),
            comment="A customization run, from request to report",
        )

    def _definition(self, settings: Settings) -> sfn.IChainable:
        tell = notify_state(self, "NotifyTeam", topic=self._topic, team="$plan.run.team")
        finish = tell.next(run_states.finish(self))
        settle = run_serving_states.settle_deployment(self, self._functions, settings.serving)
        report = run_states.write_report(self, self._functions).next(
            self._either("Settles", "$plan.serving != null", settle.next(finish), finish)
        )
        promote = run_serving_states.promote_model(self, self._functions, settings.serving)
        promoted = self._either(
            "Promotes",
            f"$plan.serving.alias != null and ({PROMOTED})",
            promote.next(report),
            report,
        )
        judged = self._either(
            "Evaluates",
            "$plan.evaluation != null",
            self._evaluate(settings).next(promoted),
            promoted,
        )
        deploy = run_serving_states.deploy_model(self, self._functions, settings.serving)
        deployed = deploy.next(run_serving_states.try_model(self, self._functions)).next(judged)
        train = run_states.train_model(self, self._functions, settings.jobs)
        train.next(run_states.analyze_training(self, self._functions)).next(
            self._either("Serves", "$plan.serving != null", deployed, report)
        )
        return run_states.plan_run(self, self._functions).next(
            self._either("Asks", "$plan.approval != null", self._ask(settings).next(train), train)
        )

    def _ask(self, settings: Settings) -> sfn.Chain:
        """Return the states between a plan that asks for approval and its approval."""
        tell = approval_state.tell_approvers(
            self,
            topic=self._topic,
            environment=settings.environment,
            approvals=settings.approvals,
        )
        request = approval_state.request_approval(
            self,
            function=self._functions.request_approval.function,
            approvals=settings.approvals,
        )
        return tell.next(request)

    def _evaluate(self, settings: Settings) -> sfn.Chain:
        """Return the states that compare the model with its base."""
        plan = evaluation_states.plan_evaluation(self, self._functions, settings.evaluation)
        answer = evaluation_states.evaluate_model(
            self, self._functions, settings.evaluation, self._artifacts
        )
        return plan.next(answer).next(evaluation_states.score_evaluation(self, self._functions))

    def _either(
        self, construct_id: str, condition: str, then: sfn.IChainable, otherwise: sfn.IChainable
    ) -> sfn.Choice:
        return (
            sfn.Choice.jsonata(self, construct_id)
            .when(sfn.Condition.jsonata(f"{{% {condition} %}}"), then)
            .otherwise(otherwise)
        )

    def _invocations(self) -> iam.PolicyStatement:
        f = self._functions
        called = [
            f.plan_run,
            f.request_approval,
            f.train_model,
            f.analyze_training,
            f.deploy_model,
            f.try_model,
            f.plan_evaluation,
            f.answer_batch,
            f.score_evaluation,
            f.promote_model,
            f.write_report,
            f.settle_deployment,
        ]
        return allow(
            "CallStates", ["lambda:InvokeFunction"], [c.function.function_arn for c in called]
        )
