"""The roles of one team: what Lambdas do with its data, what Bedrock does, what people start."""

from aws_cdk import Aws
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.contract import names, places
from stacks.constructs import network_rights, rights
from stacks.constructs.managed_role import ManagedRole


class DataRole(ManagedRole):
    """The rights on one team's data; a function takes them on for one call at a time."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        team: str,
        data: s3.IBucket,
        artifacts: s3.IBucket,
        key: kms.IKey,
    ) -> None:
        datasets, runs = places.team_prefix(team), places.runs_prefix(team)
        super().__init__(
            scope,
            construct_id,
            path=names.team_path(environment, team),
            assumed_by=_workers(environment),
            description=f"The data of team {team}, for the functions of a run",
            statements=[
                rights.objects(
                    "ReadDatasets", data, datasets, ["s3:GetObject", "s3:GetObjectVersion"]
                ),
                rights.listing("ListDatasets", data, datasets),
                rights.objects("CopyInputs", data, runs, ["s3:PutObject"]),
                rights.objects(
                    "WritePrepared", data, places.prepared_prefix(team), ["s3:PutObject"]
                ),
                rights.objects("KeepResults", artifacts, runs, ["s3:GetObject", "s3:PutObject"]),
                rights.listing("ListResults", artifacts, runs),
                rights.object_key("UseDataKey", key, ["kms:Decrypt", "kms:GenerateDataKey"]),
            ],
        )


class BedrockRole(ManagedRole):
    """The role Bedrock takes on to train a team's models.

    https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-job-access-security.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        team: str,
        data: s3.IBucket,
        artifacts: s3.IBucket,
        key: kms.IKey,
        subnets: list[ec2.ISubnet],
        security_group: ec2.ISecurityGroup,
    ) -> None:
        runs = places.runs_prefix(team)
        super().__init__(
            scope,
            construct_id,
            path=names.team_path(environment, team),
            assumed_by=_bedrock_jobs(),
            description=f"What Bedrock may do to train a model of team {team}",
            statements=[
                rights.objects("ReadInputs", data, runs, ["s3:GetObject"]),
                rights.listing("ListInputs", data, runs),
                rights.objects("WriteMetrics", artifacts, runs, ["s3:GetObject", "s3:PutObject"]),
                rights.listing("ListMetrics", artifacts, runs),
                rights.object_key("UseDataKey", key, ["kms:Decrypt", "kms:GenerateDataKey"]),
                rights.model_key(key),
                *network_rights.training_interfaces(subnets, security_group),
            ],
        )


def _workers(environment: str) -> iam.IPrincipal:
    workers = f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role{names.worker_path(environment)}*"
    return iam.PrincipalWithConditions(
        iam.AccountRootPrincipal(), {"ArnLike": {"aws:PrincipalArn": workers}}
    )


def _bedrock_jobs() -> iam.IPrincipal:
    """Trust Bedrock for this account's customization jobs only.

    https://docs.aws.amazon.com/bedrock/latest/userguide/cross-service-confused-deputy-prevention.html
    """
    return iam.ServicePrincipal(
        "bedrock.amazonaws.com",
        conditions={
            "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            "ArnLike": {"aws:SourceArn": rights.all_jobs()},
        },
    )
