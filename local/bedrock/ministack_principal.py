"""What a principal of MiniStack may do, by all policies that concern it."""

from ministack.core import iam_evaluator

from local.bedrock.things import Scope
from local.bedrock.world import Need, RefusedError


class MiniStackPrincipal:
    """Somebody with an access key: a user, an assumed role, or the root."""

    def __init__(self, access_key: str, scope: Scope) -> None:
        self.scope = scope
        self.access_key = access_key

    @property
    def arn(self) -> str:
        """The principal's ARN."""
        return str(self._resolved().arn)

    @property
    def is_root(self) -> bool:
        """Whether this is the emulator's own root, whom no policy limits."""
        return self._resolved().policies is None

    def require(self, need: Need) -> None:
        """Raise RefusedError unless identity and resource policies together allow something."""
        principal = self._resolved()
        if principal.policies is None:
            return
        context = iam_evaluator.EvalContext(
            principal_arn=principal.arn,
            principal_type=principal.type,
            principal_account=principal.account,
            action=need.action,
            resource_arn=need.resource,
            region=self.scope.region,
            service_context={key.lower(): value for key, value in need.context.items()},
            principal_keys=principal.keys,
        )
        answer = iam_evaluator.evaluate(context, principal.policies, *principal.limits)
        service = need.action.partition(":")[0]
        if found := iam_evaluator._resource_policy(service, need.resource):
            answer = iam_evaluator.combine_resource_policy(
                answer,
                context,
                *found,
                required=service in iam_evaluator._POLICY_REQUIRED,
                limits=principal.limits,
            )
        if answer.decision != "Allow":
            raise RefusedError(principal.arn, need.action, need.resource)

    def _resolved(self) -> iam_evaluator.PrincipalInfo:
        found = iam_evaluator.resolve_principal(self.access_key, self.scope.account)
        if isinstance(found, iam_evaluator.AuthError):
            raise RefusedError(self.access_key, "sts:GetCallerIdentity", "*")
        return found
