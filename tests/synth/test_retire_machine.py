"""The retire machine: removes or tells, and what it can't remove it names with its price."""

from typing import Any

import msgspec
import pytest
from ministack.services.stepfunctions import _evaluate_jsonata

from lambdas.contract.retirement import Finding, Reason, Thing
from tests.synth.assembly import Assembly
from tests.synth.definitions import machine, retriers
from tests.synth.shared_rights import of_every_machine
from tests.synth.statements import rights_of, roles, statements_of, table

NAME = "bedrock-customization-embedded-retire"

RIGHTS = table(
    """
    CallStates: allow lambda:InvokeFunction
      on <RetireCapacity>
    Publish: allow sns:Publish
      on <Topics/Alarms>
    EncryptMessages: allow kms:Decrypt kms:GenerateDataKey
      on <WorkflowKey>
      if StringEquals kms:ViaService: sns.<region>.amazonaws.com
    """
)

SMALLEST = {"thing": "provisioned-model", "name": "bc-x", "reason": "expired", "remove": True}

COMMANDS = {
    Thing.DEPLOYMENT: "delete-custom-model-deployment --custom-model-deployment-identifier bc-x",
    Thing.THROUGHPUT: "delete-provisioned-model-throughput --provisioned-model-id bc-x",
    Thing.MODEL: "delete-custom-model --model-identifier bc-x",
}


@pytest.fixture
def states(embedded: Assembly) -> dict[str, Any]:
    found: dict[str, Any] = machine(embedded, "RetireMachine")["States"]
    return found


def test_the_machine_retires_and_tells_operators_and_may_nothing_else(embedded: Assembly) -> None:
    assert rights_of(embedded, "RetireMachine") == f"{of_every_machine(NAME)}\n{RIGHTS}"


def test_schedules_audit_and_deployments_start_it(embedded: Assembly) -> None:
    arn = f"arn:aws:states:<region>:<account>:stateMachine:{NAME}"
    starting = {
        role.name
        for role in roles(embedded)
        for statement in statements_of(embedded, role.name)
        if "states:StartExecution" in statement["Action"] and arn in str(statement["Resource"])
    }
    assert starting == {"AuditServing", "AwaitCapacity", "ExpirySchedules/Start"}


def test_the_function_gets_the_finding_whole(states: dict[str, Any]) -> None:
    finding = Finding(
        thing=Thing.MODEL,
        name="bc-x",
        reason=Reason.SURPLUS,
        remove=False,
        sentence="It's the fourth.",
        usd_per_hour=2.5,
    )
    given = msgspec.to_builtins(finding)
    assert evaluated(states["RetireCapacity"]["Arguments"]["Payload"], given) == given


def test_what_a_finding_leaves_out_has_its_default(states: dict[str, Any]) -> None:
    payload = evaluated(states["RetireCapacity"]["Arguments"]["Payload"], SMALLEST)
    assert msgspec.convert(payload, Finding) == msgspec.convert(SMALLEST, Finding)


def test_it_looks_until_the_thing_is_gone(embedded: Assembly, states: dict[str, Any]) -> None:
    permanent, looking, unforeseen = retriers(states["RetireCapacity"])
    assert permanent["MaxAttempts"] == 0
    assert looking["ErrorEquals"] == ["StillStoppingError"]
    assert (looking["BackoffRate"], looking["MaxDelaySeconds"]) == (1, looking["IntervalSeconds"])
    assert unforeseen["ErrorEquals"] == ["States.ALL"]
    waiting = looking["MaxAttempts"] * looking["IntervalSeconds"]
    assert machine(embedded, "RetireMachine")["TimeoutSeconds"] > waiting


def test_operators_are_told_when_the_function_says_so(states: dict[str, Any]) -> None:
    (tells,) = states["Tells"]["Choices"]
    assert tells == {"Condition": "{% $states.input.tell %}", "Next": "TellOperators"}
    assert states["Tells"]["Default"] == "Retired"
    arguments = states["TellOperators"]["Arguments"]
    assert arguments["TopicArn"] == "<Topics/Alarms>"
    assert arguments["Subject"] == "{% $states.input.notification.subject %}"
    assert states["TellOperators"]["Next"] == "Retired"


def test_what_cannot_be_removed_raises_an_alarm_and_fails(states: dict[str, Any]) -> None:
    (catch,) = states["RetireCapacity"]["Catch"]
    assert (catch["ErrorEquals"], catch["Next"]) == (["States.ALL"], "RaiseAlarm")
    assert states["RaiseAlarm"]["Arguments"]["TopicArn"] == "<Topics/Alarms>"
    assert states["RaiseAlarm"]["Next"] == "RetirementFailed"
    assert states["RetirementFailed"]["Type"] == "Fail"


@pytest.mark.parametrize("thing", list(Thing))
def test_the_alarm_names_thing_price_and_the_command_that_ends_it(
    states: dict[str, Any], thing: Thing
) -> None:
    finding = {**SMALLEST, "thing": thing.value, "usd_per_hour": 44.1}
    assert alarm(states, finding) == (
        f"The {thing.value} bc-x (expired) was not dealt with: StillStoppingError it stays. "
        "It costs 44.1 USD an hour until it is gone. "
        f"To remove it by hand: aws bedrock {COMMANDS[thing]}"
    )


@pytest.mark.parametrize("finding", [SMALLEST, {**SMALLEST, "usd_per_hour": None}])
def test_an_unknown_price_is_said_to_be_unknown(
    states: dict[str, Any], finding: dict[str, Any]
) -> None:
    assert "What it costs an hour is not known here." in alarm(states, finding)


@pytest.mark.parametrize("end", ["Failed", "TimedOut", "Aborted"])
def test_operators_hear_of_every_bad_end(embedded: Assembly, end: str) -> None:
    found = embedded.one("AWS::CloudWatch::Alarm", f"RetireMachine/{end}").properties
    assert found["MetricName"] == f"Executions{end}"
    assert found["AlarmActions"] == ["<Topics/Alarms>"]
    assert found["Dimensions"] == [{"Name": "StateMachineArn", "Value": "<RetireMachine>"}]
    assert (found["Threshold"], found["TreatMissingData"]) == (1, "notBreaching")


def evaluated(payload: dict[str, str], given: dict[str, Any]) -> dict[str, Any]:
    """Return what Step Functions makes of a payload in JSONata."""
    return {name: value_of(written, given, {}) for name, written in payload.items()}


def alarm(states: dict[str, Any], finding: dict[str, Any]) -> str:
    """Return what the operators read when a finding could not be dealt with."""
    error = {"error": {"Error": "StillStoppingError", "Cause": "it stays"}}
    written = states["RaiseAlarm"]["Arguments"]["Message"]
    text: str = value_of(written, error, {"Execution": {"Input": finding}})
    return text


def value_of(written: str, given: dict[str, Any], context: dict[str, Any]) -> Any:
    """Return the value of a JSONata expression."""
    expression = written.removeprefix("{% ").removesuffix(" %}")
    return _evaluate_jsonata(expression, given, context)
