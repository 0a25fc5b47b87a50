"""The register of accepted cdk-nag findings: which wildcards are allowed, and the evidence why.

A wildcard that fits no entry is not acknowledged, and synthesis ends with cdk-nag's finding. An
entry is applied finding by finding, by its qualified id, on the policy that causes it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from aws_cdk import aws_iam as iam

PACK_AND_RULE = "AwsSolutions::AwsSolutions-IAM5"
AUTHORIZATION = "https://docs.aws.amazon.com/service-authorization/latest/reference"


@dataclass(frozen=True)
class Wildcard:
    """A shape of resource that no policy can name more narrowly."""

    name: str
    resource: re.Pattern[str]
    """Matched against the whole resource, as cdk-nag prints it."""
    evidence: str


WILDCARDS = (
    Wildcard(
        "objects below the prefix of a team, approvals, aliases or prices, and tokens of jobs",
        re.compile(
            r"arn:aws:s3:::[\w-]+/((teams|runs|aliases|control/approvals)/[a-z0-9-]+(/prepared)?"
            r"|control/approvals|aliases|prices)/\*(/plan\.json)?"
            r"|arn:aws:s3:::[\w-]+/control/bc-[a-z0-9]+-\*"
        ),
        "Objects get their names at run time; the prefix is one team's, or of one function alone: "
        f"{AUTHORIZATION}/list_amazons3.html",
    ),
    Wildcard(
        "customization jobs, custom models and what serves them",
        re.compile(
            r"arn:<AWS::Partition>:bedrock:<AWS::Region>:<AWS::AccountId>:"
            r"(model-customization-job|custom-model|custom-model-deployment|provisioned-model)/\*"
        ),
        "Bedrock makes the last part of these ARNs when it creates them; creating, changing and "
        "stopping are held to this environment's tag by a condition: "
        f"{AUTHORIZATION}/list_amazonbedrock.html",
    ),
    Wildcard(
        "manifests of evaluations",
        re.compile(r"arn:aws:s3:::[\w-]+/runs/\*/\*/evaluation/manifest\.jsonl"),
        "One machine runs the evaluations of all teams; every run has its folder and in it one "
        f"manifest, which holds places and counts: {AUTHORIZATION}/list_amazons3.html",
    ),
    Wildcard(
        "executions of one named state machine, or of what its map starts",
        re.compile(
            r"arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:"
            r"execution:[a-z0-9-]+(/[A-Za-z]+)?:([a-z0-9-]+_)?\*"
        ),
        "An execution's name is given when it starts; the machine, and for people the team, are "
        f"fixed: {AUTHORIZATION}/list_awsstepfunctions.html",
    ),
    Wildcard(
        "executions of the teams' rollback machines",
        re.compile(
            r"arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:"
            r"execution:[a-z0-9-]+-\*-rollback:\*"
        ),
        "Each team has its machine, and a policy has no room for all of them; the name begins with "
        "the environment's, and only reading is allowed: "
        f"{AUTHORIZATION}/list_awsstepfunctions.html",
    ),
    Wildcard(
        "schedules that end capacity",
        re.compile(
            r"arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:"
            r"schedule/[a-z0-9-]+/bc-[a-z0-9]+-\*"
        ),
        "A schedule is called as the capacity it ends, which a run names; group and environment are"
        f" fixed: {AUTHORIZATION}/list_amazoneventbridgescheduler.html",
    ),
    Wildcard(
        "parameters of aliases",
        re.compile(
            r"arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:"
            r"parameter/[a-z0-9/-]+/aliases/\*/\*"
        ),
        "An alias has one parameter below its environment's and team's path, and settings add "
        f"aliases: {AUTHORIZATION}/list_awssystemsmanager.html",
    ),
    Wildcard(
        "base models",
        re.compile(r"arn:<AWS::Partition>:bedrock:<AWS::Region>::foundation-model/\*"),
        "What serves may have any base, also one that the catalogue has dropped; only reading is "
        f"allowed: {AUTHORIZATION}/list_amazonbedrock.html",
    ),
    Wildcard(
        "network interfaces",
        re.compile(r"arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:network-interface/\*"),
        "The interface does not exist before the call; subnets, security group and tags are fixed: "
        "https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-job-access-security.html"
        " and https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    ),
)

ANY_RESOURCE = "*"
UNSCOPED_ACTIONS = {
    "bedrock:ListCustomModelDeployments": f"{AUTHORIZATION}/list_amazonbedrock.html",
    "bedrock:ListCustomModels": f"{AUTHORIZATION}/list_amazonbedrock.html",
    "bedrock:ListModelCustomizationJobs": f"{AUTHORIZATION}/list_amazonbedrock.html",
    "bedrock:ListProvisionedModelThroughputs": f"{AUTHORIZATION}/list_amazonbedrock.html",
    # Metrics have no ARN; writing is held to our namespace by a condition.
    "cloudwatch:GetMetricData": f"{AUTHORIZATION}/list_amazoncloudwatch.html",
    "cloudwatch:GetMetricStatistics": f"{AUTHORIZATION}/list_amazoncloudwatch.html",
    "cloudwatch:PutMetricData": f"{AUTHORIZATION}/list_amazoncloudwatch.html",
    "ec2:Describe*": f"{AUTHORIZATION}/list_amazonec2.html",
    # Conditions on the job's tags stand in for the resource, as AWS publishes the policy.
    "ec2:*NetworkInterface*": (
        "https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-job-access-security.html"
    ),
    # Lambda refuses a role that may delete interfaces only under some name.
    "ec2:*PrivateIpAddresses": (
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
    ),
    "logs:*LogDeliver*": "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
    "logs:*ResourcePolic*": "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
    "logs:DescribeLogGroups": "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
    "pricing:GetProducts": f"{AUTHORIZATION}/list_awspricelist.html",
    "xray:*": "https://docs.aws.amazon.com/xray/latest/devguide/security_iam_id-based-policy-examples.html",
}
"""Actions that AWS authorizes on every resource or none, by pattern, with the source."""


def acknowledge(policy: iam.ManagedPolicy, statements: Sequence[iam.PolicyStatement]) -> None:
    """Acknowledge the wildcards of a policy that the register allows, one finding at a time."""
    stack = Stack.of(policy)
    for resource in sorted(_wildcards(stack, statements)):
        reason = _evidence(stack, resource, statements)
        if reason:
            Validations.of(policy).acknowledge(
                Acknowledgment(id=f"{PACK_AND_RULE}[Resource::{resource}]", reason=reason)
            )


def printed(value: Any) -> str:
    """Return a resolved CloudFormation value as cdk-nag prints it."""
    if isinstance(value, str):
        return value
    (function, argument), *_ = value.items()
    if function == "Fn::Join":
        return str(argument[0]).join(printed(part) for part in argument[1])
    if function == "Fn::ImportValue":
        return printed(argument)
    if function == "Fn::GetAtt":
        return f"<{'.'.join(argument)}>"
    return f"<{printed(argument)}>"


def _wildcards(stack: Stack, statements: Sequence[iam.PolicyStatement]) -> set[str]:
    return {
        resource
        for statement in statements
        if statement.effect is iam.Effect.ALLOW
        for resource in _resources(stack, statement)
        if "*" in resource
    }


def _resources(stack: Stack, statement: iam.PolicyStatement) -> list[str]:
    return [printed(stack.resolve(resource)) for resource in statement.resources]


def _evidence(stack: Stack, resource: str, statements: Sequence[iam.PolicyStatement]) -> str | None:
    if resource != ANY_RESOURCE:
        found = [entry.evidence for entry in WILDCARDS if entry.resource.fullmatch(resource)]
        return found[0] if found else None
    # One finding stands for all statements on `*`, so every action of theirs must be listed.
    actions = [
        action
        for statement in statements
        if statement.effect is iam.Effect.ALLOW and ANY_RESOURCE in _resources(stack, statement)
        for action in statement.actions
    ]
    sources = [_source(action) for action in actions]
    if not all(sources):
        return None
    listed = sorted({source for source in sources if source})
    return f"These actions are not authorized by resource: {', '.join(listed)}"


def _source(action: str) -> str | None:
    for pattern, source in UNSCOPED_ACTIONS.items():
        if re.fullmatch(pattern.replace("*", r"\w*"), action):
            return source
    return None
