"""The functions that ask for approvals and take the answers; these alone reach waiting plans."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.contract import names, places
from lambdas.contract.approval import LONGEST_ANSWER_SECONDS
from stacks.constructs import rights
from stacks.constructs.function import Function
from stacks.constructs.run_resources import RunResources

SWEEP_MARGIN_SECONDS = 5
LONGEST_CALL_SECONDS = 60


def request_approval(scope: Construct, r: RunResources) -> Function:
    """Make the function that keeps the plan of a run while it waits."""
    approvals = r.settings.approvals
    longest = min(approvals.sweep_seconds - SWEEP_MARGIN_SECONDS, LONGEST_CALL_SECONDS)
    return Function(
        scope,
        names.REQUEST_APPROVAL,
        surroundings=r.surroundings,
        role_path=names.control_path(r.environment),
        statements=_approvals(r.artifacts, r.data_key, places.APPROVALS_PREFIX, r.run_machine_arn),
        environment={
            "ACCOUNT_ID": Aws.ACCOUNT_ID,
            "ARTIFACTS_BUCKET_NAME": r.artifacts.bucket_name,
            "HOURS_TO_ANSWER": str(approvals.hours_to_answer),
        },
        timeout=Duration.seconds(longest),
    )


def answer_approval(
    scope: Construct, r: RunResources, *, team: str, approver_role_name: str
) -> Function:
    """Make the function by which a team's approvers answer: it reaches that team's plans alone."""
    return Function(
        scope,
        "AnswerApproval",
        surroundings=r.surroundings,
        role_path=names.control_path(r.environment),
        statements=[
            *_approvals(r.artifacts, r.data_key, places.approvals_prefix(team), r.run_machine_arn),
            *rights.read_executions(
                names.run_machine_name(r.environment),
                r.workflow_key,
                r.run_machine_arn,
                f"{team}_*",
            ),
        ],
        environment={
            "ACCOUNT_ID": Aws.ACCOUNT_ID,
            "APPROVER_ROLE_NAME": approver_role_name,
            "ARTIFACTS_BUCKET_NAME": r.artifacts.bucket_name,
            "TEAM_NAME": team,
        },
        timeout=Duration.seconds(LONGEST_ANSWER_SECONDS),
        team=team,
    )


def _approvals(
    artifacts: s3.IBucket, key: kms.IKey, prefix: str, run_machine_arn: str
) -> list[iam.PolicyStatement]:
    """Allow keeping plans and answers below a prefix, and waking the runs that wait."""
    return [
        rights.objects("KeepApprovals", artifacts, prefix, ["s3:GetObject", "s3:PutObject"]),
        rights.listing("FindApprovals", artifacts, prefix),
        rights.object_key("UseDataKey", key, ["kms:Decrypt", "kms:GenerateDataKey"]),
        rights.answer_runs(run_machine_arn),
    ]
