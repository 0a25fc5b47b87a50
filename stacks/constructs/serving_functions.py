"""The functions that look after what serves: audit, retirement, and those of a deployment."""

import json

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.contract import names
from stacks.constructs import capacity_rights, rights, serving_rights, serving_variables
from stacks.constructs.function import Function, FunctionSurroundings
from stacks.constructs.managed_role import allow
from stacks.constructs.run_resources import RunResources
from stacks.price_settings import unit_hour_prices

LONGEST_CALL = Duration.seconds(60)
LONGEST_AUDIT = Duration.minutes(10)
"""It asks about every capacity, model and owner one by one; the next one comes in an hour."""


class ServingFunctions(Construct):
    """RetireCapacity and AuditServing."""

    def __init__(self, scope: Construct, construct_id: str, *, resources: RunResources) -> None:
        super().__init__(scope, construct_id)
        self._resources = resources
        self.retire_capacity = self._retire_capacity()
        self.audit_serving = self._audit_serving()

    def _retire_capacity(self) -> Function:
        r = self._resources
        return Function(
            self,
            "RetireCapacity",
            surroundings=r.surroundings,
            role_path=names.iam_path(r.environment),
            statements=[
                *self._look_around(),
                capacity_rights.read(),
                serving_rights.read_models(),
                capacity_rights.remove(r.environment),
                serving_rights.remove_models(r.environment),
            ],
            environment={
                "ACCOUNT_ID": Aws.ACCOUNT_ID,
                "ARTIFACTS_BUCKET_NAME": r.artifacts.bucket_name,
                "ENVIRONMENT_NAME": r.environment,
                "RUN_MACHINE_ARN": r.run_machine_arn,
            },
            timeout=LONGEST_CALL,
        )

    def _audit_serving(self) -> Function:
        r = self._resources
        serving = r.settings.serving
        return Function(
            self,
            "AuditServing",
            surroundings=r.surroundings,
            role_path=names.iam_path(r.environment),
            statements=[
                *self._look_around(),
                serving_rights.list_models(),
                serving_rights.tag_models(r.environment),
                serving_rights.read_bases(),
                *serving_rights.metrics(),
                serving_rights.read_projections(r.environment),
                allow(
                    "StartMachines",
                    ["states:StartExecution"],
                    [r.retire_machine_arn, r.alias_machine_arn],
                ),
            ],
            environment={
                "ACCOUNT_ID": Aws.ACCOUNT_ID,
                "ALIAS_MACHINE_ARN": r.alias_machine_arn,
                "ARTIFACTS_BUCKET_NAME": r.artifacts.bucket_name,
                "ENVIRONMENT_NAME": r.environment,
                "GRACE_SECONDS": str(r.settings.jobs.grace_seconds),
                "IDLE_HOURS": str(serving.idle_hours),
                "IDLE_POLICY": serving.idle.value,
                "KEEP_MODELS": str(serving.keep_models or 0),
                "ORPHAN_POLICY": serving.orphans.value,
                "RETIRE_MACHINE_ARN": r.retire_machine_arn,
                "RUN_MACHINE_ARN": r.run_machine_arn,
                "UNIT_HOUR_PRICES": json.dumps(
                    unit_hour_prices(r.settings.prices, r.settings.region), sort_keys=True
                ),
                **serving_variables.declared(serving),
            },
            timeout=LONGEST_AUDIT,
            dead_letters=r.dead_letters,
        )

    def _look_around(self) -> list[iam.PolicyStatement]:
        """Allow reading what serves, whose it is, and whether that owner lives."""
        r = self._resources
        return [
            capacity_rights.count(),
            serving_rights.read_tags(),
            *serving_rights.read_aliases(r.artifacts, r.data_key),
            *serving_rights.read_owners(r.environment, r.workflow_key),
        ]


class ProviderFunctions(Construct):
    """ProvideCapacity and AwaitCapacity: what CloudFormation's requests end up in.

    Neither calls Bedrock. One starts the alias machine, the other looks how that stands. The first
    is the guard too, and reads for it which aliases serve.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        surroundings: FunctionSurroundings,
        artifacts: s3.IBucket,
        data_key: kms.IKey,
        alias_machine_arn: str,
        retire_machine_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        path = names.iam_path(environment)
        self.provide_capacity = Function(
            self,
            "ProvideCapacity",
            surroundings=surroundings,
            role_path=path,
            statements=[
                allow("StartPromotion", ["states:StartExecution"], [alias_machine_arn]),
                *serving_rights.read_aliases(artifacts, data_key),
                serving_rights.read_reached(environment),
            ],
            environment={
                "ACCOUNT_ID": Aws.ACCOUNT_ID,
                "ALIAS_MACHINE_ARN": alias_machine_arn,
                "ARTIFACTS_BUCKET_NAME": artifacts.bucket_name,
                "ENVIRONMENT_NAME": environment,
            },
            timeout=LONGEST_CALL,
        )
        self.await_capacity = Function(
            self,
            "AwaitCapacity",
            surroundings=surroundings,
            role_path=path,
            statements=[
                *rights.read_executions(
                    names.alias_machine_name(environment),
                    surroundings.settings_key,
                    alias_machine_arn,
                ),
                allow("TellOperators", ["states:StartExecution"], [retire_machine_arn]),
            ],
            environment={"RETIRE_MACHINE_ARN": retire_machine_arn},
            timeout=LONGEST_CALL,
        )
