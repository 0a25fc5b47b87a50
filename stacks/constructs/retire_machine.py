"""The retire machine: what was found goes, or people are told of it."""

import json

import msgspec
from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.retirement import Finding
from stacks.constructs import rights
from stacks.constructs.failure_alarms import alarm_on_failure
from stacks.constructs.function import Function
from stacks.constructs.looking_state import looking_state, removing
from stacks.constructs.managed_role import allow
from stacks.constructs.notify_state import LONGEST_PUBLISH, Topics
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Settings

OTHER_STATES = Duration.hours(1)
"""How long everything but the removal can take, retries included."""


class RetireMachine(Construct):
    """RetireCapacity, TellOperators, Retired.

    One execution a finding, so that a slow removal holds up no other. The input is a `Finding`, by
    the audit, by a schedule at a capacity's end, or by a deployment that waited in vain.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        retire_capacity: Function,
        topics: Topics,
        key: kms.IKey,
        logs_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        self._topics = topics
        looks = removing(settings.serving)
        retire = looking_state(
            self,
            "RetireCapacity",
            function=retire_capacity.function,
            payload=finding_payload(),
            looks=looks,
        )
        self.state_machine = StateMachine(
            self,
            "StateMachine",
            name=names.retire_machine_name(settings.environment),
            role_path=names.iam_path(settings.environment),
            definition=self._definition(retire),
            statements=[
                allow(
                    "CallStates",
                    ["lambda:InvokeFunction"],
                    [retire_capacity.function.function_arn],
                ),
                *rights.publish(topics.alarms.topic_arn, key),
            ],
            key=key,
            logs_key=logs_key,
            retention_days=settings.log_retention_days,
            timeout=looks.longest(retire_capacity.function).plus(OTHER_STATES),
            comment="Removes what nothing needs any more, or tells of it",
        )
        alarm_on_failure(
            self,
            self.state_machine.machine,
            description="Capacity was not retired: look for what still costs money",
            topic=topics.alarms,
        )

    def _definition(self, retire: tasks.LambdaInvoke) -> sfn.IChainable:
        retired = sfn.Succeed.jsonata(self, "Retired", comment="It is gone, or people know of it")
        retire.add_catch(self._raise_alarm(), outputs={"error": "{% $states.errorOutput %}"})
        return retire.next(
            sfn.Choice.jsonata(self, "Tells")
            .when(
                sfn.Condition.jsonata("{% $states.input.tell %}"),
                self._tell_operators().next(retired),
            )
            .otherwise(retired)
        )

    def _tell_operators(self) -> tasks.SnsPublish:
        state = tasks.SnsPublish.jsonata(
            self,
            "TellOperators",
            topic=self._topics.alarms,
            subject="{% $states.input.notification.subject %}",
            message=sfn.TaskInput.from_text("{% $states.input.notification.message %}"),
            task_timeout=LONGEST_PUBLISH,
        )
        state.add_retry(errors=["States.ALL"], max_attempts=3)
        return state

    def _raise_alarm(self) -> sfn.IChainable:
        """Tell the operators what still costs how much, then fail so that the alarm rings."""
        tell = tasks.SnsPublish.jsonata(
            self,
            "RaiseAlarm",
            topic=self._topics.alarms,
            subject="Capacity could not be removed and may still cost money",
            message=sfn.TaskInput.from_text(f"{{% {ALARM} %}}"),
            task_timeout=LONGEST_PUBLISH,
        )
        tell.add_retry(errors=["States.ALL"], max_attempts=3)
        return tell.next(
            sfn.Fail.jsonata(self, "RetirementFailed", error="{% $states.context.State.Name %}")
        )


def finding_payload() -> dict[str, str]:
    """Return a `Finding` in JSONata, with its defaults for what the input leaves out."""
    return {field.encode_name: _field(field) for field in msgspec.structs.fields(Finding)}


def _field(field: msgspec.structs.FieldInfo) -> str:
    given = f"$states.input.{field.encode_name}"
    if field.default is msgspec.NODEFAULT:
        return f"{{% {given} %}}"
    # What is not there is no value in JSONata, and Step Functions refuses an argument without one.
    return f"{{% $exists({given}) ? {given} : {json.dumps(field.default)} %}}"


COMMANDS = (
    "{'custom-model-deployment': 'delete-custom-model-deployment"
    " --custom-model-deployment-identifier ', "
    "'provisioned-model': 'delete-provisioned-model-throughput --provisioned-model-id ', "
    "'custom-model': 'delete-custom-model --model-identifier '}"
)
"""How a person removes each thing by hand, by `Thing`."""

ALARM = (
    "($finding := $states.context.Execution.Input; "
    "'The ' & $finding.thing & ' ' & $finding.name & ' (' & $finding.reason & ') was not dealt"
    " with: ' & $states.input.error.Error & ' ' & $states.input.error.Cause & '. ' & "
    "($exists($finding.usd_per_hour) and $finding.usd_per_hour != null"
    " ? 'It costs ' & $string($finding.usd_per_hour) & ' USD an hour until it is gone'"
    " : 'What it costs an hour is not known here')"
    f" & '. To remove it by hand: aws bedrock ' & $lookup({COMMANDS}, $finding.thing)"
    " & $finding.name)"
)
"""JSONata for the operators' message. It asks no function: that may be what failed."""
