"""The CleanUp machine: nothing of an ended run goes on costing money."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.serving import Kind
from stacks.constructs import rights
from stacks.constructs.clean_up_functions import CleanUpFunctions
from stacks.constructs.failure_alarms import alarm_on_failure
from stacks.constructs.lambda_state import lambda_state
from stacks.constructs.looking_state import looking_state, removing, stopping
from stacks.constructs.managed_role import allow
from stacks.constructs.notify_state import LONGEST_PUBLISH, Topics, notify_state
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Settings

STOPS = 2
REMOVALS = 4
"""How many states look whether a job has ended, and whether capacity is gone."""
OTHER_STATES = Duration.hours(2)
"""How long everything but looking and the grace can take, retries included."""
JUDGED = {
    "execution_arn": "{% $judgement.execution_arn %}",
    "redrive_count": "{% $judgement.redrive_count %}",
}


class CleanUpMachine(Construct):
    """Judge, tell, remove throughput at once, wait out the grace, stop the job, remove deployments.

    An abort can fall inside the call that creates something: so after ending what is there, the
    machine waits as long as a function can live and ends what has appeared.
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
        self._serving = settings.serving
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
            timeout=Duration.seconds(settings.jobs.grace_seconds)
            .plus(self._longest_looking())
            .plus(OTHER_STATES),
            comment="Ends what an ended run left behind",
        )
        alarm_on_failure(
            self,
            self.state_machine.machine,
            description="A clean-up did not end well: look for live training jobs and capacity",
            topic=topics.alarms,
        )

    def _definition(self, longest_create: Duration) -> sfn.IChainable:
        grace = sfn.Wait.jsonata(
            self, "WaitGrace", time=sfn.WaitTime.seconds("{% $judgement.wait_seconds %}")
        )
        # What bills by the hour has no grace: it goes at once, and a redrive makes it anew.
        at_once = [
            self._remove("RemoveThroughput", Kind.PROVISIONED),
            self._wait("WaitForLateCalls", longest_create),
            self._remove("RemoveLateThroughput", Kind.PROVISIONED),
        ]
        after_grace = [
            self._stop("StopTraining"),
            self._remove("RemoveDeployments", Kind.ON_DEMAND),
            self._wait("WaitForLaterCalls", longest_create),
            self._stop("StopLateTraining"),
            self._remove("RemoveLateDeployments", Kind.ON_DEMAND),
        ]
        judge = self._judge()
        tell = notify_state(self, "NotifyTeam", topic=self._topics.runs, team="$judgement.team")
        # A team that can't be told is no reason to let what its run left go on.
        tell.add_catch(at_once[0])
        self._alarm_on([judge, *at_once, *after_grace])
        ended = sfn.Chain.start(tell)
        for state in (*at_once, grace, *after_grace, self._done()):
            ended = ended.next(state)
        return judge.next(
            sfn.Choice.jsonata(self, "GoesOn")
            .when(sfn.Condition.jsonata("{% $judgement.leave_alone %}"), self._left_alone())
            .otherwise(ended)
        )

    def _alarm_on(self, states: Sequence[sfn.State]) -> None:
        """Tell the operators of every failure of the states that do something."""
        alarm = self._raise_alarm()
        for state in states:
            if isinstance(state, tasks.LambdaInvoke):
                state.add_catch(alarm, outputs={"error": "{% $states.errorOutput %}"})

    def _wait(self, construct_id: str, longest_create: Duration) -> sfn.Wait:
        return sfn.Wait.jsonata(self, construct_id, time=sfn.WaitTime.duration(longest_create))

    def _judge(self) -> tasks.LambdaInvoke:
        return lambda_state(
            self,
            "JudgeEndedRun",
            function=self._functions.judge_ended_run.function,
            payload={"execution_arn": "{% $states.input.execution_arn %}"},
            assign={"judgement": "{% $states.result.Payload %}"},
        )

    def _stop(self, construct_id: str) -> tasks.LambdaInvoke:
        return looking_state(
            self,
            construct_id,
            function=self._functions.stop_training.function,
            payload=JUDGED,
            looks=stopping(),
        )

    def _remove(self, construct_id: str, kind: Kind) -> tasks.LambdaInvoke:
        return looking_state(
            self,
            construct_id,
            function=self._functions.remove_capacity.function,
            payload={**JUDGED, "kind": kind.value},
            looks=removing(self._serving),
        )

    def _longest_looking(self) -> Duration:
        f = self._functions
        stop = stopping().longest(f.stop_training.function)
        remove = removing(self._serving).longest(f.remove_capacity.function)
        return Duration.seconds(STOPS * stop.to_seconds() + REMOVALS * remove.to_seconds())

    def _left_alone(self) -> sfn.Succeed:
        return sfn.Succeed.jsonata(self, "LeaveAlone", comment="The run goes on again")

    def _done(self) -> sfn.Succeed:
        return sfn.Succeed.jsonata(
            self, "NothingRuns", comment="No job and no capacity of the run is left"
        )

    def _raise_alarm(self) -> sfn.IChainable:
        """Tell the operators which run still costs money, then fail so that the alarm rings."""
        tell = tasks.SnsPublish.jsonata(
            self,
            "RaiseAlarm",
            topic=self._topics.alarms,
            subject="A clean-up failed: a run may still cost money",
            message=sfn.TaskInput.from_text(
                "{% 'Clean-up of ' & $states.context.Execution.Input.execution_arn"
                " & ' failed: ' & $states.input.error.Error & ' ' & $states.input.error.Cause"
                " & '. Until it is stopped, training is billed by token, and provisioned"
                " throughput by the hour: aws bedrock stop-model-customization-job,"
                " delete-provisioned-model-throughput, delete-custom-model-deployment' %}"
            ),
            task_timeout=LONGEST_PUBLISH,
        )
        tell.add_retry(errors=["States.ALL"], max_attempts=3)
        return tell.next(
            sfn.Fail.jsonata(self, "CleanUpFailed", error="{% $states.context.State.Name %}")
        )

    def _invocations(self) -> iam.PolicyStatement:
        f = self._functions
        called = [f.judge_ended_run, f.stop_training, f.remove_capacity]
        return allow(
            "CallStates", ["lambda:InvokeFunction"], [c.function.function_arn for c in called]
        )
