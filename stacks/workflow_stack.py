"""The workflow: what runs, who may start it, and what listens for its end."""

from collections.abc import Callable, Mapping

import msgspec
from aws_cdk import Environment, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.deployment import Deployment, TeamDeployment
from stacks.constructs import alias_machine, approval_functions
from stacks.constructs.alias_machine import AliasMachine
from stacks.constructs.approval_functions import AnswerResources
from stacks.constructs.approver_role import ApproverRole
from stacks.constructs.audit import Audit
from stacks.constructs.clean_up_functions import CleanUpFunctions, CleanUpResources
from stacks.constructs.clean_up_machine import CleanUpMachine
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.expiry_schedules import ExpirySchedules
from stacks.constructs.front_door import FrontDoor
from stacks.constructs.function import FunctionSurroundings
from stacks.constructs.launcher_role import LauncherRole
from stacks.constructs.layer_versions import LayerVersions
from stacks.constructs.listeners import Listeners
from stacks.constructs.network_rights import FunctionNetworkPolicy
from stacks.constructs.notify_state import Topics
from stacks.constructs.preparation import PrepareMachine, prepare_dataset
from stacks.constructs.price_keeper_role import PriceKeeperRole
from stacks.constructs.retire_machine import RetireMachine
from stacks.constructs.run_functions import RunFunctions
from stacks.constructs.run_machine import RunMachine
from stacks.constructs.run_resources import RunResources
from stacks.constructs.serving_functions import ServingFunctions, ServingResources
from stacks.constructs.state_machine import machine_arn
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
        resources = self._gather_resources()
        self._run_functions = RunFunctions(self, "Run", resources=resources)
        self._prepare_dataset = prepare_dataset(self, resources)
        self._run_machine = self._make_run_machine()
        self._listen(self._make_clean_up_functions())
        self._look_after_serving(self._make_serving_functions())
        self._publish({team.name: self._open_door(team) for team in settings.teams})

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
            f"{_pascal(team.name)}Data",
            environment=self._settings.environment,
            team=team.name,
            data=self._data,
            artifacts=self._artifacts,
            key=self._keys.data,
        ).role

    def _make_bedrock_role(self, team: Team) -> iam.IRole:
        return BedrockRole(
            self,
            f"{_pascal(team.name)}Bedrock",
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

    def _make_serving_functions(self) -> ServingFunctions:
        resources = ServingResources(
            settings=self._settings,
            surroundings=self._surroundings,
            artifacts=self._artifacts,
            data_key=self._keys.data,
            workflow_key=self._keys.workflow,
            run_machine_arn=self._machine_arn(names.run_machine_name),
            alias_machine_arn=self._machine_arn(names.alias_machine_name),
            retire_machine_arn=self._machine_arn(names.retire_machine_name),
            dead_letters=self._dead_letters,
        )
        return ServingFunctions(self, "Serving", resources=resources)

    def _look_after_serving(self, functions: ServingFunctions) -> None:
        RetireMachine(
            self,
            "RetireMachine",
            settings=self._settings,
            retire_capacity=functions.retire_capacity,
            topics=self._topics,
            key=self._keys.workflow,
            logs_key=self._keys.logs,
        )
        aliases = self._make_alias_machine(
            "AliasMachine",
            names.alias_machine_name(self._settings.environment),
            "Makes aliases what settings and their records say",
            alias_machine.GIVEN,
        )
        aliases.alarm_on_failure(self._topics.alarms)
        Audit(
            self,
            "Audit",
            settings=self._settings,
            audit_serving=functions.audit_serving,
            dead_letters=self._dead_letters,
            alarms=self._topics.alarms,
        )

    def _make_alias_machine(
        self, construct_id: str, name: str, comment: str, order: Mapping[str, object]
    ) -> AliasMachine:
        return AliasMachine(
            self,
            construct_id,
            name=name,
            comment=comment,
            order=order,
            settings=self._settings,
            promote_model=self._run_functions.promote_model,
            topic=self._topics.runs,
            key=self._keys.workflow,
            logs_key=self._keys.logs,
        )

    def _open_door(self, team: Team) -> TeamDeployment:
        door = FrontDoor(
            self,
            f"{_pascal(team.name)}FrontDoor",
            settings=self._settings,
            team=team,
            run_machine=self._run_machine.state_machine,
            key=self._keys.workflow,
            logs_key=self._keys.logs,
        )
        launcher = LauncherRole(
            self,
            f"{_pascal(team.name)}Launcher",
            environment=self._settings.environment,
            team=team,
            front_door=door,
            run_machine=self._run_machine.state_machine,
            data=self._data,
            artifacts=self._artifacts,
            data_key=self._keys.data,
            workflow_key=self._keys.workflow,
        )
        rollback = self._make_alias_machine(
            f"{_pascal(team.name)}Rollback",
            names.rollback_machine_name(self._settings.environment, team.name),
            f"Takes an alias of team {team.name} back to the model before",
            alias_machine.rollback_of(team.name),
        )
        return TeamDeployment(
            front_door_arn=door.state_machine.arn,
            launcher_role_arn=launcher.role.role_arn,
            rollback_machine_arn=rollback.state_machine.arn,
            prepare_machine_arn=self._make_prepare_machine(team).state_machine.arn,
            **self._make_approver(team),
        )

    def _make_prepare_machine(self, team: Team) -> PrepareMachine:
        return PrepareMachine(
            self,
            f"{_pascal(team.name)}Preparation",
            settings=self._settings,
            team=team,
            function=self._prepare_dataset,
            key=self._keys.workflow,
            logs_key=self._keys.logs,
        )

    def _make_approver(self, team: Team) -> dict[str, str]:
        """Make the role of a team's approvers and the function that takes their answers."""
        approver = ApproverRole(
            self,
            f"{_pascal(team.name)}Approver",
            environment=self._settings.environment,
            team=team,
            artifacts=self._artifacts,
            data_key=self._keys.data,
        )
        resources = AnswerResources(
            environment=self._settings.environment,
            surroundings=self._surroundings,
            artifacts=self._artifacts,
            data_key=self._keys.data,
            workflow_key=self._keys.workflow,
            run_machine_arn=self._machine_arn(names.run_machine_name),
        )
        answer = approval_functions.answer_approval(
            approver, resources, team=team.name, approver_role_name=approver.role.role_name
        )
        approver.let_answer(answer)
        return {
            "approver_role_arn": approver.role.role_arn,
            "answer_approval_arn": answer.function.function_arn,
        }

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


def _pascal(team: str) -> str:
    return "".join(word.title() for word in team.split("-"))
