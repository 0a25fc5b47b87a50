"""The functions and their logs: one way to make them, and no function that was made another."""

import pytest

from tests.synth.assembly import Assembly, Resource
from tests.synth.definitions import machine, tasks
from tests.synth.statements import CDK_PROVIDER, OF_CDK

CALLING = [
    "RunMachine",
    "CleanUpMachine",
    "AliasMachine",
    "DemoRollback",
    "RetireMachine",
    "DemoPreparation",
]
"""Machines whose states call functions."""
FUNCTION = "AWS::Lambda::Function"
LOG_GROUP = "AWS::Logs::LogGroup"
FUNCTIONS = {
    "PlanRun",
    "PrepareDataset",
    "TrainModel",
    "AnswerTraining",
    "AnalyzeTraining",
    "DeployModel",
    "TryModel",
    "PlanEvaluation",
    "AnswerBatch",
    "ScoreEvaluation",
    "PromoteModel",
    "WriteReport",
    "SettleDeployment",
    "JudgeEndedRun",
    "StopTraining",
    "RemoveCapacity",
    "SweepRuns",
    "RetireCapacity",
    "AuditServing",
    "ProvideCapacity",
    "AwaitCapacity",
    "RequestApproval",
    "DemoApprover/AnswerApproval",
    "OtherApprover/AnswerApproval",
}
CALLED_BY_EVENTS = {"AnswerTraining", "SweepRuns", "AuditServing"}
IN_THE_SERVING_STACK = {"ProvideCapacity", "AwaitCapacity"}
PROVIDER_GROUPS = {"Capacity", "Capacity/Waiter"}
"""The log groups of the CDK's provider and of the machine by which it waits."""


@pytest.fixture
def functions(embedded: Assembly) -> list[Resource]:
    """Every function but those that CDK brings."""
    return [f for f in embedded.all(FUNCTION) if not f.name.startswith(OF_CDK)]


def test_the_functions_are_the_ones_we_know(functions: list[Resource]) -> None:
    assert {function.name for function in functions} == FUNCTIONS


def test_each_runs_on_the_newest_python_on_arm(functions: list[Resource]) -> None:
    for function in functions:
        assert function.properties["Runtime"] == "python3.14"
        assert function.properties["Architectures"] == ["arm64"]


def test_each_is_in_the_network(functions: list[Resource]) -> None:
    for function in functions:
        assert function.properties["VpcConfig"] == {
            "SecurityGroupIds": ["<FunctionGroup>"],
            "SubnetIds": ["<Vpc/IsolatedSubnet1>", "<Vpc/IsolatedSubnet2>"],
        }


def test_each_logs_json_to_a_group_of_its_own(functions: list[Resource]) -> None:
    for function in functions:
        logging = {"LogFormat": "JSON", "LogGroup": f"<{function.name}/Logs>"}
        assert function.properties["LoggingConfig"] == logging


def test_each_has_its_own_role_and_the_workflow_key(functions: list[Resource]) -> None:
    for function in functions:
        assert function.properties["Role"] == f"<{function.name}>"
        assert function.properties["KmsKeyArn"] == "<WorkflowKey>"


def test_each_waits_for_its_rights(functions: list[Resource]) -> None:
    # Else a function could be called before its policy is attached.
    for function in functions:
        assert len(function.raw["DependsOn"]) == 2


def test_each_carries_no_more_libraries_than_it_needs(functions: list[Resource]) -> None:
    layers = {function.name: function.properties["Layers"] for function in functions}
    assert layers.pop("WriteReport") == ["<Layers/Base>", "<Layers/Report>"]
    assert layers.pop("PrepareDataset") == ["<Layers/Base>", "<Layers/Data>"]
    for name in ("PlanEvaluation", "ScoreEvaluation"):
        assert layers.pop(name) == ["<Layers/Base>", "<Layers/Evaluation>"]
    judging = ["<Layers/Base>", "<Layers/Data>", "<Layers/Evaluation>"]
    assert layers.pop("PlanRun") == judging
    for name in IN_THE_SERVING_STACK:
        assert layers.pop(name) == ["<ProviderLayers/Base>"]
    assert set(map(tuple, layers.values())) == {("<Layers/Base>",)}


def test_what_events_call_leaves_its_failures_in_the_queue(functions: list[Resource]) -> None:
    leaving = {
        f.name: f.properties["DeadLetterConfig"]
        for f in functions
        if "DeadLetterConfig" in f.properties
    }
    assert leaving == {name: {"TargetArn": "<DeadLetters>"} for name in CALLED_BY_EVENTS}


@pytest.mark.parametrize("name", CALLING)
def test_a_function_ends_before_the_state_that_waits_for_it(embedded: Assembly, name: str) -> None:
    for state in tasks(machine(embedded, name)):
        called = state["Arguments"].get("FunctionName")
        if called:
            function = embedded.behind(called, FUNCTION)
            assert function.properties["Timeout"] < state["TimeoutSeconds"], function.name


def test_the_one_function_of_cdk_empties_the_default_security_group(embedded: Assembly) -> None:
    others = [f.name for f in embedded.all(FUNCTION) if f.name.startswith(CDK_PROVIDER)]
    assert others == [f"{CDK_PROVIDER}/Handler"]


def test_every_log_group_is_encrypted_ends_and_outlives_its_stack(embedded: Assembly) -> None:
    for group in embedded.all(LOG_GROUP):
        assert group.properties["KmsKeyId"] == "<LogsKey>"
        assert group.properties["RetentionInDays"] == 365
        assert group.raw["DeletionPolicy"] == "Retain"


def test_every_function_machine_and_the_network_has_a_log_group(embedded: Assembly) -> None:
    machines = {
        machine.name
        for machine in embedded.all("AWS::StepFunctions::StateMachine")
        if not machine.name.startswith(OF_CDK)
    }
    groups = {group.name.removesuffix("/Logs") for group in embedded.all(LOG_GROUP)}
    assert groups == FUNCTIONS | machines | PROVIDER_GROUPS | {"FlowLog"}
