"""The CleanUp machine: nothing of an ended run goes on costing money."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.errors import PERMANENT, StillStoppingError
from stacks.constructs import rights
from stacks.constructs.clean_up_functions import CleanUpFunctions
from stacks.constructs.lambda_state import lambda_state
from stacks.constructs.managed_role import allow
from stacks.constructs.notify_state import LONGEST_PUBLISH, Topics, notify_state
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Settings

STOP_LOOKS = 480
STOP_INTERVAL = Duration.seconds(15)
"""Two hours of looking: stopping takes minutes, and tokens are billed until it is done."""


class CleanUpMachine(Construct):
    """Judge, wait out the grace, stop, look again for what was made meanwhile, tell.

    An abort can fall inside the call that creates a job: so after stopping what is there, the
    machine waits as long as a function can live and stops what has appeared.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        functions: CleanUpFunctions,
        longest_create: Duration,
        topics: Topics,
        key: kms.IKey,
        logs_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        self._functions = functions
        self._topics = topics
        self.state_machine = StateMachine(
            self,
            "StateMachine",
            name=names.clean_up_machine_name(settings.environment),
            role_path=names.iam_path(settings.environment),
            definition=self._definition(longest_create),
            statements=[
                self._invocations(),
                *rights.publish(topics.runs.topic_arn, key),
                allow("RaiseAlarm", ["sns:Publish"], [topics.alarms.topic_arn]),
            ],
            key=key,
            logs_key=logs_key,
            retention_days=settings.log_retention_days,
            timeout=Duration.seconds(settings.jobs.grace_seconds).plus(Duration.hours(6)),
            comment="Ends what an ended run left behind",
        )
        self._alarm_on_failure()

    def _definition(self, longest_create: Duration) -> sfn.IChainable:
        stop_now = self._stop("StopTraining")
        stop_late = self._stop("StopLateTraining")
        settle = sfn.Wait.jsonata(
            self, "WaitForLateCalls", time=sfn.WaitTime.duration(longest_create)
        )
        grace = sfn.Wait.jsonata(
            self, "WaitGrace", time=sfn.WaitTime.seconds("{% $judgement.wait_seconds %}")
        )
        judge = self._judge()
        tell = notify_state(self, "NotifyTeam", topic=self._topics.runs, team="$judgement.team")
        # A team that can't be told is no reason to let its job run.
        tell.add_catch(grace)
        ended = tell.next(grace).next(stop_now).next(settle).next(stop_late).next(self._done())
        alarm = self._raise_alarm()
        for state in (judge, stop_now, stop_late):
            state.add_catch(alarm, outputs={"error": "{% $states.errorOutput %}"})
        return judge.next(
            sfn.Choice.jsonata(self, "GoesOn")
            .when(sfn.Condition.jsonata("{% $judgement.leave_alone %}"), self._left_alone())
            .otherwise(ended)
        )

    def _judge(self) -> tasks.LambdaInvoke:
        return lambda_state(
            self,
            "JudgeEndedRun",
            function=self._functions.judge_ended_run.function,
            payload={"execution_arn": "{% $states.input.execution_arn %}"},
            assign={"judgement": "{% $states.result.Payload %}"},
        )

    def _stop(self, construct_id: str) -> tasks.LambdaInvoke:
        state = tasks.LambdaInvoke.jsonata(
            self,
            construct_id,
            lambda_function=self._functions.stop_training.function,
            payload=sfn.TaskInput.from_object(
                {
                    "execution_arn": "{% $judgement.execution_arn %}",
                    "redrive_count": "{% $judgement.redrive_count %}",
                }
            ),
            outputs="{% $states.result.Payload %}",
            task_timeout=sfn.Timeout.duration(Duration.minutes(2)),
            retry_on_service_exceptions=False,
        )
        state.add_retry(errors=list(PERMANENT), max_attempts=0)
        state.add_retry(
            errors=[StillStoppingError.__name__],
            interval=STOP_INTERVAL,
            backoff_rate=1,
            max_delay=STOP_INTERVAL,
            max_attempts=STOP_LOOKS,
        )
        state.add_retry(
            errors=["States.ALL"],
            interval=Duration.seconds(5),
            backoff_rate=2,
            max_delay=Duration.minutes(5),
            jitter_strategy=sfn.JitterType.FULL,
            max_attempts=10,
        )
        return state

    def _left_alone(self) -> sfn.Succeed:
        return sfn.Succeed.jsonata(self, "LeaveAlone", comment="The run goes on again")

    def _done(self) -> sfn.Succeed:
        return sfn.Succeed.jsonata(self, "NothingRuns", comment="No job of the run is left")

    def _raise_alarm(self) -> sfn.IChainable:
        """Tell the operators which run still costs money, then fail so that the alarm rings."""
        tell = tasks.SnsPublish.jsonata(
            self,
            "RaiseAlarm",
            topic=self._topics.alarms,
            subject="A clean-up failed: a training job may still cost money",
            message=sfn.TaskInput.from_text(
                "{% 'Clean-up of ' & $states.context.Execution.Input.execution_arn"
                " & ' failed: ' & $states.input.error.Error & ' ' & $states.input.error.Cause"
                " & '. Training is billed by token until the job is stopped: "
                "aws bedrock stop-model-customization-job' %}"
            ),
            task_timeout=LONGEST_PUBLISH,
        )
        tell.add_retry(errors=["States.ALL"], max_attempts=3)
        return tell.next(
            sfn.Fail.jsonata(self, "CleanUpFailed", error="{% $states.context.State.Name %}")
        )

    def _invocations(self) -> iam.PolicyStatement:
        f = self._functions
        called = [f.judge_ended_run, f.stop_training]
        return allow(
            "CallStates", ["lambda:InvokeFunction"], [c.function.function_arn for c in called]
        )

    def _alarm_on_failure(self) -> None:
        machine = self.state_machine.machine
        failures = {
            "Failed": machine.metric_failed(),
            "TimedOut": machine.metric_timed_out(),
            "Aborted": machine.metric_aborted(),
        }
        for construct_id, metric in failures.items():
            alarm = cloudwatch.Alarm(
                self,
                construct_id,
                alarm_description="A clean-up did not end well: look for live training jobs",
                metric=metric,
                threshold=1,
                evaluation_periods=1,
                comparison_operator=(
                    cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
                ),
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            alarm.add_alarm_action(actions.SnsAction(self._topics.alarms))
