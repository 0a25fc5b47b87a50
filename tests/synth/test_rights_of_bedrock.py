"""What Bedrock may do to train a team's models, and that only it may, for our jobs."""

from tests.synth.assembly import Assembly
from tests.synth.statements import rights_of, table, trust_of

TRUST = table(
    """
    (no sid): allow sts:AssumeRole
      to bedrock.amazonaws.com
      if StringEquals aws:SourceAccount: <account>
      if ArnLike aws:SourceArn: arn:aws:bedrock:<region>:<account>:model-customization-job/*
    """
)

DATA_AND_MODELS = table(
    """
    ReadInputs: allow s3:GetObject
      on arn:aws:s3:::<DataBucket>/runs/demo/*
      if StringEquals aws:ResourceAccount: <account>
    ListInputs: allow s3:ListBucket
      on arn:aws:s3:::<DataBucket>
      if StringLike s3:prefix: runs/demo/*
      if StringEquals aws:ResourceAccount: <account>
    WriteMetrics: allow s3:GetObject s3:PutObject
      on arn:aws:s3:::<ArtifactsBucket>/runs/demo/*
      if StringEquals aws:ResourceAccount: <account>
    ListMetrics: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: runs/demo/*
      if StringEquals aws:ResourceAccount: <account>
    UseDataKey: allow kms:Decrypt kms:GenerateDataKey
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    EncryptModel: allow kms:CreateGrant kms:Decrypt kms:DescribeKey kms:GenerateDataKey
      on <DataKey>
      if StringEquals kms:ViaService: bedrock.<region>.amazonaws.com
    """
)

INTERFACES = table(
    """
    DescribeNetwork: allow ec2:DescribeDhcpOptions ec2:DescribeNetworkInterfaces
          ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs
      on *
    CreateTaggedInterface: allow ec2:CreateNetworkInterface
      on arn:aws:ec2:<region>:<account>:network-interface/*
      if StringEquals aws:RequestTag/BedrockManaged: true
      if ArnLike aws:RequestTag/BedrockModelCustomizationJobArn:
          arn:aws:bedrock:<region>:<account>:model-customization-job/*
    CreateInSubnets: allow ec2:CreateNetworkInterface
      on arn:aws:ec2:<region>:<account>:subnet/<Vpc/IsolatedSubnet1>
      on arn:aws:ec2:<region>:<account>:subnet/<Vpc/IsolatedSubnet2>
      on arn:aws:ec2:<region>:<account>:security-group/<TrainingGroup>
    ManageOwnInterfaces: allow ec2:CreateNetworkInterfacePermission ec2:DeleteNetworkInterface
          ec2:DeleteNetworkInterfacePermission
      on *
      if StringEquals ec2:ResourceTag/BedrockManaged: true
      if ArnLike ec2:ResourceTag/BedrockModelCustomizationJobArn:
          arn:aws:bedrock:<region>:<account>:model-customization-job/*
      if ArnEquals ec2:Subnet: arn:aws:ec2:<region>:<account>:subnet/<Vpc/IsolatedSubnet1>
          arn:aws:ec2:<region>:<account>:subnet/<Vpc/IsolatedSubnet2>
    TagNewInterface: allow ec2:CreateTags
      on arn:aws:ec2:<region>:<account>:network-interface/*
      if StringEquals ec2:CreateAction: CreateNetworkInterface
      if ForAllValues:StringEquals aws:TagKeys: BedrockManaged BedrockModelCustomizationJobArn
    """
)


def test_bedrock_reads_inputs_writes_metrics_and_encrypts_models(embedded: Assembly) -> None:
    assert rights_of(embedded, "DemoBedrock") == f"{DATA_AND_MODELS}\n{INTERFACES}"


def test_only_bedrock_takes_the_role_on_and_only_for_jobs_of_this_account(
    embedded: Assembly,
) -> None:
    assert trust_of(embedded, "DemoBedrock") == TRUST
