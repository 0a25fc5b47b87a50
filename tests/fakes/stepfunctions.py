"""Step Functions in memory: executions, and tasks that wait for their token."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from tests.fakes.requests import check_request, service_error

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a waiting task was told."""

    token: str
    output: str = ""
    error: str = ""
    cause: str = ""


class FakeStepFunctions:
    """A token wakes its task once; after that, and when the task looks again, it is stale."""

    def __init__(self) -> None:
        self.executions: dict[str, Json] = {}
        self.started: list[Json] = []
        self.answers: list[Answer] = []
        self.waiting: set[str] = set()
        """The tokens that tasks wait with."""
        self.refusal = "TaskTimedOut"
        """The error that a token nobody waits with is answered by."""
        self.on_answer: Callable[[], object] = bool

    @property
    def client(self) -> SFNClient:
        """This, as handlers see it."""
        return cast("SFNClient", self)

    def run(self, arn: str, status: str = "RUNNING", **members: object) -> None:
        """Say how an execution stands."""
        ended = {} if status == "RUNNING" else {"stopDate": dt.datetime.now(dt.UTC)}
        self.executions[arn] = {"executionArn": arn, "status": status, **ended, **members}

    def describe_execution(self, **asked: Any) -> Json:
        """Return how an execution stands."""
        check_request("stepfunctions", "DescribeExecution", asked)
        if asked["executionArn"] not in self.executions:
            raise service_error("ExecutionDoesNotExist")
        return self.executions[asked["executionArn"]]

    def start_execution(self, **asked: Any) -> Json:
        """Keep what was asked for."""
        check_request("stepfunctions", "StartExecution", asked)
        self.started.append(asked)
        return {"executionArn": f"{asked['stateMachineArn']}:{len(self.started)}"}

    def send_task_success(self, **asked: Any) -> Json:
        """Wake a task with its output."""
        check_request("stepfunctions", "SendTaskSuccess", asked)
        return self._answer(Answer(asked["taskToken"], output=asked["output"]))

    def send_task_failure(self, **asked: Any) -> Json:
        """Wake a task with its error."""
        check_request("stepfunctions", "SendTaskFailure", asked)
        return self._answer(Answer(asked["taskToken"], error=asked["error"], cause=asked["cause"]))

    def _answer(self, answer: Answer) -> Json:
        self.on_answer()
        if answer.token not in self.waiting:
            raise service_error(self.refusal)
        self.waiting.remove(answer.token)
        self.answers.append(answer)
        return {}
