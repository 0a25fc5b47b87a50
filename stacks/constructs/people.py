"""Who may take on the roles that people of a team have."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam

from lambdas.contract import names


def people(arns: Sequence[str]) -> iam.IPrincipal:
    """Return the principals of settings; without any, whom the account's IAM lets."""
    if not arns:
        return iam.AccountRootPrincipal()
    return iam.CompositePrincipal(*(iam.ArnPrincipal(arn) for arn in arns))


def deployment_arn(environment: str) -> str:
    """Return the ARN of the parameter by which people's command finds the environment."""
    name = names.deployment_parameter(environment)
    return f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:parameter{name}"


def deny(
    sid: str, actions: Sequence[str], resources: Sequence[str] = ("*",)
) -> iam.PolicyStatement:
    """Return a statement that forbids actions, by default everywhere, whatever else is allowed."""
    return iam.PolicyStatement(
        sid=sid, effect=iam.Effect.DENY, actions=list(actions), resources=list(resources)
    )
