"""The workflow: what runs, who may start it, and what listens for its end."""

from collections.abc import Callable

import msgspec
from aws_cdk import Environment, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.deployment import Deployment, TeamDeployment
from stacks.constructs.clean_up_functions import CleanUpFunctions, CleanUpResources
from stacks.constructs.clean_up_machine import CleanUpMachine
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.expiry_schedules import ExpirySchedules
from stacks.constructs.function import FunctionSurroundings
from stacks.constructs.layer_versions import LayerVersions
from stacks.constructs.listeners import Listeners
from stacks.constructs.network_rights import FunctionNetworkPolicy
from stacks.constructs.notify_state import Topics
from stacks.constructs.preparation import prepare_dataset
from stacks.constructs.price_keeper_role import PriceKeeperRole
from stacks.constructs.run_functions import RunFunctions
from stacks.constructs.run_machine import RunMachine
from stacks.constructs.run_resources import RunResources
from stacks.constructs.serving_care import look_after_serving
from stacks.constructs.state_machine import machine_arn
from stacks.constructs.team_doors import Workflow, open_doors
from stacks.constructs.team_roles import BedrockRole, DataRole
from stacks.keys_stack import KeysStack
from stacks.network_stack import NetworkStack
from stacks.settings import Settings, Team
from stacks.storage_stack import StorageStack


class WorkflowStack(Stack):
    """Functions, state machines, team roles, front doors, rules and schedules."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        keys: KeysStack,
        network: NetworkStack,
        storage: StorageStack,
        env: Environment,
    ) -> None:
        super().__init__(scope, construct_id, env=env)
        self._settings, self._keys = settings, keys
        self._network = network
        self._data, self._artifacts = storage.data(self), storage.artifacts(self)
        self.add_stack_dependency(storage)
        self._topics = Topics(
            self,
            "Topics",
            key=keys.workflow,
            teams=settings.teams,
            operators=settings.operators,
        )
        self._dead_letters = DeadLetters(
            self, "DeadLetters", key=keys.workflow, alarms=self._topics.alarms
        )
        self._surroundings = self._make_surroundings()
        self._resources = self._gather_resources()
        self._run_functions = RunFunctions(self, "Run", resources=self._resources)
        self._prepare_dataset = prepare_dataset(self, self._resources)
        self._run_machine = self._make_run_machine()
        self._listen(self._make_clean_up_functions())
        look_after_serving(
            self,
            self._resources,
            promote_model=self._run_functions.promote_model,
            topics=self._topics,
        )
        self._publish(self._open_doors())

    def _make_surroundings(self) -> FunctionSurroundings:
        network = self._network
        policy = FunctionNetworkPolicy(
            self,
            "FunctionNetwork",
            environment=self._settings.environment,
            subnets=network.subnets,
            security_group=network.functions,
        )
        return FunctionSurroundings(
            vpc=network.vpc,
            subnets=network.subnets,
            security_group=network.functions,
            network_policy=policy.policy,
            settings_key=self._keys.workflow,
            logs_key=self._keys.logs,
            retention_days=self._settings.log_retention_days,
            layers=LayerVersions(self, "Layers", target=self._settings.layers).by_name,
        )

    def _gather_resources(self) -> RunResources:
        teams = self._settings.teams
        return RunResources(
            settings=self._settings,
            surroundings=self._surroundings,
            data=self._data,
            artifacts=self._artifacts,
            data_key=self._keys.data,
            workflow_key=self._keys.workflow,
            run_machine_arn=self._machine_arn(names.run_machine_name),
            retire_machine_arn=self._machine_arn(names.retire_machine_name),
            alias_machine_arn=self._machine_arn(names.alias_machine_name),
            schedule_role=self._make_schedules().role,
            data_roles={team.name: self._make_data_role(team) for team in teams},
            bedrock_roles={team.name: self._make_bedrock_role(team) for team in teams},
            training_group_id=self._network.training.security_group_id,
            dead_letters=self._dead_letters,
        )

    def _make_schedules(self) -> ExpirySchedules:
        return ExpirySchedules(
            self,
            "ExpirySchedules",
            environment=self._settings.environment,
            retire_machine_arn=self._machine_arn(names.retire_machine_name),
            dead_letters=self._dead_letters,
        )

    def _make_data_role(self, team: Team) -> iam.IRole:
        return DataRole(
            self,
            f"{team.construct_id}Data",
            environment=self._settings.environment,
            team=team.name,
            data=self._data,
            artifacts=self._artifacts,
            key=self._keys.data,
        ).role

    def _make_bedrock_role(self, team: Team) -> iam.IRole:
        return BedrockRole(
            self,
            f"{team.construct_id}Bedrock",
            environment=self._settings.environment,
            team=team.name,
            data=self._data,
            artifacts=self._artifacts,
            key=self._keys.data,
            subnets=list(self._network.subnets),
            security_group=self._network.training,
        ).role

    def _make_run_machine(self) -> RunMachine:
        return RunMachine(
            self,
            "RunMachine",
            settings=self._settings,
            functions=self._run_functions,
            topic=self._topics.runs,
            artifacts=self._artifacts,
            data_key=self._keys.data,
            key=self._keys.workflow,
            logs_key=self._keys.logs,
        )

    def _make_clean_up_functions(self) -> CleanUpFunctions:
        resources = CleanUpResources(
            settings=self._settings,
            surroundings=self._surroundings,
            workflow_key=self._keys.workflow,
            run_machine_arn=self._machine_arn(names.run_machine_name),
            clean_up_machine_arn=self._machine_arn(names.clean_up_machine_name),
        )
        return CleanUpFunctions(
            self, "CleanUp", resources=resources, dead_letters=self._dead_letters
        )

    def _listen(self, functions: CleanUpFunctions) -> None:
        clean_up_machine = CleanUpMachine(
            self,
            "CleanUpMachine",
            settings=self._settings,
            functions=functions,
            longest_create=self._run_functions.longest_create,
            topics=self._topics,
            key=self._keys.workflow,
            logs_key=self._keys.logs,
        )
        Listeners(
            self,
            "Listeners",
            environment=self._settings.environment,
            answer_training=self._run_functions.answer_training,
            sweep_runs=functions.sweep_runs,
            run_machine=self._run_machine,
            clean_up_machine=clean_up_machine,
            dead_letters=self._dead_letters,
        )

    def _open_doors(self) -> dict[str, TeamDeployment]:
        to = Workflow(
            resources=self._resources,
            run_machine=self._run_machine.state_machine,
            promote_model=self._run_functions.promote_model,
            prepare_dataset=self._prepare_dataset,
            topic=self._topics.runs,
        )
        return {team.name: open_doors(self, team, to=to) for team in self._settings.teams}

    def _publish(self, teams: dict[str, TeamDeployment]) -> None:
        environment = self._settings.environment
        deployment = Deployment(
            environment=environment,
            account=self.account,
            region=self.region,
            data_bucket=self._data.bucket_name,
            artifacts_bucket=self._artifacts.bucket_name,
            run_machine_arn=self._machine_arn(names.run_machine_name),
            teams=teams,
            hours_to_answer=self._settings.approvals.hours_to_answer,
            price_keeper_role_arn=self._make_price_keeper_role().role_arn,
        )
        ssm.StringParameter(
            self,
            "Deployment",
            parameter_name=names.deployment_parameter(environment),
            description="Where the command finds this environment",
            string_value=self.to_json_string(msgspec.to_builtins(deployment)),
        )

    def _make_price_keeper_role(self) -> iam.IRole:
        return PriceKeeperRole(
            self,
            "PriceKeeper",
            environment=self._settings.environment,
            keepers=self._settings.price_keepers,
            artifacts=self._artifacts,
            data_key=self._keys.data,
        ).role

    def _machine_arn(self, name: Callable[[str], str]) -> str:
        return machine_arn(self, name(self._settings.environment))
