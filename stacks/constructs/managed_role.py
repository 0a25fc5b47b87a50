"""A role with one managed policy: rights stand in explicit statements, never in grants."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs import acknowledgements


class ManagedRole(Construct):
    """A role below the environment's IAM path and the managed policy that says what it may do.

    Bucket and key policies name these roles by their path, so no stack needs another's ARNs. The
    policy is managed, not inline: the stricter rule packs want it, and changing it later would
    replace every policy.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        path: str,
        assumed_by: iam.IPrincipal,
        description: str,
        statements: Sequence[iam.PolicyStatement],
    ) -> None:
        super().__init__(scope, construct_id)
        self._role = iam.Role(
            self, "Role", path=path, assumed_by=assumed_by, description=description
        )
        self.policy = iam.ManagedPolicy(self, "Policy", path=path, statements=list(statements))
        self.policy.attach_to_role(self._role)
        acknowledgements.acknowledge(self.policy, statements)
        self.role = self._role.without_policy_updates()
        """Immutable, so that no construct widens it behind our back."""

    def attach(self, policy: iam.IManagedPolicy) -> None:
        """Add rights that several roles share."""
        self._role.add_managed_policy(policy)


def allow(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str],
    conditions: Mapping[str, object] | None = None,
) -> iam.PolicyStatement:
    """Return a statement that allows exactly these actions on these resources."""
    return iam.PolicyStatement(
        sid=sid, actions=list(actions), resources=list(resources), conditions=conditions
    )
