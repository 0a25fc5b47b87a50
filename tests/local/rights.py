"""Taking one statement away from a deployed role, and giving it back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lambdas.contract import names
from local import deploy
from tests.local.system import Json, System

NOTHING = {"Sid": "Nothing", "Effect": "Deny", "Action": "none:None", "Resource": "*"}
"""A policy must say something."""


@dataclass(frozen=True, order=True)
class Statement:
    """A statement by its role's description and its own name."""

    role: str
    sid: str

    def __str__(self) -> str:
        return f"{self.role}: {self.sid}"


class Rights:
    """The managed policies of the deployed environment's roles."""

    def __init__(self, system: System) -> None:
        self._iam = system.operator.client("iam")

    @cached_property
    def policies(self) -> dict[str, list[str]]:
        """The policies of each role, by the role's description."""
        path = names.iam_path(deploy.ENVIRONMENT)
        found = {}
        for page in self._iam.get_paginator("list_roles").paginate(PathPrefix=path):
            for role in page["Roles"]:
                attached = self._iam.list_attached_role_policies(RoleName=role["RoleName"])
                arns = [policy["PolicyArn"] for policy in attached["AttachedPolicies"]]
                found[role["Description"]] = arns
        return found

    def statements(self) -> set[Statement]:
        """Return every statement of every role."""
        return {
            Statement(role, statement["Sid"])
            for role, policies in self.policies.items()
            for policy in policies
            for statement in self._document(policy)["Statement"]
        }

    @contextmanager
    def without(self, statement: Statement) -> Iterator[None]:
        """Take a statement away for a while."""
        policy, document = self._find(statement)
        kept = [item for item in document["Statement"] if item["Sid"] != statement.sid]
        left = kept or [
            {"Sid": "Nothing", "Effect": "Deny", "Action": "none:None", "Resource": "*"}
        ]
        self._set(policy, {**document, "Statement": left})
        try:
            yield
        finally:
            self._set(policy, document)

    def _set(self, policy: str, document: Json) -> None:
        """Make a document the policy's only version: a policy has five at most."""
        self._iam.create_policy_version(
            PolicyArn=policy, PolicyDocument=json.dumps(document), SetAsDefault=True
        )
        for version in self._iam.list_policy_versions(PolicyArn=policy)["Versions"]:
            if not version["IsDefaultVersion"]:
                self._iam.delete_policy_version(PolicyArn=policy, VersionId=version["VersionId"])

    def _find(self, statement: Statement) -> tuple[str, Json]:
        for policy in self.policies[statement.role]:
            document = self._document(policy)
            if any(item["Sid"] == statement.sid for item in document["Statement"]):
                return policy, document
        raise LookupError(f"no statement {statement}")

    def _document(self, policy: str) -> Json:
        version = self._iam.get_policy(PolicyArn=policy)["Policy"]["DefaultVersionId"]
        found: Any = self._iam.get_policy_version(PolicyArn=policy, VersionId=version)
        document = found["PolicyVersion"]["Document"]
        return dict(document if isinstance(document, dict) else json.loads(document))
