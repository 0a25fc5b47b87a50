"""`customize stop`: end a run. Its clean-up then stops the Bedrock job."""

from __future__ import annotations

import msgspec
import typer

from cli.deployment import Run, Site, locate
from cli.errors import UsageError
from cli.output import can_ask, print_json
from cli.runs import ENDED, describe
from lambdas.contract.status import RUN_ABORTED

CONSEQUENCE = "Clean-up stops its Bedrock job; tokens trained so far are billed."


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    run_id: str
    status: str
    stopped: bool
    """Whether this call did it; a run that had ended before keeps its status."""


def stop(site: Site, run_id: str, *, yes: bool, as_json: bool) -> None:
    """Stop a run, unless it has ended or the caller thinks better of it."""
    run = locate(site.deployment, run_id)
    status = describe(site, run)["status"]
    if status in ENDED:
        _tell(run, status, f"had ended before ({status})", as_json=as_json)
    elif yes or _confirmed(run):
        site.aws.stepfunctions.stop_execution(
            executionArn=run.execution_arn,
            error="StoppedByCaller",
            cause="stopped with the command `customize stop`",
        )
        _tell(run, RUN_ABORTED, f"is stopped. {CONSEQUENCE}", stopped=True, as_json=as_json)
    else:
        _tell(run, status, "goes on", as_json=as_json)


def _confirmed(run: Run) -> bool:
    if not can_ask():
        raise UsageError("nobody can be asked here: give --yes to stop the run")
    return typer.confirm(f"Stop run {run.run_id}? {CONSEQUENCE}", err=True)


def _tell(run: Run, status: str, sentence: str, *, stopped: bool = False, as_json: bool) -> None:
    if as_json:
        print_json(Stopped(run_id=run.run_id, status=status, stopped=stopped))
    else:
        typer.echo(f"Run {run.run_id} {sentence}")
