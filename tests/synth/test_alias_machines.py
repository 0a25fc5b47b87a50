"""The machines that move aliases: who may say what, and who hears of it."""

import msgspec
import pytest

from lambdas.contract.aliases import AliasOrder
from tests.synth import definitions
from tests.synth.assembly import Assembly
from tests.synth.definitions import MACHINE, machine, retriers
from tests.synth.shared_rights import of_every_machine
from tests.synth.statements import rights_of, roles, statements_of, table

MACHINES = {
    "AliasMachine": "bedrock-customization-embedded-aliases",
    "DemoRollback": "bedrock-customization-embedded-demo-rollback",
    "OtherRollback": "bedrock-customization-embedded-other-rollback",
}

RIGHTS = table(
    """
    CallStates: allow lambda:InvokeFunction
      on <PromoteModel>
    Publish: allow sns:Publish
      on <Topics/Runs>
    EncryptMessages: allow kms:Decrypt kms:GenerateDataKey
      on <WorkflowKey>
      if StringEquals kms:ViaService: sns.<region>.amazonaws.com
    """
)

LOOKED_FOR = [
    "StillDeployingError",
    "StillStoppingError",
    "AliasBusyError",
    "DeploymentQuotaExceededError",
]


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_a_machine_promotes_tells_and_may_nothing_else(embedded: Assembly, name: str) -> None:
    assert rights_of(embedded, name) == f"{of_every_machine(MACHINES[name])}\n{RIGHTS}"
    assert embedded.one(MACHINE, name).properties["StateMachineName"] == MACHINES[name]


def test_settings_and_audit_say_what_and_for_whom(embedded: Assembly) -> None:
    assert order(embedded, "AliasMachine") == {
        "action": "{% $states.input.action %}",
        "team": "{% $states.input.team %}",
        "alias": "{% $states.input.alias %}",
        "declared": "{% $exists($states.input.declared) ? $states.input.declared : null %}",
        "kind": "{% $exists($states.input.kind) ? $states.input.kind : null %}",
        "may_remove": "{% $exists($states.input.may_remove) ? $states.input.may_remove : false %}",
        "execution_arn": "{% $states.context.Execution.Id %}",
    }


def test_the_shared_machine_hands_on_every_part_of_an_order_but_a_runs(embedded: Assembly) -> None:
    every = {field.name for field in msgspec.structs.fields(AliasOrder)}
    of_runs = {"model_arn", "run_id", "may_commit"}
    assert set(order(embedded, "AliasMachine")) == every - of_runs - {"schema_version"}


def test_a_teams_machine_takes_an_alias_and_nothing_else_from_its_input(embedded: Assembly) -> None:
    assert order(embedded, "DemoRollback") == {
        "action": "rollback",
        "team": "demo",
        "alias": "{% $states.input.alias %}",
        "execution_arn": "{% $states.context.Execution.Id %}",
    }


def test_every_teams_machine_differs_in_the_teams_name_only(embedded: Assembly) -> None:
    mine, theirs = (
        definitions.shown(machine(embedded, f"{team}Rollback")) for team in ("Demo", "Other")
    )
    assert "demo" in mine
    assert theirs == mine.replace("demo", "other")


def test_people_start_their_own_teams_rollback_and_never_the_shared_machine(
    embedded: Assembly,
) -> None:
    assert starters(embedded, MACHINES["AliasMachine"]) == {"AuditServing", "ProvideCapacity"}
    assert starters(embedded, MACHINES["DemoRollback"]) == {"DemoLauncher"}
    assert starters(embedded, MACHINES["OtherRollback"]) == {"OtherLauncher"}


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_what_takes_time_is_looked_at_again_at_a_steady_pace(embedded: Assembly, name: str) -> None:
    permanent, looking, unforeseen = retriers(machine(embedded, name)["States"]["PromoteModel"])
    assert "RemovalRefusedError" in permanent["ErrorEquals"]
    assert permanent["MaxAttempts"] == 0
    assert looking["ErrorEquals"] == LOOKED_FOR
    assert looking["BackoffRate"] == 1
    assert looking["MaxDelaySeconds"] == looking["IntervalSeconds"]
    assert unforeseen["ErrorEquals"] == ["States.ALL"]


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_the_machine_outlasts_its_looking(embedded: Assembly, name: str) -> None:
    definition = machine(embedded, name)
    looking = retriers(definition["States"]["PromoteModel"])[1]
    waiting = looking["MaxAttempts"] * looking["IntervalSeconds"]
    assert definition["TimeoutSeconds"] > waiting


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_a_team_hears_of_changes_only_and_silence_fails_nothing(
    embedded: Assembly, name: str
) -> None:
    states = machine(embedded, name)["States"]
    (changed,) = states["Changed"]["Choices"]
    assert changed == {"Condition": "{% $promotion.changed %}", "Next": "NotifyTeam"}
    assert states["Changed"]["Default"] == "Finish"
    (catch,) = states["NotifyTeam"]["Catch"]
    assert (catch["ErrorEquals"], catch["Next"]) == (["States.ALL"], "Finish")
    team = states["NotifyTeam"]["Arguments"]["MessageAttributes"]["team"]
    assert team["StringValue"] == "{% $promotion.team %}"


@pytest.mark.parametrize("end", ["Failed", "TimedOut", "Aborted"])
def test_operators_hear_when_what_settings_start_ends_badly(embedded: Assembly, end: str) -> None:
    alarm = embedded.one("AWS::CloudWatch::Alarm", f"AliasMachine/{end}").properties
    assert alarm["MetricName"] == f"Executions{end}"
    assert alarm["AlarmActions"] == ["<Topics/Alarms>"]
    assert alarm["Dimensions"] == [{"Name": "StateMachineArn", "Value": "<AliasMachine>"}]


def order(assembly: Assembly, name: str) -> dict[str, str]:
    """Return what a machine calls PromoteModel with."""
    state = machine(assembly, name)["States"]["PromoteModel"]
    assert state["Arguments"]["FunctionName"] == "<PromoteModel>"
    payload: dict[str, str] = state["Arguments"]["Payload"]
    return payload


def starters(assembly: Assembly, name: str) -> set[str]:
    """Return who may start the executions of a machine."""
    arn = f"arn:aws:states:<region>:<account>:stateMachine:{name}"
    return {
        role.name
        for role in roles(assembly)
        for statement in statements_of(assembly, role.name)
        if "states:StartExecution" in statement["Action"] and arn in str(statement["Resource"])
    }
