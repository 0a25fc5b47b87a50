"""`customize approve` and `customize reject`: answer a plan that waits."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import typer

from cli.deployment import Run, Site, locate
from cli.errors import NotFoundError, RefusedError, ServiceError, UsageError
from cli.history import readable
from cli.identity import prove
from cli.output import print_json
from lambdas.contract.approval import LONGEST_REASON, AnswerApprovalEvent, Approval, Decision
from lambdas.contract.errors import AnswerRefusedError


class Failure(msgspec.Struct, frozen=True):
    """What Lambda says of a function that failed."""

    error: str = msgspec.field(name="errorType", default="")


def answer(
    site: Site, run_id: str, plan_hash: str, reason: str, *, approve: bool, as_json: bool
) -> None:
    """Answer the plan of a run and print the answer that counts."""
    run = locate(site.deployment, run_id)
    decision = Decision.APPROVED if approve else Decision.REJECTED
    if len(reason) > LONGEST_REASON:
        raise UsageError(f"--reason may have {LONGEST_REASON} characters at most")
    approval = _send(
        site,
        run,
        AnswerApprovalEvent(
            run_id=run_id,
            plan_hash=plan_hash,
            decision=decision,
            identity=prove(site.aws.sts, run_id, plan_hash, decision, reason),
            reason=reason,
        ),
    )
    if as_json:
        print_json(approval)
        return
    typer.echo(f"Run {run_id} is {approval.decision} by {approval.approver}")
    if approve:
        # The profile at hand is the approver's, who may not watch.
        command = replace(site.target, profile=None).command("watch", run_id)
        typer.echo(f"See how it goes on, with the launcher role: {command}")


def _send(site: Site, run: Run, order: AnswerApprovalEvent) -> Approval:
    response = site.aws.functions.invoke(
        FunctionName=_function(site, run), Payload=msgspec.json.encode(order)
    )
    said = response["Payload"].read()
    if "FunctionError" in response:
        raise _failed(said.decode())
    return msgspec.json.decode(said, type=Approval)


def _function(site: Site, run: Run) -> str:
    arn = site.deployment.teams[run.team].answer_approval_arn
    if not arn:
        raise NotFoundError(
            f"environment {site.deployment.environment} takes no answers: it was deployed by an "
            "older version; have it deployed anew"
        )
    return arn


def _failed(said: str) -> RefusedError | ServiceError:
    failure = msgspec.json.decode(said, type=Failure)
    if failure.error == AnswerRefusedError.__name__:
        return RefusedError(f"the answer does not count: {readable(said)}")
    return ServiceError(f"the answer was not taken ({failure.error}): {readable(said)}; try again")
