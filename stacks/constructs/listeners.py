"""What listens: Bedrock's job events, the end of runs, and the clock."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from constructs import Construct

from lambdas.contract import names, status
from stacks.constructs.clean_up_machine import CleanUpMachine
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.function import Function
from stacks.constructs.managed_role import ManagedRole, allow
from stacks.constructs.run_machine import RunMachine

DELIVERY_ATTEMPTS = 8
OLDEST_EVENT = Duration.hours(2)


class Listeners(Construct):
    """Three rules, each with a dead-letter queue: events are hints, and lost hints are seen."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        answer_training: Function,
        sweep_runs: Function,
        run_machine: RunMachine,
        clean_up_machine: CleanUpMachine,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, construct_id)
        self._dead_letters = dead_letters
        self._on_job_ended(environment, answer_training)
        self._on_run_ended(environment, run_machine, clean_up_machine)
        self._every_hour(sweep_runs)

    def _on_job_ended(self, environment: str, function: Function) -> None:
        rule = events.Rule(
            self,
            "JobEnded",
            description="A customization job of this environment ended",
            event_pattern=events.EventPattern(
                source=[status.JOB_EVENT_SOURCE],
                detail_type=[status.JOB_EVENT_TYPE],
                detail={
                    "jobStatus": status.ended_job_words(),
                    "jobName": [{"prefix": names.job_name_prefix(environment)}],
                },
            ),
        )
        rule.add_target(self._function(function))

    def _on_run_ended(
        self, environment: str, run_machine: RunMachine, clean_up: CleanUpMachine
    ) -> None:
        rule = events.Rule(
            self,
            "RunEnded",
            description="A run failed, was aborted or ran out of time",
            event_pattern=events.EventPattern(
                source=[status.RUN_EVENT_SOURCE],
                detail_type=[status.RUN_EVENT_TYPE],
                detail={
                    "stateMachineArn": [run_machine.state_machine.arn],
                    "status": list(status.ENDED_BADLY),
                },
            ),
        )
        rule.add_target(
            targets.SfnStateMachine(
                clean_up.state_machine.machine,
                role=self._starter(environment, clean_up.state_machine.arn),
                input=events.RuleTargetInput.from_object(
                    {"execution_arn": events.EventField.from_path("$.detail.executionArn")}
                ),
                dead_letter_queue=self._dead_letters.queue,
                max_event_age=OLDEST_EVENT,
                retry_attempts=DELIVERY_ATTEMPTS,
            )
        )

    def _every_hour(self, function: Function) -> None:
        rule = events.Rule(
            self,
            "EveryHour",
            description="The backstop for lost events",
            schedule=events.Schedule.rate(Duration.hours(1)),
        )
        rule.add_target(self._function(function))

    def _function(self, function: Function) -> targets.LambdaFunction:
        return targets.LambdaFunction(
            function.function,
            dead_letter_queue=self._dead_letters.queue,
            max_event_age=OLDEST_EVENT,
            retry_attempts=DELIVERY_ATTEMPTS,
        )

    def _starter(self, environment: str, machine_arn: str) -> iam.IRole:
        return ManagedRole(
            self,
            "StartCleanUp",
            path=names.iam_path(environment),
            assumed_by=_rules_of_account(),
            description="Starts CleanUp when a run ended",
            statements=[allow("StartCleanUp", ["states:StartExecution"], [machine_arn])],
        ).role


def _rules_of_account() -> iam.IPrincipal:
    """Trust EventBridge for this account's rules only.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    """
    return iam.ServicePrincipal(
        "events.amazonaws.com",
        conditions={
            "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            "ArnLike": {
                "aws:SourceArn": f"arn:{Aws.PARTITION}:events:{Aws.REGION}:{Aws.ACCOUNT_ID}:rule/*"
            },
        },
    )
