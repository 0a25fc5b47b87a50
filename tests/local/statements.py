"""Which play needs which statement, and which statements the emulator can't judge."""

from lambdas.contract import names
from local import deploy
from tests.local import (
    approval_plays,
    evaluation_plays,
    machine_plays,
    plays,
    preparation_plays,
    price_plays,
    serving_plays,
    serving_statements,
)
from tests.local.case import cases, function, machine
from tests.local.system import TEAM

RUN_MACHINE = machine(names.run_machine_name(deploy.ENVIRONMENT))
CLEAN_UP_MACHINE = machine(names.clean_up_machine_name(deploy.ENVIRONMENT))
PREPARE_MACHINE = machine(preparation_plays.machine())
FRONT_DOOR = machine(names.front_door_name(deploy.ENVIRONMENT, TEAM))
DATA = f"The data of team {TEAM}, for the functions of a run"
BEDROCK = f"What Bedrock may do to train a model of team {TEAM}"
PRICE_KEEPER = "Operators: fetch prices and write the file that runs read"
APPROVERS = f"Approvers of team {TEAM}: see plans and answer them"
ANSWER_APPROVAL = f"AnswerApproval of team {TEAM}"
PEOPLE = f"People of team {TEAM}: start, watch, stop and redrive runs"


CASES = [
    *cases(
        function("PlanRun"),
        plays.run,
        {
            "ReadBaseModels": "bedrock:GetFoundationModel",
            "ReadPrices": "s3:GetObject",
            "TakeOnTeam": "sts:AssumeRole",
        },
    ),
    *cases(
        function("PlanRun"),
        serving_plays.plan,
        {"CountCapacity": "bedrock:ListCustomModelDeployments"},
    ),
    *cases(
        function("PlanRun"), evaluation_plays.plan_by_vectors, {"EmbedTexts": "bedrock:InvokeModel"}
    ),
    *cases(
        function("TrainModel"),
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
    *cases(function("TrainModel"), plays.swept_run, {"AnswerRuns": "states:SendTaskSuccess"}),
    *cases(function("RequestApproval"), approval_plays.ask, {"KeepApprovals": "s3:GetObject"}),
    *cases(
        function("RequestApproval"),
        approval_plays.ask_unheard,
        {"AnswerRuns": "states:SendTaskSuccess"},
    ),
    *cases(
        function(ANSWER_APPROVAL),
        approval_plays.ask,
        {
            "AnswerRuns": "states:SendTaskSuccess",
            "KeepApprovals": "s3:GetObject",
            "ReadExecutions": "states:DescribeExecution",
        },
    ),
    *cases(
        APPROVERS,
        approval_plays.approver,
        {
            "AnswerPlans": "lambda:InvokeFunction",
            "FindDeployment": "ssm:GetParameter",
            "ReadPlans": "s3:GetObject",
        },
    ),
    *cases(function("AnalyzeTraining"), plays.run, {"TakeOnTeam": "sts:AssumeRole"}),
    *cases(function("WriteReport"), plays.run, {"TakeOnTeam": "sts:AssumeRole"}),
    *cases(
        function("AnswerTraining"),
        plays.answer,
        {
            "AnswerRuns": "states:SendTaskSuccess",
            "ReadJobs": "bedrock:GetModelCustomizationJob",
            "ReadToken": "s3:GetObject",
        },
    ),
    *cases(
        function("JudgeEndedRun"),
        plays.judge,
        {
            "ReadExecutions": "states:DescribeExecution",
            "ReadJobs": "bedrock:GetModelCustomizationJob",
        },
    ),
    *cases(
        function("JudgeEndedRun"),
        serving_plays.judge_deployed,
        {
            "ReadCapacity": "bedrock:GetProvisionedModelThroughput",
            "ReadCapacityTags": "bedrock:ListTagsForResource",
        },
    ),
    *cases(
        function("StopTraining"),
        plays.stop,
        {
            "ReadExecutions": "states:DescribeExecution",
            "ReadJobs": "bedrock:GetModelCustomizationJob",
        },
    ),
    *cases(
        function("StopTraining"),
        plays.abort,
        {"StopJobs": "bedrock:StopModelCustomizationJob"},
    ),
    *cases(
        function("SweepRuns"),
        plays.sweep,
        {
            "ListJobs": "bedrock:ListModelCustomizationJobs",
            "ReadTags": "bedrock:ListTagsForResource",
            "ReadExecutions": "states:DescribeExecution",
            "StartCleanUp": "states:StartExecution",
        },
    ),
    *cases(function("PrepareDataset"), preparation_plays.prepare, {"TakeOnTeam": "sts:AssumeRole"}),
    *cases(PREPARE_MACHINE, preparation_plays.prepare, {"CallStates": "lambda:InvokeFunction"}),
    *cases(DATA, preparation_plays.prepare, {"WritePrepared": "s3:PutObject"}),
    *cases(RUN_MACHINE, plays.run, {"CallStates": "lambda:InvokeFunction"}),
    *cases(RUN_MACHINE, plays.run, {"Publish": "sns:Publish"}),
    *cases(
        RUN_MACHINE,
        evaluation_plays.evaluate,
        {"ReadManifests": "s3:GetObject", "RunBatches": "states:StartExecution"},
    ),
    *cases(
        function("PlanEvaluation"),
        evaluation_plays.judge,
        {"EmbedTexts": "bedrock:InvokeModel", "TakeOnTeam": "sts:AssumeRole"},
    ),
    *cases(
        function("AnswerBatch"),
        evaluation_plays.judge,
        {
            "AskBaseModels": "bedrock:InvokeModel",
            "AskModels": "bedrock:InvokeModel",
            "TakeOnTeam": "sts:AssumeRole",
        },
    ),
    *cases(function("ScoreEvaluation"), evaluation_plays.judge, {"TakeOnTeam": "sts:AssumeRole"}),
    *cases(FRONT_DOOR, plays.run, {"StartRuns": "states:StartExecution"}),
    *cases(
        CLEAN_UP_MACHINE,
        plays.abort,
        {"CallStates": "lambda:InvokeFunction", "Publish": "sns:Publish"},
    ),
    *cases(CLEAN_UP_MACHINE, machine_plays.fail_to_clean_up, {"RaiseAlarm": "sns:Publish"}),
    *cases(
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
    *cases(
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
    *cases(
        PEOPLE,
        plays.person,
        {
            "BringDatasets": "s3:PutObject",
            "FindDeployment": "ssm:GetParameter",
            "ListAliases": "s3:ListBucket",
            "ListDatasets": "s3:ListBucket",
            "ListResults": "s3:ListBucket",
            "ListRuns": "states:ListExecutions",
            "ReadAliases": "s3:GetObject",
            "ReadResults": "s3:GetObject",
            "SeeMachines": "states:DescribeStateMachine",
            "SeePreparations": "states:DescribeExecution",
            "SeeRollbacks": "states:DescribeExecution",
            "SeeStarts": "states:DescribeExecution",
            "StartPreparations": "states:StartExecution",
            "StartRollbacks": "states:StartExecution",
            "StartRuns": "states:StartExecution",
            "WatchJobs": "bedrock:GetModelCustomizationJob",
            "WatchRuns": "states:DescribeExecution",
        },
    ),
    *cases(PRICE_KEEPER, price_plays.keep, {"KeepPrices": "s3:PutObject"}),
    *serving_statements.CASES,
]

SAMPLE = ("What PlanRun may do", PEOPLE, "What JudgeEndedRun may do")
"""The roles whose statements `make test` takes away; `make statements` takes them all."""

_LAMBDA = "the emulator's Lambda logs, decrypts settings and needs no interface without the role"
_KMS = (
    "the emulator asks neither key policy nor role for S3, SNS, SQS and Step Functions, and takes "
    "a key policy that names the account for a grant to its roles"
)
_LISTING = "the emulator answers 404 for a missing object to whoever may read it"
_PROVIDER = "the provider calls our functions in a deployment only, which is over"
_SCHEDULER = "the emulator's scheduler takes any role, and starts executions without it"
_CHILDREN = "the emulator ends the children of a map itself, and begins a map anew for a redrive"
_DELIVERY = "the emulator delivers no logs and no traces of state machines"

NOT_JUDGED = {
    "NeverAct": "it forbids; tests/local/test_approvals.py tries what it forbids",
    "NeverAnswer": "it forbids; tests/local/test_approvals.py tries what it forbids",
    "NeverChangePrepared": "it forbids; tests/local/test_preparation.py tries what it forbids",
    "CreateInterfaces": _LAMBDA,
    "DenyOwnCode": _LAMBDA,
    "ManageInterfaces": _LAMBDA,
    "ReadSettings": _LAMBDA,
    "WriteLogs": _LAMBDA,
    "DecryptAliases": _KMS,
    "DecryptExecutions": _KMS,
    "DecryptManifests": _KMS,
    "DecryptModel": "the stand-in asks for no key when a model is deployed or asked",
    "DecryptPlans": _KMS,
    "DecryptPrices": _KMS,
    "DecryptToken": _KMS,
    "EncryptDeadLetters": _KMS,
    "EncryptLog": _KMS,
    "EncryptMessages": _KMS,
    "EncryptToken": _KMS,
    "UseDataKey": _KMS,
    "UseKey": _KMS,
    "AskPrices": "the emulator has no Price List",
    "FindAliases": _LISTING,
    "FindApprovals": _LISTING,
    "FindPrices": _LISTING,
    "FindToken": _LISTING,
    "ListDatasets": _LISTING,
    "ListMetrics": "the stand-in lists the prefix of the data only, as AWS documents no more",
    "EndBatches": _CHILDREN,
    "RedriveBatches": _CHILDREN,
    "DeliverLogs": _DELIVERY,
    "DeliverTraces": _DELIVERY,
    "WriteFlowLog": "the emulator has no flow logs",
    "LeaveDeadLetters": "the emulator's Lambda leaves failed events without the role",
    "StartCleanUp": "the emulator's EventBridge starts executions without the role",
    "PassScheduleRole": _SCHEDULER,
    "StartRetirement": _SCHEDULER,
    "CallHandler": _PROVIDER,
    "CallProvider": _PROVIDER,
    "StartWaiting": _PROVIDER,
    "TellOperators": "only capacity that is not ready after 50 minutes gets there",
}
"""By name, for the roles that no case has it for. Each stands in tests/synth instead."""
