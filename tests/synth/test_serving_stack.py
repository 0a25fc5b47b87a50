"""The Serving stack: what CloudFormation asks, who waits for it, and with which rights."""

import json
from typing import Any

import pytest

import app
from tests.synth import synthesis
from tests.synth.assembly import Assembly, Resource
from tests.synth.definitions import MACHINE, machine
from tests.synth.shared_rights import of_every_function, of_every_machine
from tests.synth.statements import actions_of, rights_of, roles, table, trust_of

FUNCTION = "AWS::Lambda::Function"
CAPACITY = "Custom::ServedCapacity"
GUARD = "Custom::CapacityGuard"
PARAMETER = "AWS::SSM::Parameter"
PROVIDER = "Capacity/Provider"
PARTS = ["framework-onEvent", "framework-isComplete", "framework-onTimeout"]
WAITER = "bedrock-customization-embedded-capacity-waiter"
LONGEST_WAIT = 50 * 60
"""After so many seconds AwaitCapacity ends the waiting itself."""

PROPERTIES = {
    "Capacity/research_faq-long/Default": {
        "Team": "research",
        "Alias": "faq-long",
        "Kind": "on_demand",
        "Units": "0",
        "Commitment": "none",
        "OldFirst": "false",
        "Base": "",
        "OnRemoval": "refuse",
        "Wait": "alarm",
    },
    "Capacity/research-faq_long/Default": {
        "Team": "research-faq",
        "Alias": "long",
        "Kind": "on_demand",
        "Units": "0",
        "Commitment": "none",
        "OldFirst": "false",
        "Base": "",
        "OnRemoval": "refuse",
        "Wait": "alarm",
    },
    "Capacity/research_live/Default": {
        "Team": "research",
        "Alias": "live",
        "Kind": "provisioned",
        "Units": "2",
        "Commitment": "one_month",
        "OldFirst": "true",
        "Base": "amazon.nova-micro-v1:0:128k",
        "OnRemoval": "remove",
        "Wait": "strict",
    },
}

DECLARED = (
    '[{"team":"research","alias":"faq-long","on_removal":"refuse"},'
    '{"team":"research","alias":"live","on_removal":"remove"},'
    '{"team":"research-faq","alias":"long","on_removal":"refuse"}]'
)
"""What the guard of `dev` holds, by team and alias."""

PROVIDE_CAPACITY = table(
    """
    StartPromotion: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-aliases
    ReadAliases: allow s3:GetObject
      on arn:aws:s3:::<ArtifactsBucket>/aliases/*
      if StringEquals aws:ResourceAccount: <account>
    FindAliases: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: aliases/*
      if StringEquals aws:ResourceAccount: <account>
    DecryptAliases: allow kms:Decrypt
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    ReadReached: allow ssm:GetParameter
      on arn:aws:ssm:<region>:<account>:parameter/bedrock-customization/embedded/guarded-capacity
    """
)

AWAIT_CAPACITY = table(
    """
    ReadExecutions: allow states:DescribeExecution
      on arn:aws:states:<region>:<account>:execution:bedrock-customization-embedded-aliases:*
    DecryptExecutions: allow kms:Decrypt
      on <WorkflowKey>
      if StringEquals kms:ViaService: states.<region>.amazonaws.com
      if StringEquals kms:EncryptionContext:aws:states:stateMachineArn:
          arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-aliases
    TellOperators: allow states:StartExecution
      on arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded-retire
    """
)

ON_EVENT = table(
    f"""
    WriteLogs: allow logs:CreateLogStream logs:PutLogEvents
      on <Capacity/Logs>
    ReadSettings: allow kms:Decrypt
      on <WorkflowKey>
    CallHandler: allow lambda:GetFunction lambda:InvokeFunction
      on <ProvideCapacity>
    StartWaiting: allow states:StartExecution
      on
          arn:aws:states:<region>:<account>:stateMachine:{WAITER}
    """
)

IS_COMPLETE = table(
    """
    WriteLogs: allow logs:CreateLogStream logs:PutLogEvents
      on <Capacity/Logs>
    ReadSettings: allow kms:Decrypt
      on <WorkflowKey>
    CallHandler: allow lambda:GetFunction lambda:InvokeFunction
      on <AwaitCapacity>
    """
)

CALL_PROVIDER = table(
    """
    CallProvider: allow lambda:InvokeFunction
      on <Capacity/Provider/framework-isComplete>
      on <Capacity/Provider/framework-onTimeout>
    """
)


@pytest.fixture
def parts(embedded: Assembly) -> list[Resource]:
    """The three functions that the CDK brings."""
    return [embedded.one(FUNCTION, f"{PROVIDER}/{part}") for part in PARTS]


@pytest.fixture
def waiter(embedded: Assembly) -> Resource:
    return embedded.one(MACHINE, f"{PROVIDER}/waiter-state-machine")


def test_each_declared_capacity_is_a_resource_with_these_properties(dev: Assembly) -> None:
    found = {}
    for resource in dev.all(CAPACITY):
        properties = dict(resource.properties)
        assert properties.pop("ServiceToken") == f"<{PROVIDER}/framework-onEvent>"
        assert properties.pop("ServiceTimeout") == "3600"
        found[resource.name] = properties
    assert found == PROPERTIES


def test_pairs_that_read_alike_are_two_resources(dev: Assembly) -> None:
    template = dev.template("bedrock-customization-dev-serving")["Resources"]
    ids = [name for name, resource in template.items() if resource["Type"] == CAPACITY]
    assert len(ids) == len(PROPERTIES)
    assert all(isinstance(value, str) for r in dev.all(CAPACITY) for value in r.properties.values())


def test_one_guard_knows_all_declared_capacity(dev: Assembly) -> None:
    [guard] = dev.all(GUARD)
    assert dict(guard.properties) == {
        "ServiceToken": f"<{PROVIDER}/framework-onEvent>",
        "ServiceTimeout": "3600",
        "Declared": DECLARED,
    }
    assert guard.name == "Capacity/Guard/Agreement/Default"
    assert guard.raw["DeletionPolicy"] == "Delete"


def test_no_capacity_changes_before_the_guard_has_agreed(dev: Assembly) -> None:
    template = dev.template("bedrock-customization-dev-serving")["Resources"]
    for resource in dev.all(CAPACITY):
        kinds = [template[needed]["Type"] for needed in resource.raw["DependsOn"]]
        assert kinds == [GUARD]


def test_the_parameter_that_tells_how_far_an_update_came_changes_last(dev: Assembly) -> None:
    reached = dev.one(PARAMETER, "Capacity/Guard/Reached")
    assert reached.properties["Name"] == "/bedrock-customization/dev/guarded-capacity"
    assert (reached.properties["Type"], reached.properties["Value"]) == ("String", DECLARED)
    template = dev.template("bedrock-customization-dev-serving")["Resources"]
    waits_for = {template[needed]["Type"] for needed in reached.raw["DependsOn"]}
    assert waits_for == {GUARD, CAPACITY}
    assert len(reached.raw["DependsOn"]) == 1 + len(PROPERTIES)


def test_removing_a_capacity_asks_the_provider_which_may_refuse(dev: Assembly) -> None:
    for resource in dev.all(CAPACITY):
        assert resource.raw["DeletionPolicy"] == "Delete"
        assert resource.raw["UpdateReplacePolicy"] == "Delete"


def test_without_capacity_the_provider_is_there_all_the_same() -> None:
    # Else the last capacity could never be taken away: its provider would go first.
    built = app.build_app(synthesis.context("dev", layers="host"))
    stack = built.node.find_child("bedrock-customization-dev-serving")
    paths = {found.node.path.partition("/")[2] for found in stack.node.find_all()}
    assert f"{PROVIDER}/framework-onEvent" in paths
    assert {"Capacity/Guard/Agreement", "Capacity/Guard/Reached"} <= paths
    assert not [path for path in paths if path.startswith("Capacity/research")]


def test_the_stack_comes_after_the_workflow_and_exports_nothing(embedded: Assembly) -> None:
    stack = "bedrock-customization-embedded-serving"
    needed = embedded.manifest["artifacts"][stack]["dependencies"]
    assert "bedrock-customization-embedded-workflow" in needed
    assert "Outputs" not in embedded.template(stack)


def test_it_imports_keys_network_and_the_bucket_of_the_aliases(embedded: Assembly) -> None:
    template = json.dumps(embedded.template("bedrock-customization-embedded-serving"))
    imported = {name for name in embedded.exports if f'"Fn::ImportValue": "{name}"' in template}
    assert {embedded.exports[name] for name in imported} == {
        "<ArtifactsBucket>",
        "<DataKey>",
        "<FunctionGroup>",
        "<LogsKey>",
        "<Vpc/IsolatedSubnet1>",
        "<Vpc/IsolatedSubnet2>",
        "<WorkflowKey>",
    }


def test_the_handlers_start_and_watch_machines_and_never_call_bedrock(embedded: Assembly) -> None:
    provide = f"{of_every_function('ProvideCapacity')}\n{PROVIDE_CAPACITY}"
    await_ = f"{of_every_function('AwaitCapacity')}\n{AWAIT_CAPACITY}"
    assert rights_of(embedded, "ProvideCapacity") == provide
    assert rights_of(embedded, "AwaitCapacity") == await_


def test_the_handlers_know_where_to_turn(embedded: Assembly) -> None:
    machines = "arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded"
    assert variables(embedded, "ProvideCapacity") == {
        "ACCOUNT_ID": "<account>",
        "ALIAS_MACHINE_ARN": f"{machines}-aliases",
        "ARTIFACTS_BUCKET_NAME": "<ArtifactsBucket>",
        "ENVIRONMENT_NAME": "embedded",
    }
    assert variables(embedded, "AwaitCapacity") == {"RETIRE_MACHINE_ARN": f"{machines}-retire"}


def test_the_providers_functions_call_one_handler_each(embedded: Assembly) -> None:
    assert rights_of(embedded, "Capacity/OnEvent") == ON_EVENT
    assert rights_of(embedded, "Capacity/IsComplete") == IS_COMPLETE


def test_the_waiter_calls_the_provider_and_nothing_else(embedded: Assembly) -> None:
    wanted = f"{of_every_machine(WAITER)}\n{CALL_PROVIDER}"
    assert rights_of(embedded, "Capacity/Waiter") == wanted
    assert "states.amazonaws.com" in trust_of(embedded, "Capacity/Waiter")


def test_the_provider_has_no_role_but_ours(embedded: Assembly, parts: list[Resource]) -> None:
    serving = {r.name for r in roles(embedded) if r.stack == "serving"}
    assert serving == {
        "ProvideCapacity",
        "AwaitCapacity",
        "Capacity/OnEvent",
        "Capacity/IsComplete",
        "Capacity/Waiter",
    }
    given = [part.properties["Role"] for part in parts]
    assert given == ["<Capacity/OnEvent>", "<Capacity/IsComplete>", "<Capacity/IsComplete>"]


def test_the_providers_functions_are_in_the_network_encrypted_and_logged(
    parts: list[Resource],
) -> None:
    for part in parts:
        assert part.properties["VpcConfig"] == {
            "SecurityGroupIds": ["<FunctionGroup>"],
            "SubnetIds": ["<Vpc/IsolatedSubnet1>", "<Vpc/IsolatedSubnet2>"],
        }
        assert part.properties["KmsKeyArn"] == "<WorkflowKey>"
        # Fatal: at any other level the framework logs requests and their addresses for answers.
        assert part.properties["LoggingConfig"] == {
            "ApplicationLogLevel": "FATAL",
            "LogFormat": "JSON",
            "LogGroup": "<Capacity/Logs>",
        }


def test_the_waiter_is_named_encrypted_traced_and_logged_without_data(waiter: Resource) -> None:
    properties = waiter.properties
    assert properties["StateMachineName"] == WAITER
    assert properties["RoleArn"] == "<Capacity/Waiter>"
    assert properties["EncryptionConfiguration"] == {
        "KmsKeyId": "<WorkflowKey>",
        "Type": "CUSTOMER_MANAGED_KMS_KEY",
    }
    assert properties["TracingConfiguration"] == {"Enabled": True}
    logging = properties["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)
    (destination,) = logging["Destinations"]
    group = destination["CloudWatchLogsLogGroup"]["LogGroupArn"]
    assert group == "<Capacity/Waiter/Logs>"


@pytest.mark.parametrize(("environment", "seconds"), [("embedded", 5), ("dev", 30)])
def test_the_waiter_looks_as_often_as_settings_and_outlasts_the_handlers_patience(
    request: pytest.FixtureRequest, environment: str, seconds: int
) -> None:
    assembly: Assembly = request.getfixturevalue(environment)
    definition = machine(assembly, f"{PROVIDER}/waiter-state-machine")
    (retry,) = definition["States"]["framework-isComplete-task"]["Retry"]
    assert (retry["IntervalSeconds"], retry["BackoffRate"]) == (seconds, 1)
    assert LONGEST_WAIT < retry["MaxAttempts"] * retry["IntervalSeconds"] <= 3600


def test_the_machine_and_the_functions_wait_for_their_rights(
    embedded: Assembly, parts: list[Resource], waiter: Resource
) -> None:
    template = embedded.template("bedrock-customization-embedded-serving")["Resources"]
    for resource in [*parts, waiter]:
        needed = resource.raw["DependsOn"]
        kinds = [template[logical_id]["Type"] for logical_id in needed]
        assert "AWS::IAM::ManagedPolicy" in kinds


def test_only_the_provider_starts_the_waiter(embedded: Assembly) -> None:
    starting = {
        role.name
        for role in roles(embedded)
        if "states:StartExecution" in actions_of(embedded, role.name)
        and WAITER in rights_of(embedded, role.name)
    }
    assert starting == {"Capacity/OnEvent"}


def variables(assembly: Assembly, function: str) -> dict[str, Any]:
    """Return the environment variables of a function."""
    found: dict[str, Any] = assembly.one(FUNCTION, function).properties["Environment"]["Variables"]
    return found
