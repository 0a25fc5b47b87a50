"""Execution histories as GetExecutionHistory gives them, oldest event first."""

from typing import Any

from tests.unit.cli.cloud import Json, after

TASK = {"resourceType": "lambda", "resource": "invoke.waitForTaskToken"}


class Tape:
    """Records events one after the other, with the ids and links that AWS gives them."""

    def __init__(self) -> None:
        self.events: list[Json] = []

    def add(self, seconds: float, kind: str, **details: Any) -> "Tape":
        """Record one event."""
        number = len(self.events) + 1
        event = {"id": number, "previousEventId": number - 1, "timestamp": after(seconds)}
        self.events.append(event | {"type": kind} | details)
        return self

    def enter(self, seconds: float, state: str) -> "Tape":
        """Record the entry into a task's state, and its first call."""
        self.add(seconds, "TaskStateEntered", stateEnteredEventDetails={"name": state})
        return self.call(seconds)

    def choose(self, seconds: float, state: str) -> "Tape":
        """Record a choice."""
        self.add(seconds, "ChoiceStateEntered", stateEnteredEventDetails={"name": state})
        return self.add(seconds, "ChoiceStateExited", stateExitedEventDetails={"name": state})

    def call(self, seconds: float) -> "Tape":
        """Record a task's call."""
        self.add(seconds, "TaskScheduled", taskScheduledEventDetails=TASK)
        self.add(seconds, "TaskStarted", taskStartedEventDetails=TASK)
        return self.add(seconds, "TaskSubmitted", taskSubmittedEventDetails=TASK)

    def time_out(self, seconds: float) -> "Tape":
        """Record a task that heard nothing, as Step Functions does."""
        details = {**TASK, "error": "States.Timeout"}
        return self.add(seconds, "TaskTimedOut", taskTimedOutEventDetails=details)

    def fail(self, seconds: float, error: str, cause: str) -> "Tape":
        """Record a task's error."""
        details = {**TASK, "error": error, "cause": cause}
        return self.add(seconds, "TaskFailed", taskFailedEventDetails=details)

    def leave(self, seconds: float, state: str) -> "Tape":
        """Record a task's success and the exit from its state."""
        self.add(seconds, "TaskSucceeded", taskSucceededEventDetails=TASK)
        return self.add(seconds, "TaskStateExited", stateExitedEventDetails={"name": state})


def planned() -> Tape:
    """Return a run that has begun to train."""
    tape = Tape().add(0, "ExecutionStarted", executionStartedEventDetails={"roleArn": "any"})
    return tape.enter(0, "PlanRun").leave(2.5, "PlanRun").enter(3, "TrainModel")


def asking() -> Tape:
    """Return a run that waits for its approval."""
    tape = Tape().add(0, "ExecutionStarted", executionStartedEventDetails={"roleArn": "any"})
    tape.enter(0, "PlanRun").leave(2.5, "PlanRun").choose(2.5, "Asks")
    return tape.enter(3, "TellApprovers").leave(4, "TellApprovers").enter(4, "RequestApproval")


def happy() -> list[Json]:
    """Return a run that did well."""
    tape = planned().leave(60, "TrainModel").enter(60, "WriteReport").leave(65, "WriteReport")
    return tape.add(65, "ExecutionSucceeded", executionSucceededEventDetails={}).events


def failed() -> list[Json]:
    """Return a run whose job failed."""
    tape = planned().fail(60, "TrainingFailedError", '{"errorMessage": "the job ended Failed"}')
    return tape.add(60, "ExecutionFailed", executionFailedEventDetails={}).events


def swept() -> list[Json]:
    """Return a run that heard of its job's end only on the third look."""
    tape = planned().time_out(20).call(21).time_out(41).call(42).leave(43, "TrainModel")
    return tape.add(43, "ExecutionSucceeded", executionSucceededEventDetails={}).events


def swept_in_emulator() -> list[Json]:
    """Return the same as the embedded AWS tells it: a time-out is a failed task there."""
    nothing_heard = ("States.Timeout", "Task timed out waiting for callback")
    tape = planned().fail(20, *nothing_heard).call(21).fail(41, *nothing_heard).call(42)
    tape.leave(43, "TrainModel")
    return tape.add(43, "ExecutionSucceeded", executionSucceededEventDetails={}).events


def aborted() -> list[Json]:
    """Return a run that somebody stopped while it trained."""
    return planned().add(50, "ExecutionAborted", executionAbortedEventDetails={}).events


def redriven() -> list[Json]:
    """Return a failed run that was told to go on."""
    tape = planned().fail(60, "Lambda.Unknown", "")
    tape.add(60, "ExecutionFailed", executionFailedEventDetails={})
    tape.add(90, "ExecutionRedriven", executionRedrivenEventDetails={"redriveCount": 1})
    return tape.call(91).leave(95, "TrainModel").events


def evaluating() -> Tape:
    """Return a run whose model is being held against its base."""
    tape = planned().leave(60, "TrainModel")
    tape.enter(60, "PlanEvaluation").leave(62, "PlanEvaluation")
    return tape.add(62, "MapStateEntered", stateEnteredEventDetails={"name": "EvaluateModel"})


def evaluated() -> list[Json]:
    """Return a run whose model was held against its base."""
    tape = evaluating()
    tape.add(90, "MapStateExited", stateExitedEventDetails={"name": "EvaluateModel"})
    return tape.add(91, "ExecutionSucceeded", executionSucceededEventDetails={}).events


def served() -> list[Json]:
    """Return a run that deployed, tried and promoted its model, and retired the deployment."""
    tape = planned().leave(60, "TrainModel")
    tape.enter(60, "AnalyzeTraining").leave(62, "AnalyzeTraining").choose(62, "Serves")
    tape.enter(62, "DeployModel").fail(63, "StillDeployingError", "it is Creating").call(123)
    tape.leave(124, "DeployModel").enter(124, "TryModel").leave(126, "TryModel")
    tape.choose(126, "Promotes").enter(126, "PromoteModel")
    tape.fail(127, "AliasBusyError", "claimed by another run").call(187).leave(188, "PromoteModel")
    tape.enter(188, "WriteReport").leave(190, "WriteReport").choose(190, "Settles")
    tape.enter(190, "SettleDeployment").fail(191, "StillStoppingError", "it is there").call(251)
    tape.leave(252, "SettleDeployment").enter(252, "NotifyTeam").leave(253, "NotifyTeam")
    return tape.add(253, "ExecutionSucceeded", executionSucceededEventDetails={}).events
