"""What a team reaches the workflow by: to start, watch, prepare, roll back and approve."""

from dataclasses import dataclass

from aws_cdk import aws_sns as sns
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.deployment import TeamDeployment
from stacks.constructs import approval_functions
from stacks.constructs.alias_machine import AliasMachine, rollback_of
from stacks.constructs.approver_role import ApproverRole
from stacks.constructs.front_door import FrontDoor
from stacks.constructs.function import Function
from stacks.constructs.launcher_role import LauncherRole
from stacks.constructs.preparation import PrepareMachine
from stacks.constructs.run_resources import RunResources
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Team


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """What the doors of every team lead to."""

    resources: RunResources
    run_machine: StateMachine
    promote_model: Function
    prepare_dataset: Function
    topic: sns.ITopic
    """Where teams hear of their runs and aliases."""


def open_doors(scope: Construct, team: Team, *, to: Workflow) -> TeamDeployment:
    """Make a team's machines and its people's roles; return where the command finds them."""
    door = _front_door(scope, team, to)
    launcher = _launcher_role(scope, team, to, door)
    rollback = _rollback_machine(scope, team, to)
    prepare = _prepare_machine(scope, team, to)
    approver = _approver_role(scope, team, to.resources)
    answer = approval_functions.answer_approval(
        approver, to.resources, team=team.name, approver_role_name=approver.role.role_name
    )
    approver.let_answer(answer)
    return TeamDeployment(
        front_door_arn=door.state_machine.arn,
        launcher_role_arn=launcher.role.role_arn,
        rollback_machine_arn=rollback.state_machine.arn,
        prepare_machine_arn=prepare.state_machine.arn,
        approver_role_arn=approver.role.role_arn,
        answer_approval_arn=answer.function.function_arn,
    )


def _front_door(scope: Construct, team: Team, to: Workflow) -> FrontDoor:
    return FrontDoor(
        scope,
        f"{team.construct_id}FrontDoor",
        settings=to.resources.settings,
        team=team,
        run_machine=to.run_machine,
        key=to.resources.workflow_key,
        logs_key=to.resources.logs_key,
    )


def _launcher_role(scope: Construct, team: Team, to: Workflow, door: FrontDoor) -> LauncherRole:
    return LauncherRole(
        scope,
        f"{team.construct_id}Launcher",
        environment=to.resources.environment,
        team=team,
        front_door=door,
        run_machine=to.run_machine,
        data=to.resources.data,
        artifacts=to.resources.artifacts,
        data_key=to.resources.data_key,
        workflow_key=to.resources.workflow_key,
    )


def _rollback_machine(scope: Construct, team: Team, to: Workflow) -> AliasMachine:
    return AliasMachine(
        scope,
        f"{team.construct_id}Rollback",
        name=names.rollback_machine_name(to.resources.environment, team.name),
        comment=f"Takes an alias of team {team.name} back to the model before",
        order=rollback_of(team.name),
        settings=to.resources.settings,
        promote_model=to.promote_model,
        topic=to.topic,
        key=to.resources.workflow_key,
        logs_key=to.resources.logs_key,
    )


def _prepare_machine(scope: Construct, team: Team, to: Workflow) -> PrepareMachine:
    return PrepareMachine(
        scope,
        f"{team.construct_id}Preparation",
        settings=to.resources.settings,
        team=team,
        function=to.prepare_dataset,
        key=to.resources.workflow_key,
        logs_key=to.resources.logs_key,
    )


def _approver_role(scope: Construct, team: Team, r: RunResources) -> ApproverRole:
    return ApproverRole(
        scope,
        f"{team.construct_id}Approver",
        environment=r.environment,
        team=team,
        artifacts=r.artifacts,
        data_key=r.data_key,
    )
