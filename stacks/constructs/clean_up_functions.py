"""The functions that end what an ended run left behind."""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from constructs import Construct

from lambdas.contract import names
from stacks.constructs import capacity_rights, rights
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.function import Function, FunctionSurroundings
from stacks.constructs.managed_role import allow
from stacks.settings import Settings

LONGEST_CALL = Duration.seconds(60)
LONGEST_SWEEP = Duration.minutes(5)


@dataclass(frozen=True, kw_only=True)
class CleanUpResources:
    """What the functions of a clean-up work with."""

    settings: Settings
    surroundings: FunctionSurroundings
    workflow_key: kms.IKey
    run_machine_arn: str
    clean_up_machine_arn: str

    @property
    def environment(self) -> str:
        """The environment's name."""
        return self.settings.environment


class CleanUpFunctions(Construct):
    """JudgeEndedRun, StopTraining, RemoveCapacity and SweepRuns."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        resources: CleanUpResources,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, construct_id)
        self._resources = resources
        self._path = names.iam_path(resources.environment)
        self._read_runs = rights.read_executions(
            names.run_machine_name(resources.environment),
            resources.workflow_key,
            resources.run_machine_arn,
        )
        self.judge_ended_run = self._judge_ended_run()
        self.stop_training = self._stop_training()
        self.remove_capacity = self._remove_capacity()
        self.sweep_runs = self._sweep_runs(dead_letters)

    def _judge_ended_run(self) -> Function:
        r = self._resources
        return Function(
            self,
            "JudgeEndedRun",
            surroundings=r.surroundings,
            role_path=self._path,
            statements=[
                *self._read_runs,
                rights.read_jobs(),
                capacity_rights.read(),
                capacity_rights.read_tags(),
            ],
            environment={
                "ENVIRONMENT_NAME": r.environment,
                "GRACE_SECONDS": str(r.settings.jobs.grace_seconds),
            },
            timeout=LONGEST_CALL,
        )

    def _stop_training(self) -> Function:
        r = self._resources
        return Function(
            self,
            "StopTraining",
            surroundings=r.surroundings,
            role_path=self._path,
            statements=[*self._read_runs, rights.read_jobs(), rights.stop_jobs(r.environment)],
            environment={"ENVIRONMENT_NAME": r.environment},
            timeout=LONGEST_CALL,
        )

    def _remove_capacity(self) -> Function:
        r = self._resources
        return Function(
            self,
            "RemoveCapacity",
            surroundings=r.surroundings,
            role_path=self._path,
            statements=[
                *self._read_runs,
                capacity_rights.read(),
                capacity_rights.read_tags(),
                capacity_rights.remove(r.environment),
            ],
            environment={"ENVIRONMENT_NAME": r.environment},
            timeout=LONGEST_CALL,
        )

    def _sweep_runs(self, dead_letters: DeadLetters) -> Function:
        r = self._resources
        return Function(
            self,
            "SweepRuns",
            surroundings=r.surroundings,
            role_path=self._path,
            statements=[
                *self._read_runs,
                allow("ListJobs", ["bedrock:ListModelCustomizationJobs"], ["*"]),
                allow("ReadTags", ["bedrock:ListTagsForResource"], [rights.all_jobs()]),
                allow("StartCleanUp", ["states:StartExecution"], [r.clean_up_machine_arn]),
            ],
            environment={
                "CLEAN_UP_MACHINE_ARN": r.clean_up_machine_arn,
                "ENVIRONMENT_NAME": r.environment,
                "GRACE_SECONDS": str(r.settings.jobs.grace_seconds),
                "RUN_MACHINE_ARN": r.run_machine_arn,
            },
            timeout=LONGEST_SWEEP,
            dead_letters=dead_letters,
        )
