"""A few cases for every test run: one of each fault, where a mistake would cost most."""

from __future__ import annotations

from tests.faults.approvers import ANSWER_APPROVAL
from tests.faults.effects import Effect
from tests.faults.fault import Fault
from tests.faults.matrix import Case
from tests.faults.plays import PLAYS

DEPLOY = "RunMachine/DeployModel"
CREATE_THROUGHPUT = "bedrock CreateProvisionedModelThroughput"
CREATE_DEPLOYMENT = "bedrock CreateCustomModelDeployment"
DELETE_THROUGHPUT = "bedrock DeleteProvisionedModelThroughput"
ASK = "RunMachine/RequestApproval"
WAKE = "stepfunctions SendTaskSuccess"


def _case(play: str, origin: str, action: str, fault: Fault, nth: int = 1) -> Case:
    found = next(one for one in PLAYS if one.name == play)
    return Case(found, Effect(origin, action, nth), fault)


SAMPLE = (
    _case("provisioned for hours", DEPLOY, CREATE_THROUGHPUT, Fault.LOST),
    _case("provisioned for hours", DEPLOY, CREATE_THROUGHPUT, Fault.QUOTA),
    _case("provisioned for hours", DEPLOY, CREATE_THROUGHPUT, Fault.ABORT),
    _case("provisioned for hours", DEPLOY, CREATE_THROUGHPUT, Fault.UNKNOWN),
    _case("provisioned for hours", DEPLOY, "scheduler CreateSchedule", Fault.DENIED),
    _case("provisioned for hours", "RetireMachine/RetireCapacity", DELETE_THROUGHPUT, Fault.DENIED),
    _case("provisioned for hours", "Schedule", "events Deliver", Fault.LOST),
    _case("kept on demand", DEPLOY, CREATE_DEPLOYMENT, Fault.CRASH),
    _case("kept on demand", "RunMachine/SettleDeployment", "bedrock TagResource", Fault.TIME_OUT),
    _case(
        "kept on demand",
        "RunMachine/TrainModel",
        "bedrock CreateModelCustomizationJob",
        Fault.ABORT,
    ),
    _case("aborted while provisioning", "Rule RunEnded", "events Deliver", Fault.LOST),
    _case(
        "promoted on demand",
        "RunMachine/PromoteModel",
        "bedrock UpdateCustomModelDeployment",
        Fault.CONFLICT,
    ),
    _case("promoted on demand", "RunMachine/PromoteModel", "ssm PutParameter", Fault.SERVER_ERROR),
    _case(
        "promoted on demand",
        "RunMachine/PromoteModel",
        "s3 PutObject alias of record",
        Fault.THROTTLE,
        2,
    ),
    _case("approved", ASK, "s3 PutObject waiting plan", Fault.CRASH),
    _case("approved", ANSWER_APPROVAL, WAKE, Fault.DENIED),
    _case("rejected", ANSWER_APPROVAL, "s3 PutObject answer", Fault.LOST),
    _case("evaluated", "RunMachine/AnswerBatch", "s3 PutObject answers", Fault.CRASH),
    _case("evaluated", "RunMachine/AnswerBatch", "bedrock-runtime Converse", Fault.ABORT),
    _case(
        "evaluated",
        "RunMachine/ScoreEvaluation",
        "s3 PutObject uses of a test set",
        Fault.CONFLICT,
    ),
)
"""Each must happen: a side effect that is no more makes the sample fail."""

LEAKING = (
    _case("provisioned for hours", DEPLOY, "scheduler CreateSchedule", Fault.DENIED),
    _case("kept on demand", DEPLOY, CREATE_DEPLOYMENT, Fault.UNKNOWN),
    _case("aborted while deploying", "RunMachine/PlanRun", "s3 PutObject plan.json", Fault.LOST),
)
"""Cases that leak as soon as nobody cleans up."""
