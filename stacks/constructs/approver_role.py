"""The role approvers of a team take on: see plans, answer them, and nothing else."""

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.contract import names, places
from stacks.constructs import rights
from stacks.constructs.function import Function
from stacks.constructs.managed_role import ManagedRole, allow
from stacks.constructs.people import deny, deployment_arn, people
from stacks.settings import Team

NEVER = (
    "iam:PassRole",
    "sts:AssumeRole",
    "states:RedriveExecution",
    "states:SendTaskFailure",
    "states:SendTaskHeartbeat",
    "states:SendTaskSuccess",
    "states:StartExecution",
    "states:StopExecution",
)
"""What would let an approver do what they approve, or answer past the function that asks who they
are. Denied, so that no policy added later changes it."""


class ApproverRole(ManagedRole):
    """What a team's approvers may do.

    That nobody is launcher and approver at once is for the organisation to see to: AWS can't tell
    that two sessions are one person.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        team: Team,
        artifacts: s3.IBucket,
        data_key: kms.IKey,
    ) -> None:
        self._path = names.team_path(environment, team.name)
        plans = f"{places.runs_prefix(team.name)}*/{places.PLAN_FILE}"
        super().__init__(
            scope,
            construct_id,
            path=self._path,
            assumed_by=people(team.approvers),
            description=f"Approvers of team {team.name}: see plans and answer them",
            statements=[
                allow(
                    "ReadPlans",
                    ["s3:GetObject"],
                    [artifacts.arn_for_objects(plans)],
                    rights.OWN_ACCOUNT,
                ),
                rights.object_key("DecryptPlans", data_key, ["kms:Decrypt"]),
                allow("FindDeployment", ["ssm:GetParameter"], [deployment_arn(environment)]),
                deny("NeverAct", NEVER),
            ],
        )

    def let_answer(self, function: Function) -> None:
        """Allow the function that takes the answers.

        A policy of its own: the function is told the role's name, so it is made after the role.
        """
        policy = iam.ManagedPolicy(
            self,
            "Answering",
            path=self._path,
            statements=[
                allow("AnswerPlans", ["lambda:InvokeFunction"], [function.function.function_arn])
            ],
        )
        policy.attach_to_role(self._role)
