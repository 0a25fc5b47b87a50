"""Serving: the capacity that settings declare, as resources of CloudFormation."""

from aws_cdk import Environment, Stack
from constructs import Construct

from lambdas.contract import layers, names
from stacks.constructs.capacity_provider import CapacityProvider
from stacks.constructs.function import FunctionSurroundings
from stacks.constructs.layer_versions import LayerVersions
from stacks.constructs.network_rights import FunctionNetworkPolicy
from stacks.constructs.serving_functions import ProviderFunctions
from stacks.constructs.state_machine import machine_arn
from stacks.keys_stack import KeysStack
from stacks.network_stack import NetworkStack
from stacks.settings import Settings
from stacks.storage_stack import StorageStack
from stacks.workflow_stack import WorkflowStack


class ServingStack(Stack):
    """The provider of capacity, one resource for each capacity, and the guard of them all.

    It comes last and is there without capacity too: the last capacity can only be taken away while
    its provider exists. It refers to the workflow's machines by name.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        keys: KeysStack,
        network: NetworkStack,
        storage: StorageStack,
        workflow: WorkflowStack,
        env: Environment,
    ) -> None:
        super().__init__(scope, construct_id, env=env)
        self.add_stack_dependency(workflow)
        environment = settings.environment
        surroundings = self._make_surroundings(settings, keys, network)
        functions = ProviderFunctions(
            self,
            "Serving",
            environment=environment,
            surroundings=surroundings,
            artifacts=storage.artifacts(self),
            data_key=keys.data,
            alias_machine_arn=machine_arn(self, names.alias_machine_name(environment)),
            retire_machine_arn=machine_arn(self, names.retire_machine_name(environment)),
        )
        provider = CapacityProvider(
            self,
            "Capacity",
            environment=environment,
            surroundings=surroundings,
            functions=functions,
            sweep_seconds=settings.serving.sweep_seconds,
        )
        provider.declare(settings.serving.capacity)

    def _make_surroundings(
        self, settings: Settings, keys: KeysStack, network: NetworkStack
    ) -> FunctionSurroundings:
        policy = FunctionNetworkPolicy(
            self,
            "ProviderNetwork",
            environment=settings.environment,
            subnets=network.subnets,
            security_group=network.functions,
        )
        return FunctionSurroundings(
            vpc=network.vpc,
            subnets=network.subnets,
            security_group=network.functions,
            network_policy=policy.policy,
            settings_key=keys.workflow,
            logs_key=keys.logs,
            retention_days=settings.log_retention_days,
            layers=LayerVersions(
                self, "ProviderLayers", target=settings.layers, names=(layers.BASE,)
            ).by_name,
        )
