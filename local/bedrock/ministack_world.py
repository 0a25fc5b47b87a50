"""The AWS around the stand-in, made of MiniStack's own internals.

Written against ministack 1.5.33, which is pinned: what is used here is not its public API.
"""

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from ministack.core import iam_evaluator, responses, router
from ministack.services import cloudwatch, ec2, eventbridge, iam, kms, sts

from local.bedrock import permissions
from local.bedrock.ministack_principal import MiniStackPrincipal
from local.bedrock.ministack_role import MiniStackRole
from local.bedrock.things import Scope
from local.bedrock.world import CannotAssumeError


class MiniStackWorld:
    """Identities, keys, networks and events of the MiniStack in this process; S3 over its port.

    Raises:
        RuntimeError: `AWS_ENDPOINT_URL` isn't on this machine: that might be a real account.
    """

    def __init__(self) -> None:
        endpoint_url = os.environ.get("AWS_ENDPOINT_URL", "")
        if urlsplit(endpoint_url).hostname not in {"localhost", "127.0.0.1"}:
            raise RuntimeError(
                "AWS_ENDPOINT_URL must be the emulator's address on this machine, "
                f"not '{endpoint_url}'"
            )

    def scope(self) -> Scope:
        """Return the account and Region of the request that is being handled."""
        return Scope(responses.get_account_id(), responses.get_region())

    def caller(
        self, headers: Mapping[str, str], query: Mapping[str, Sequence[str]]
    ) -> MiniStackPrincipal:
        """Return who sent the request that MiniStack has authenticated."""
        access_key = router.extract_access_key_id(headers, query)
        return MiniStackPrincipal(access_key, self.scope())

    @contextmanager
    def within(self, scope: Scope) -> Iterator[None]:
        """Make a thread of our own act for an account and Region."""
        with responses.request_scope(scope.account, scope.region):
            yield

    def trusts(self, role_arn: str, job_arn: str, scope: Scope) -> None:
        """Raise CannotAssumeError unless the role lets Bedrock assume it for a job."""
        name = role_arn.rpartition("/")[2]
        role = iam._roles.get_scoped(scope.account, None, name)
        if role is None or role["Arn"] != role_arn:
            raise CannotAssumeError("the role doesn't exist in this account")
        context = iam_evaluator.EvalContext(
            # Named so that no statement about an AWS principal fits, only one about the service.
            principal_arn=permissions.SERVICE,
            principal_type="Service",
            principal_account="",
            action="sts:AssumeRole",
            resource_arn=role_arn,
            region=scope.region,
            service_context={"aws:sourceaccount": scope.account, "aws:sourcearn": job_arn},
        )
        trust = role["AssumeRolePolicyDocument"]
        answer = iam_evaluator.evaluate_resource_policy(trust, context, permissions.SERVICE)
        if answer.decision != "Allow":
            raise CannotAssumeError(
                f"its trust policy doesn't let {permissions.SERVICE} assume it "
                f"for {job_arn} of account {scope.account}"
            )

    def assume(self, role_arn: str, job_arn: str, scope: Scope) -> MiniStackRole:
        """Return the role with credentials of its own, in a session named after the job."""
        self.trusts(role_arn, job_arn, scope)
        return signed_in(role_arn, f"bedrock-{job_arn[-12:]}", scope)

    def key_arn(self, key_id: str, scope: Scope) -> str | None:
        """Return the ARN of the enabled key that an id, alias or ARN names."""
        with self.within(scope):
            key = kms._resolve_key(key_id)
        return str(key["Arn"]) if key and key["KeyState"] == "Enabled" else None

    def missing_network(self, names: Sequence[str], scope: Scope) -> list[str]:
        """Return those subnets and security groups that don't exist."""
        with self.within(scope):
            return [
                name
                for name in names
                if name not in ec2._subnets and name not in ec2._security_groups
            ]

    def publish(self, event: Mapping[str, Any]) -> None:
        """Give an event to EventBridge as the AWS service that it names."""
        eventbridge._put_events({"Entries": [event]}, allow_aws_source=True)

    def count(self, model_id: str, moment: datetime) -> None:
        """Add one to CloudWatch's `Invocations` of what was invoked, for the request's scope."""
        stored = (moment.timestamp(), "Count", 1, None, None, None)
        cloudwatch._store_datum("AWS/Bedrock", "Invocations", {"ModelId": model_id}, *stored)


def signed_in(role_arn: str, session: str, scope: Scope) -> MiniStackRole:
    """Return a role with credentials of its own, as a service has that it let assume it."""
    name = role_arn.rpartition("/")[2]
    access_key = f"ASIA{secrets.token_hex(8).upper()}"
    secret_key, token = secrets.token_hex(20), secrets.token_hex(32)
    arn = f"arn:aws:sts::{scope.account}:assumed-role/{name}/{session}"
    sts.register_session(
        access_key,
        {
            "Arn": arn,
            "UserId": f"{sts._role_id(role_arn)}:{session}",
            "SecretAccessKey": secret_key,
            "SessionToken": token,
        },
    )
    return MiniStackRole(access_key, secret_key, token, scope, os.environ["AWS_ENDPOINT_URL"])
