"""The customer-managed keys: one for data, one for the workflow, one for logs."""

from aws_cdk import Environment, Stack
from constructs import Construct

from lambdas.contract import names
from stacks.constructs import customer_key
from stacks.constructs.customer_key import CustomerKey
from stacks.settings import Settings


class KeysStack(Stack):
    """Keys whose policies are written by hand.

    They name accounts, services and IAM paths, never a resource of another stack: so no stack needs
    to exist before the keys, and no grant elsewhere changes them.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: Settings, env: Environment
    ) -> None:
        super().__init__(scope, construct_id, env=env)
        roles = f"role{names.iam_path(settings.environment)}*"
        self.data = CustomerKey(
            self,
            "DataKey",
            description="Training data, results and custom models",
            statements=[customer_key.for_roles(roles), customer_key.for_models(roles)],
        ).key
        self.workflow = CustomerKey(
            self,
            "WorkflowKey",
            description="Executions, function settings, notifications and dead letters",
            statements=[
                customer_key.for_roles(roles),
                customer_key.for_service(self, "events", "rule/*"),
                customer_key.for_service(self, "cloudwatch", "alarm:*"),
                customer_key.for_log_delivery(self),
                customer_key.for_deployment(),
            ],
        ).key
        self.logs = CustomerKey(
            self,
            "LogsKey",
            description="Log groups",
            statements=[customer_key.for_log_groups(self)],
        ).key
