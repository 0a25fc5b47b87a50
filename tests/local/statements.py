"""Which play needs which statement, and which statements the emulator can't judge."""

from dataclasses import dataclass

from local import deploy
from tests.local import plays
from tests.local.plays import Play
from tests.local.rights import Statement
from tests.local.system import TEAM

RUN_MACHINE = f"What the state machine bedrock-customization-{deploy.ENVIRONMENT}-run may do"
CLEAN_UP_MACHINE = (
    f"What the state machine bedrock-customization-{deploy.ENVIRONMENT}-clean-up may do"
)
FRONT_DOOR = (
    f"What the state machine bedrock-customization-{deploy.ENVIRONMENT}-{TEAM}-start may do"
)
DATA = f"The data of team {TEAM}, for the functions of a run"
BEDROCK = f"What Bedrock may do to train a model of team {TEAM}"
PEOPLE = f"People of team {TEAM}: start, watch, stop and redrive runs"


@dataclass(frozen=True)
class Case:
    """A statement, the play that fails without it, and the action that the failure names."""

    statement: Statement
    play: Play
    action: str

    def __str__(self) -> str:
        return str(self.statement).replace(" ", "-")


def _cases(role: str, play: Play, actions: dict[str, str]) -> list[Case]:
    return [Case(Statement(role, sid), play, action) for sid, action in actions.items()]


def _function(name: str) -> str:
    return f"What {name} may do"


CASES = [
    *_cases(_function("PlanRun"), plays.run, {"TakeOnTeam": "sts:AssumeRole"}),
    *_cases(
        _function("TrainModel"),
        plays.run,
        {
            "CreateJobs": "bedrock:CreateModelCustomizationJob",
            "EncryptModel": "kms:",
            "KeepToken": "s3:PutObject",
            "PassBedrockRoles": "iam:PassRole",
            "ReadJobs": "bedrock:GetModelCustomizationJob",
            "TagJobs": "bedrock:TagResource",
        },
    ),
    *_cases(_function("TrainModel"), plays.swept_run, {"AnswerRuns": "states:SendTaskSuccess"}),
    *_cases(_function("AnalyzeTraining"), plays.run, {"TakeOnTeam": "sts:AssumeRole"}),
    *_cases(_function("WriteReport"), plays.run, {"TakeOnTeam": "sts:AssumeRole"}),
    *_cases(
        _function("AnswerTraining"),
        plays.answer,
        {
            "AnswerRuns": "states:SendTaskSuccess",
            "ReadJobs": "bedrock:GetModelCustomizationJob",
            "ReadToken": "s3:GetObject",
        },
    ),
    *_cases(
        _function("JudgeEndedRun"),
        plays.judge,
        {
            "ReadExecutions": "states:DescribeExecution",
            "ReadJobs": "bedrock:GetModelCustomizationJob",
        },
    ),
    *_cases(
        _function("StopTraining"),
        plays.stop,
        {
            "ReadExecutions": "states:DescribeExecution",
            "ReadJobs": "bedrock:GetModelCustomizationJob",
        },
    ),
    *_cases(
        _function("StopTraining"),
        plays.abort,
        {"StopJobs": "bedrock:StopModelCustomizationJob"},
    ),
    *_cases(
        _function("SweepRuns"),
        plays.sweep,
        {
            "ListJobs": "bedrock:ListModelCustomizationJobs",
            "ReadTags": "bedrock:ListTagsForResource",
            "ReadExecutions": "states:DescribeExecution",
            "StartCleanUp": "states:StartExecution",
        },
    ),
    *_cases(RUN_MACHINE, plays.run, {"CallStates": "lambda:InvokeFunction"}),
    *_cases(RUN_MACHINE, plays.run, {"Publish": "sns:Publish"}),
    *_cases(FRONT_DOOR, plays.run, {"StartRuns": "states:StartExecution"}),
    *_cases(
        CLEAN_UP_MACHINE,
        plays.abort,
        {"CallStates": "lambda:InvokeFunction", "Publish": "sns:Publish"},
    ),
    *_cases(
        DATA,
        plays.run,
        {
            # S3 answers a HEAD without words: the operation is all that a refusal can name.
            "ReadDatasets": "HeadObject",
            "CopyInputs": "s3:PutObject",
            "KeepResults": "s3:PutObject",
            "ListResults": "s3:ListBucket",
        },
    ),
    *_cases(
        BEDROCK,
        plays.run,
        {
            "CreateInSubnets": "ec2:CreateNetworkInterface",
            "CreateTaggedInterface": "ec2:CreateNetworkInterface",
            "DescribeNetwork": "ec2:Describe",
            "EncryptModel": "kms:",
            "ListInputs": "s3:ListBucket",
            "ManageOwnInterfaces": "ec2:",
            "ReadInputs": "s3:GetObject",
            "TagNewInterface": "ec2:CreateTags",
            "WriteMetrics": "s3:PutObject",
        },
    ),
    *_cases(
        PEOPLE,
        plays.person,
        {
            "BringDatasets": "s3:PutObject",
            "FindDeployment": "ssm:GetParameter",
            "ListDatasets": "s3:ListBucket",
            "ListResults": "s3:ListBucket",
            "ListRuns": "states:ListExecutions",
            "ReadResults": "s3:GetObject",
            "SeeMachines": "states:DescribeStateMachine",
            "SeeStarts": "states:DescribeExecution",
            "StartRuns": "states:StartExecution",
            "WatchJobs": "bedrock:GetModelCustomizationJob",
            "WatchRuns": "states:DescribeExecution",
        },
    ),
]

SAMPLE = ("What PlanRun may do", PEOPLE, "What JudgeEndedRun may do")
"""The roles whose statements `make test` takes away; `make statements` takes them all."""

_LAMBDA = "the emulator's Lambda logs, decrypts settings and needs no interface without the role"
_KMS = (
    "the emulator asks neither key policy nor role for S3, SNS, SQS and Step Functions, and takes "
    "a key policy that names the account for a grant to its roles"
)
_LISTING = "the emulator answers 404 for a missing object to whoever may read it"
_DELIVERY = "the emulator delivers no logs and no traces of state machines"

NOT_JUDGED = {
    "CreateInterfaces": _LAMBDA,
    "DenyOwnCode": _LAMBDA,
    "ManageInterfaces": _LAMBDA,
    "ReadSettings": _LAMBDA,
    "WriteLogs": _LAMBDA,
    "DecryptExecutions": _KMS,
    "DecryptToken": _KMS,
    "EncryptDeadLetters": _KMS,
    "EncryptLog": _KMS,
    "EncryptMessages": _KMS,
    "EncryptToken": _KMS,
    "UseDataKey": _KMS,
    "UseKey": _KMS,
    "FindToken": _LISTING,
    "ListDatasets": _LISTING,
    "ListMetrics": "the stand-in lists the prefix of the data only, as AWS documents no more",
    "DeliverLogs": _DELIVERY,
    "DeliverTraces": _DELIVERY,
    "WriteFlowLog": "the emulator has no flow logs",
    "LeaveDeadLetters": "the emulator's Lambda leaves failed events without the role",
    "StartCleanUp": "the emulator's EventBridge starts executions without the role",
    "RaiseAlarm": "only a clean-up that fails gets there; its template is asserted",
}
"""By name, for the roles that no case has it for. Each stands in tests/synth instead."""
