"""`customize watch`: follow a run with nothing but AWS's own APIs, until it ends."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from botocore.exceptions import ClientError

from cli.answers import AnswersLook
from cli.deployment import Run, Site, locate
from cli.display import Display, display
from cli.errors import ExitCode, InterruptionError
from cli.history import History
from cli.job import JobLook
from cli.losses import LossLook
from cli.outcome import ended, explain
from cli.progress import Ended, Event, Hint
from cli.runs import ENDED, describe
from cli.service_errors import is_access_denied, refused_action
from lambdas.contract.names import EVALUATE_MODEL, REQUEST_APPROVAL, TRAIN_MODEL
from lambdas.contract.status import RUN_SUCCEEDED

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import (
        DescribeExecutionOutputTypeDef,
        HistoryEventTypeDef,
    )

PAGE = 200
PATIENCE = 10
"""Looks that may be refused before it is said: rights may hang on a job's tags, so that a job which
is not there yet is refused like one of somebody else's."""


def watch(site: Site, run_id: str, interval: float, *, as_json: bool) -> None:
    """Show a run until it ends; exits with `RUN_FAILED` unless it succeeded."""
    run = locate(site.deployment, run_id)
    try:
        begun = describe(site, run)["startDate"]
        with display(run_id, begun, as_json=as_json) as shown:
            outcome = _follow(Watcher(site, run), interval, shown)
    except KeyboardInterrupt:
        again, end = site.target.command("watch", run_id), site.target.command("stop", run_id)
        raise InterruptionError(
            f"no longer watching; the run goes on (watch it: {again}; stop it: {end})"
        ) from None
    if not as_json:
        typer.echo("\n".join(explain(outcome)))
    if outcome.status != RUN_SUCCEEDED:
        raise typer.Exit(ExitCode.RUN_FAILED)


def _follow(watcher: Watcher, interval: float, shown: Display) -> Ended:
    while True:
        for event in watcher.look():
            shown.show(event)
            if isinstance(event, Ended):
                return event
        time.sleep(interval)


class Watcher:
    """Looks at a run; each look yields what is new since the one before."""

    def __init__(self, site: Site, run: Run) -> None:
        self._site = site
        self._run = run
        self._history = History()
        self._job = JobLook(site, run)
        self._losses = LossLook(site, run)
        self._answers = AnswersLook(site, run)
        self._refused: Counter[str] = Counter()
        self._told_of_approval = False

    def look(self) -> Iterator[Event]:
        """Yield what is new; an `Ended` comes last and once."""
        # Asked first: what an ended run still has to tell is then complete in the other answers.
        execution = describe(self._site, self._run)
        yield from sorted(self._new(execution), key=_order)
        if execution["status"] in ENDED:
            yield ended(self._site, self._run, execution)

    def _new(self, execution: DescribeExecutionOutputTypeDef) -> Iterator[Event]:
        yield from self._history.take(self._new_history())
        if execution["status"] not in ENDED:
            yield from self._approval()
        if self._history.has_entered(TRAIN_MODEL):
            yield from self._allowed(lambda: self._job.look(_redrives(execution)))
            yield from self._allowed(self._losses.look)
        if self._history.has_entered(EVALUATE_MODEL):
            yield from self._allowed(self._answers.look)

    def _approval(self) -> Iterator[Event]:
        """Say once that the run waits for an approval, and how to see for what."""
        history = self._history
        waits = history.has_entered(REQUEST_APPROVAL) and not history.has_entered(TRAIN_MODEL)
        if waits and not self._told_of_approval:
            self._told_of_approval = True
            see = self._site.target.command("plan", self._run.run_id)
            yield Hint(at=None, message=f"The run waits for an approval; see its plan: {see}")

    def _new_history(self) -> Iterable[HistoryEventTypeDef]:
        """Return the events that are new, and some that are not, oldest first.

        They are read newest first, up to one that was seen: one call a look, however long the
        history has grown.
        """
        pages = self._site.aws.stepfunctions.get_paginator("get_execution_history").paginate(
            executionArn=self._run.execution_arn,
            reverseOrder=True,
            includeExecutionData=False,
            PaginationConfig={"PageSize": PAGE},
        )
        unseen: list[HistoryEventTypeDef] = []
        for page in pages:
            unseen += page["events"]
            if page["events"] and page["events"][-1]["id"] <= self._history.last_id:
                break
        return reversed(unseen)

    def _allowed(self, look: Callable[[], Iterable[Event]]) -> Iterator[Event]:
        """Yield what `look` finds; what the caller may not see is said once, after some looks."""
        try:
            yield from look()
        except ClientError as error:
            if not is_access_denied(error):
                raise
            action = refused_action(error)
            self._refused[action] += 1
            if self._refused[action] == PATIENCE:
                yield Hint(at=None, message=f"Not shown, since AWS refused {action} to you")


def _order(event: Event) -> datetime:
    """Return when it happened, in whole seconds as S3 tells it; what has no time comes last."""
    return event.at.replace(microsecond=0) if event.at else datetime.max.replace(tzinfo=UTC)


def _redrives(execution: DescribeExecutionOutputTypeDef) -> int:
    return execution.get("redriveCount", 0)
