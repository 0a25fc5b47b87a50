"""The plays: what people and time do; each with the places in which it is disturbed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import play_aliases, play_approvals, play_evaluations, play_runs
from tests.faults.approvers import ANSWER_APPROVAL
from tests.faults.effects import Effect
from tests.faults.fault import Fault
from tests.faults.injection import Order
from tests.faults.stage import Stage

Goal = Callable[[], bool]
"""Whether everything came as it was wanted."""


@dataclass(frozen=True)
class Play:
    """One course of events."""

    name: str
    act: Callable[[Stage], Goal]
    places: tuple[str, ...]
    """Where it is disturbed: how the origins of side effects begin."""
    replaces: bool = False
    """Whether an alias's capacity is replaced, so that two stand side by side for a while."""
    fails: bool = False
    """Whether it goes wrong, and has to be mended, without any disturbance."""
    times: int = 1
    """How often a side effect is disturbed, each time alone, where it happens again."""
    given: Order | None = None
    """What goes wrong anyhow, because the play is about what comes of it."""


def _abort(state: str, operation: str) -> Order:
    return Order(Effect(f"RunMachine/{state}", f"bedrock {operation}", 1), Fault.ABORT)


JOB = "CreateModelCustomizationJob"
DEPLOYMENT = "CreateCustomModelDeployment"
THROUGHPUT = "CreateProvisionedModelThroughput"
EVERYWHERE = ("",)
TRAINING = "RunMachine/TrainModel"
DEPLOYING = "RunMachine/DeployModel"
SERVING = tuple(f"RunMachine/{state}" for state in ("DeployModel", "TryModel", "SettleDeployment"))
END = ("Schedule", "RetireMachine")
CLEAN_UP = ("Rule RunEnded", "CleanUpMachine")
AUDIT = ("AuditServing", "RetireMachine")
EVALUATION = tuple(
    f"RunMachine/{state}" for state in ("PlanEvaluation", "AnswerBatch", "ScoreEvaluation")
)
PROMOTION = ("RunMachine/PromoteModel",)
ASKING = ("RunMachine/TellApprovers", "RunMachine/RequestApproval")
ANSWERING = (ANSWER_APPROVAL,)
PLAYS = (
    Play("kept on demand", play_runs.kept, EVERYWHERE),
    Play("tried on demand", play_runs.tried, SERVING),
    Play("on demand for hours", play_runs.for_hours, (*SERVING, *END)),
    Play("provisioned for hours", play_runs.provisioned, (*SERVING, *END)),
    Play("aborted in training", play_runs.aborted_in_training, (TRAINING, *CLEAN_UP)),
    Play("aborted while deploying", play_runs.aborted_while_deploying, CLEAN_UP),
    Play("aborted while provisioning", play_runs.aborted_while_provisioning, CLEAN_UP),
    Play("late job", play_runs.late_job, CLEAN_UP, given=_abort("TrainModel", JOB)),
    Play(
        "late deployment",
        play_runs.late_deployment,
        CLEAN_UP,
        given=_abort("DeployModel", DEPLOYMENT),
    ),
    Play(
        "late throughput",
        play_runs.late_throughput,
        CLEAN_UP,
        given=_abort("DeployModel", THROUGHPUT),
    ),
    Play("redriven", play_runs.redriven, (TRAINING, DEPLOYING), times=2),
    Play("swept", play_runs.swept, ("SweepRuns",)),
    Play("audited", play_runs.audited, AUDIT),
    Play("surplus", play_runs.surplus, AUDIT, times=2),
    Play("stuck", play_runs.stuck, ("CleanUpMachine/RaiseAlarm", *AUDIT), fails=True),
    Play("promoted on demand", play_aliases.promoted, PROMOTION, times=8),
    Play("promoted to units", play_aliases.promoted_to_units, PROMOTION, times=8),
    Play("rolled back", play_aliases.rolled_back, ("DemoRollback",), times=8),
    Play(
        "declared, changed, withdrawn",
        play_aliases.declared_and_withdrawn,
        ("AliasMachine", "ProvideCapacity", "AwaitCapacity"),
        replaces=True,
        times=8,
    ),
    Play("committed", play_aliases.committed, AUDIT),
    Play("approved", play_approvals.approved, (*ASKING, *ANSWERING), times=2),
    Play("rejected", play_approvals.rejected, (*ASKING, *ANSWERING), times=2),
    Play("unanswered", play_approvals.unanswered, ASKING),
    Play("aborted while it asks", play_approvals.aborted, CLEAN_UP),
    Play("evaluated", play_evaluations.evaluated, EVALUATION),
    Play("aborted while it answers", play_evaluations.aborted, CLEAN_UP),
)
