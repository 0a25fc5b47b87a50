"""The guard of declared capacity: a resource that has to agree before any capacity changes."""

from collections.abc import Sequence
from typing import cast

from aws_cdk import CustomResource, Duration
from aws_cdk import aws_ssm as ssm
from constructs import Construct, IDependable

from lambdas.contract import guard, names
from lambdas.contract.guard import GuardedAlias
from stacks.serving_settings import Capacity


class CapacityGuard(Construct):
    """What refuses an update that would leave capacity serving without a declaration.

    Every capacity waits for it. The parameter waits for every capacity: while it holds another list
    than the guard, the update is not over, and a change back is CloudFormation's own.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        service_token: str,
        service_timeout: Duration,
        capacity: Sequence[Capacity],
    ) -> None:
        super().__init__(scope, construct_id)
        declared = guard.encoded(
            [
                GuardedAlias(team=one.team, alias=one.alias, on_removal=one.on_removal.value)
                for one in capacity
            ]
        )
        self._agreement = CustomResource(
            self,
            "Agreement",
            resource_type=guard.RESOURCE_TYPE,
            service_token=service_token,
            service_timeout=service_timeout,
            properties={"Declared": declared},
        )
        self._reached = ssm.StringParameter(
            self,
            "Reached",
            parameter_name=names.guard_parameter(environment),
            description="The declared capacity that the last deployment reached",
            string_value=declared,
        )
        self._reached.node.add_dependency(self._agreement)

    def hold_back(self, capacity: Construct) -> None:
        """Let a capacity change only after the guard has agreed, and before the update is over."""
        capacity.node.add_dependency(self._agreement)
        self._reached.node.add_dependency(cast(IDependable, capacity))
