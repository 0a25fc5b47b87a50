"""The statements that several roles have, once for all tables."""

from tests.synth.statements import table

READ_CAPACITY = table(
    """
    ReadCapacity: allow bedrock:GetCustomModelDeployment bedrock:GetProvisionedModelThroughput
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
    """
)

READ_CAPACITY_TAGS = table(
    """
    ReadCapacityTags: allow bedrock:ListTagsForResource
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
    """
)

COUNT_CAPACITY = table(
    """
    CountCapacity: allow bedrock:ListCustomModelDeployments bedrock:ListProvisionedModelThroughputs
      on *
    """
)

REMOVE_CAPACITY = table(
    """
    RemoveCapacity: allow bedrock:DeleteCustomModelDeployment
          bedrock:DeleteProvisionedModelThroughput
      on arn:aws:bedrock:<region>:<account>:custom-model-deployment/*
      on arn:aws:bedrock:<region>:<account>:provisioned-model/*
      if StringEquals aws:ResourceTag/bedrock-customization:environment: embedded
    """
)

DECRYPT_MODEL = table(
    """
    DecryptModel: allow kms:Decrypt
      on <DataKey>
      if StringEquals kms:ViaService: bedrock.<region>.amazonaws.com
    """
)


def of_every_function(name: str) -> str:
    """Return how the rights of every function begin."""
    return table(
        f"""
        WriteLogs: allow logs:CreateLogStream logs:PutLogEvents
          on <{name}/Logs>
        ReadSettings: allow kms:Decrypt
          on <WorkflowKey>
        """
    )


def of_every_machine(machine: str) -> str:
    """Return how the rights of every state machine begin."""
    return table(
        f"""
        UseKey: allow kms:Decrypt kms:GenerateDataKey
          on <WorkflowKey>
          if StringEquals kms:EncryptionContext:aws:states:stateMachineArn:
              arn:aws:states:<region>:<account>:stateMachine:{machine}
        EncryptLog: allow kms:GenerateDataKey
          on <WorkflowKey>
          if StringLike kms:EncryptionContext:SourceArn: arn:aws:logs:<region>:<account>:*
        DeliverLogs: allow logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeLogGroups
              logs:DescribeResourcePolicies logs:GetLogDelivery logs:ListLogDeliveries
              logs:PutResourcePolicy logs:UpdateLogDelivery
          on *
        DeliverTraces: allow xray:GetSamplingRules xray:GetSamplingTargets xray:PutTelemetryRecords
              xray:PutTraceSegments
          on *
        """
    )
