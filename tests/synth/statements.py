"""Policies as text that a reviewer reads: who may do what, on what, under which conditions."""

from collections.abc import Iterable, Mapping
from textwrap import dedent, wrap
from typing import Any

from tests.synth.assembly import Assembly, Resource

Statement = Mapping[str, Any]
WIDTH = 96
ROLE = "AWS::IAM::Role"
POLICY = "AWS::IAM::ManagedPolicy"
KEY = "AWS::KMS::Key"
CDK_PROVIDER = "Custom::VpcRestrictDefaultSGCustomResourceProvider"
"""CDK's own custom resource that empties the default security group; its role is CDK's to write."""
CAPACITY_PROVIDER = "Capacity/Provider/"
"""The provider framework's functions and machine; their roles are ours."""
OF_CDK = (CDK_PROVIDER, CAPACITY_PROVIDER)
"""How the names of functions begin whose code isn't ours."""


def roles(assembly: Assembly) -> list[Resource]:
    """Return every role but CDK's own."""
    return [role for role in assembly.all(ROLE) if role.name != CDK_PROVIDER]


def role_of(assembly: Assembly, name: str) -> Resource:
    """Return the role of a function, a machine or a team."""
    return assembly.one(ROLE, name)


def policies_of(assembly: Assembly, name: str) -> list[Resource]:
    """Return the managed policies of a role, whichever side attaches them."""
    role = role_of(assembly, name)
    attached = role.properties.get("ManagedPolicyArns", [])
    return [
        policy
        for policy in assembly.all(POLICY)
        if role.arn in policy.properties.get("Roles", []) or policy.arn in attached
    ]


def statements_of(assembly: Assembly, name: str) -> list[Statement]:
    """Return everything a role is allowed or denied."""
    return [
        statement
        for policy in policies_of(assembly, name)
        for statement in statements(policy.properties["PolicyDocument"])
    ]


def actions_of(assembly: Assembly, name: str) -> set[str]:
    """Return every action a role is allowed."""
    return {
        action
        for statement in statements_of(assembly, name)
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
    }


def rights_of(assembly: Assembly, name: str) -> str:
    """Return what a role's own policy says, as text."""
    return text(statements(assembly.one(POLICY, name).properties["PolicyDocument"]))


def trust_of(assembly: Assembly, name: str) -> str:
    """Return who may take a role on, as text."""
    return text(statements(role_of(assembly, name).properties["AssumeRolePolicyDocument"]))


def key_statements(assembly: Assembly, name: str) -> list[Statement]:
    """Return the policy of a key."""
    return statements(assembly.one(KEY, name).properties["KeyPolicy"])


def resource_policy(assembly: Assembly, kind: str, name: str) -> list[Statement]:
    """Return the policy of a bucket, a queue or a topic."""
    return statements(assembly.one(kind, name).properties["PolicyDocument"])


def statements(document: Mapping[str, Any]) -> list[Statement]:
    """Return the statements of a policy."""
    found: list[Statement] = document["Statement"]
    return found


def listed(value: Any) -> list[Any]:
    """Return a policy's value as the list that it is when there are several."""
    return value if isinstance(value, list) else [value]


def text(given: Iterable[Statement]) -> str:
    """Return statements as text, each part on a line of its own."""
    lines = [line for statement in given for line in _lines(statement)]
    return "\n".join(wrapped for line in lines for wrapped in _wrapped(line))


def table(literal: str) -> str:
    """Return a test's literal as `text` writes it."""
    return dedent(literal).strip()


def _wrapped(line: str) -> list[str]:
    return wrap(
        line,
        WIDTH,
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _lines(statement: Statement) -> list[str]:
    verb = "allow" if statement["Effect"] == "Allow" else "deny"
    return [
        f"{statement.get('Sid', '(no sid)')}: {verb} {' '.join(listed(statement['Action']))}",
        *(f"  to {who}" for who in _principals(statement.get("Principal", []))),
        *(f"  on {what}" for what in listed(statement.get("Resource", []))),
        *_conditions(statement.get("Condition", {})),
    ]


def _principals(given: Any) -> list[str]:
    if isinstance(given, str):
        return [given]
    return [who for value in dict(given).values() for who in listed(value)]


def _conditions(given: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [
        f"  if {operator} {key}: {' '.join(str(value) for value in listed(wanted))}"
        for operator, keys in given.items()
        for key, wanted in keys.items()
    ]
