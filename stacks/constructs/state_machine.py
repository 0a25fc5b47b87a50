"""The one way to make a state machine: named, encrypted, logged without data, traced."""

from collections.abc import Sequence

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from stacks.constructs.customer_key import LOG_CONTEXT, logs_of_account
from stacks.constructs.log_group import encrypted_log_group
from stacks.constructs.managed_role import ManagedRole, allow


class StateMachine(Construct):
    """A standard state machine in JSONata.

    It has a physical name, because the key's encryption context holds the machine's ARN: left to
    CloudFormation, the name in that condition would be empty and the machine couldn't read itself.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        role_path: str,
        definition: sfn.IChainable,
        statements: Sequence[iam.PolicyStatement],
        key: kms.IKey,
        logs_key: kms.IKey,
        retention_days: int,
        timeout: Duration,
        comment: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self.arn = machine_arn(Stack.of(self), name)
        logs = encrypted_log_group(self, key=logs_key, retention_days=retention_days)
        role = ManagedRole(
            self,
            "Rights",
            path=role_path,
            assumed_by=states_service(Stack.of(self)),
            description=f"What the state machine {name} may do",
            statements=[*every_machine(Stack.of(self), self.arn, key), *statements],
        )
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=name,
            comment=comment,
            query_language=sfn.QueryLanguage.JSONATA,
            definition_body=sfn.DefinitionBody.from_chainable(definition),
            role=role.role,
            timeout=timeout,
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=logs, level=sfn.LogLevel.ALL, include_execution_data=False
            ),
            encryption_configuration=sfn.CustomerManagedEncryptionConfiguration(
                kms.Key.from_key_arn(self, "Key", key.key_arn)
            ),
        )
        self.machine.node.add_dependency(role)
        # The CDK's own rights for a distributed map: ours stand among the statements.
        self.machine.node.try_remove_child("DistributedMapPolicy")


def machine_arn(stack: Stack, name: str) -> str:
    """Return the ARN of a named state machine without referring to it."""
    return stack.format_arn(
        service="states",
        resource="stateMachine",
        resource_name=name,
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


def execution_arn(stack: Stack, name: str, execution: str) -> str:
    """Return the ARN of executions of a named state machine."""
    return stack.format_arn(
        service="states",
        resource="execution",
        resource_name=f"{name}:{execution}",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )


def every_machine(stack: Stack, machine: str, key: kms.IKey) -> list[iam.PolicyStatement]:
    """Allow what every machine with a key and a log needs."""
    return [*_encryption(stack, machine, key), *_observation()]


def states_service(stack: Stack) -> iam.IPrincipal:
    """Trust Step Functions for this account's machines only.

    https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
    """
    return iam.ServicePrincipal(
        "states.amazonaws.com",
        conditions={
            "StringEquals": {"aws:SourceAccount": stack.account},
            "ArnLike": {"aws:SourceArn": machine_arn(stack, "*")},
        },
    )


def _encryption(stack: Stack, machine: str, key: kms.IKey) -> list[iam.PolicyStatement]:
    """Let the machine use its key for itself, and for its log on the way to CloudWatch Logs.

    No kms:ViaService: Step Functions calls with the role's own credentials.
    https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
    """
    use = ["kms:Decrypt", "kms:GenerateDataKey"]
    context = "kms:EncryptionContext:aws:states:stateMachineArn"
    return [
        allow("UseKey", use, [key.key_arn], {"StringEquals": {context: machine}}),
        allow(
            "EncryptLog",
            ["kms:GenerateDataKey"],
            [key.key_arn],
            {"StringLike": {LOG_CONTEXT: logs_of_account(stack)}},
        ),
    ]


def _observation() -> list[iam.PolicyStatement]:
    """Let the machine deliver its log and its traces; none of these actions takes a resource.

    https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html
    """
    return [
        allow(
            "DeliverLogs",
            [
                "logs:CreateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:DescribeLogGroups",
                "logs:DescribeResourcePolicies",
                "logs:GetLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:UpdateLogDelivery",
            ],
            ["*"],
        ),
        allow(
            "DeliverTraces",
            [
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
                "xray:PutTelemetryRecords",
                "xray:PutTraceSegments",
            ],
            ["*"],
        ),
    ]
