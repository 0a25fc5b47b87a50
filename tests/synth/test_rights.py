"""What holds for every role: no wildcard that isn't registered, no way to more rights."""

import json
import re
from collections import defaultdict

import pytest

from stacks.constructs.acknowledgements import UNSCOPED_ACTIONS
from tests.synth.assembly import Assembly, Resource
from tests.synth.statements import (
    CDK_PROVIDER,
    POLICY,
    ROLE,
    Statement,
    actions_of,
    listed,
    roles,
    statements,
    statements_of,
)

MOST_POLICY_CHARACTERS = 6144
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

MAY_ANSWER = {
    "TrainModel",
    "AnswerTraining",
    "RequestApproval",
    "DemoApprover/AnswerApproval",
    "OtherApprover/AnswerApproval",
}

COUNTING = {"AuditServing", "PlanRun", "PromoteModel", "RetireCapacity"}
NETWORKS = {"FunctionNetwork", "ProviderNetwork"}
"""What Lambda needs for functions in the VPC, once for each stack that has some."""

ON_EVERYTHING = {
    "bedrock:ListCustomModelDeployments": COUNTING,
    "bedrock:ListCustomModels": {"AuditServing"},
    "bedrock:ListModelCustomizationJobs": {"SweepRuns"},
    "bedrock:ListProvisionedModelThroughputs": COUNTING,
    "cloudwatch:GetMetricStatistics": {"AuditServing"},
    "cloudwatch:PutMetricData": {"AuditServing"},
    "ec2:AssignPrivateIpAddresses": NETWORKS,
    "ec2:CreateNetworkInterfacePermission": {"DemoBedrock", "OtherBedrock"},
    "ec2:DeleteNetworkInterface": {"DemoBedrock", "OtherBedrock"} | NETWORKS,
    "ec2:DeleteNetworkInterfacePermission": {"DemoBedrock", "OtherBedrock"},
    "ec2:DescribeDhcpOptions": {"DemoBedrock", "OtherBedrock"},
    "ec2:DescribeNetworkInterfaces": {"DemoBedrock", "OtherBedrock"} | NETWORKS,
    "ec2:DescribeSecurityGroups": {"DemoBedrock", "OtherBedrock"},
    "ec2:DescribeSubnets": {"DemoBedrock", "OtherBedrock"} | NETWORKS,
    "ec2:DescribeVpcs": {"DemoBedrock", "OtherBedrock"},
    "ec2:UnassignPrivateIpAddresses": NETWORKS,
    "pricing:GetProducts": {"PriceKeeper"},
}
"""Who is allowed what on every resource, beside the machines' logs and traces."""

MACHINES = {
    "RunMachine",
    "CleanUpMachine",
    "RetireMachine",
    "AliasMachine",
    "DemoFrontDoor",
    "DemoPreparation",
    "DemoRollback",
    "OtherFrontDoor",
    "OtherPreparation",
    "OtherRollback",
}
WAITER = "Capacity/Waiter"
"""The role of the machine by which the CDK's provider waits."""

ESCALATIONS = re.compile(
    r"iam:(?!PassRole)|lambda:(?!InvokeFunction|GetFunction$)|sts:(?!AssumeRole$)"
    r"|kms:(Put|Schedule|Disable)|states:(Create|Update|Delete)|s3:(Put|Delete)Bucket"
    r"|organizations:|ssm:Put|scheduler:(?!CreateSchedule$)"
)
PROJECTS_ALIASES = {"ssm:PutParameter"}
"""What PromoteModel alone may, on the parameters of aliases."""


def allowed(assembly: Assembly) -> list[tuple[Resource, Statement]]:
    """Return every statement that allows a role something, with its policy."""
    return [
        (policy, statement)
        for policy in assembly.all(POLICY)
        for statement in statements(policy.properties["PolicyDocument"])
        if statement["Effect"] == "Allow"
    ]


def test_rights_stand_in_managed_policies_only(embedded: Assembly) -> None:
    inline = {"AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::User"}
    assert not [r.name for r in embedded.resources if r.kind in inline]
    with_inline = [role.name for role in embedded.all(ROLE) if "Policies" in role.properties]
    assert with_inline == [CDK_PROVIDER]


def test_no_role_has_a_policy_of_aws(embedded: Assembly) -> None:
    attached = [
        arn for role in roles(embedded) for arn in role.properties.get("ManagedPolicyArns", [])
    ]
    assert set(attached) == {f"<{network}>" for network in NETWORKS}


def test_every_statement_says_what_it_allows(embedded: Assembly) -> None:
    for policy, statement in allowed(embedded):
        assert statement.keys() <= {"Sid", "Effect", "Action", "Resource", "Condition"}, policy.name
        assert statement["Sid"], policy.name


def test_no_action_is_a_wildcard(embedded: Assembly) -> None:
    for policy, statement in allowed(embedded):
        assert not [a for a in listed(statement["Action"]) if "*" in a], policy.name


def test_whoever_is_allowed_something_on_everything_is_listed(embedded: Assembly) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for policy, statement in allowed(embedded):
        if "*" in listed(statement["Resource"]):
            for action in listed(statement["Action"]):
                found[action].add(policy.name)
    observing = {action for action in found if action.startswith(("logs:", "xray:"))}
    assert all(found.pop(action) == MACHINES | {WAITER} for action in observing)
    assert found == ON_EVERYTHING


def test_every_action_on_everything_is_in_the_register_with_its_source(embedded: Assembly) -> None:
    patterns = [pattern.replace("*", r"\w*") for pattern in UNSCOPED_ACTIONS]
    for policy, statement in allowed(embedded):
        if "*" in listed(statement["Resource"]):
            for action in listed(statement["Action"]):
                assert any(re.fullmatch(p, action) for p in patterns), (policy.name, action)


def test_foundation_models_are_held_to_no_account(embedded: Assembly) -> None:
    naming = [
        statement
        for _, statement in allowed(embedded)
        if any("::foundation-model/" in resource for resource in listed(statement["Resource"]))
    ]
    assert naming
    assert "aws:ResourceAccount" not in str(naming)


def test_no_role_leads_to_more_rights(embedded: Assembly) -> None:
    for role in roles(embedded):
        found = {a for a in actions_of(embedded, role.name) if ESCALATIONS.match(a)}
        assert found == (PROJECTS_ALIASES if role.name == "PromoteModel" else set()), role.name


def test_roles_are_passed_to_bedrock_and_the_scheduler_only(embedded: Assembly) -> None:
    passing = [(p.name, s) for p, s in allowed(embedded) if "iam:PassRole" in listed(s["Action"])]
    assert passing == [
        (
            "TrainModel",
            {
                "Sid": "PassBedrockRoles",
                "Effect": "Allow",
                "Action": "iam:PassRole",
                "Resource": ["<DemoBedrock>", "<OtherBedrock>"],
                "Condition": {"StringEquals": {"iam:PassedToService": "bedrock.amazonaws.com"}},
            },
        ),
        (
            "DeployModel",
            {
                "Sid": "PassScheduleRole",
                "Effect": "Allow",
                "Action": "iam:PassRole",
                "Resource": "<ExpirySchedules/Start>",
                "Condition": {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
            },
        ),
    ]


def test_functions_answer_waiting_runs_and_no_person_does(embedded: Assembly) -> None:
    answering = {
        role.name
        for role in roles(embedded)
        if any(action.startswith("states:SendTask") for action in actions_of(embedded, role.name))
    }
    assert answering == MAY_ANSWER


@pytest.mark.parametrize("machine", sorted(MACHINES))
def test_a_machines_key_condition_holds_exactly_its_own_arn(
    embedded: Assembly, machine: str
) -> None:
    properties = embedded.one("AWS::StepFunctions::StateMachine", machine).properties
    (use,) = (s for s in statements_of(embedded, machine) if s["Sid"] == "UseKey")
    arn = f"arn:aws:states:<region>:<account>:stateMachine:{properties['StateMachineName']}"
    context = "kms:EncryptionContext:aws:states:stateMachineArn"
    assert use["Condition"] == {"StringEquals": {context: arn}}
    assert use["Resource"] == properties["EncryptionConfiguration"]["KmsKeyId"]


def test_a_policy_has_room_for_the_longest_names(embedded: Assembly) -> None:
    longest = {"<account>": 12, "<region>": 14, "embedded": 12, "demo": 20, "other": 20}
    for policy in embedded.all(POLICY):
        document = json.dumps(policy.properties["PolicyDocument"], separators=(",", ":"))
        for name, length in longest.items():
            document = document.replace(name, "x" * length)
        assert len(document) < MOST_POLICY_CHARACTERS, policy.name
