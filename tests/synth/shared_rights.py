"""The statements that every function or every machine has, once for all tables."""

from tests.synth.statements import table


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
