"""A team's front door: the only way to start a run, and it says for which team."""

from aws_cdk import Aws, Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from lambdas.contract import names
from stacks.constructs.managed_role import allow
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Settings, Team

CONSOLE = f"https://{Aws.REGION}.console.aws.amazon.com/states/home?region={Aws.REGION}"


def run_id_expression(team: str) -> str:
    """Return JSONata for `names.run_id(team, <this execution's name>)`."""
    longest = names.LONGEST_RUN_NAME
    kept = longest - names.HASH_LENGTH - 1
    return (
        "($given := $states.context.Execution.Name; "
        "$safe := $replace($given, /[^0-9a-zA-Z._-]/, '-'); "
        f"'{team}_' & ($safe = $given and $length($safe) <= {longest} ? $safe : "
        f"$substring($safe, 0, {kept}) & '-' & "
        f"$substring($hash($given, 'SHA-256'), 0, {names.HASH_LENGTH})))"
    )


class FrontDoor(Construct):
    """A machine of one state that starts the run machine and answers with where to watch it.

    The team's name stands in the definition and the request is nested, so no request can speak for
    another team.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        team: Team,
        run_machine: StateMachine,
        key: kms.IKey,
        logs_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        self.state_machine = StateMachine(
            self,
            "StateMachine",
            name=names.front_door_name(settings.environment, team.name),
            role_path=names.iam_path(settings.environment),
            definition=self._start_run(team.name, run_machine.arn),
            statements=[allow("StartRuns", ["states:StartExecution"], [run_machine.arn])],
            key=key,
            logs_key=logs_key,
            retention_days=settings.log_retention_days,
            timeout=Duration.minutes(5),
            comment=f"Starts runs of team {team.name}",
        )

    def _start_run(self, team: str, run_machine_arn: str) -> sfn.CustomState:
        # Written as the states language: the task's construct would want more rights.
        return sfn.CustomState(
            self,
            "StartRun",
            state_json={
                "Type": "Task",
                "Resource": f"arn:{Aws.PARTITION}:states:::states:startExecution",
                "Arguments": {
                    "StateMachineArn": run_machine_arn,
                    "Name": f"{{% {run_id_expression(team)} %}}",
                    "Input": {"schema_version": 1, "team": team, "request": "{% $states.input %}"},
                },
                "Output": {
                    "run_id": "{% $split($states.result.ExecutionArn, ':')[-1] %}",
                    "execution_arn": "{% $states.result.ExecutionArn %}",
                    "console_url": f"{{% '{CONSOLE}#/v2/executions/details/'"
                    " & $states.result.ExecutionArn %}",
                },
                "Retry": [
                    {
                        "ErrorEquals": ["StepFunctions.ExecutionAlreadyExistsException"],
                        "MaxAttempts": 0,
                    },
                    {
                        "ErrorEquals": ["States.ALL"],
                        "IntervalSeconds": 1,
                        "BackoffRate": 2,
                        "MaxAttempts": 4,
                        "MaxDelaySeconds": 10,
                        "JitterStrategy": "FULL",
                    },
                ],
                "TimeoutSeconds": 30,
            },
        )
