"""How a run ended, and what its people can do next. Pure: no call is made here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cli.history import NO_ERROR, readable
from cli.output import utc
from cli.progress import Ended
from lambdas.contract import errors
from lambdas.contract.status import RUN_ABORTED, RUN_FAILED, RUN_SUCCEEDED

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import DescribeExecutionOutputTypeDef

    from cli.deployment import Run, Site

BATCH_FAILED = "States.ExceedToleratedFailureThreshold"
"""How a state ends of whose children one failed: here, a batch of an evaluation's questions.
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"""

START_AGAIN = "mend what the message names, then start a new run: {start}"
REDRIVE = "let this run go on where it ended: {redrive}"
WITHIN = "within the grace time, after which clean-up removes the deployment, "
NEW_JOB = "once the cause is mended, {redrive} makes a new job for the same plan (billed again)"

ADVICE = {
    errors.InvalidRequestError.__name__: START_AGAIN,
    errors.ApprovalRejectedError.__name__: "nothing was created; change what the approver objects "
    "to, then start a new run: {start}",
    errors.ApprovalExpiredError.__name__: "nothing was created; to ask again, start a new run: "
    "{start}",
    errors.AnswerRefusedError.__name__: "an answer that doesn't count changes nothing: the plan "
    "waits on, or its run is over; then start a new one: {start}",
    errors.AccessRefusedError.__name__: "have those who run this environment add the permission "
    "that the message names; then " + REDRIVE,
    errors.TrainingRefusedError.__name__: START_AGAIN,
    errors.TrainingFailedError.__name__: NEW_JOB,
    errors.TrainingStoppedError.__name__: "to train after all, start a new run: {start}",
    errors.TrainingTimeExceededError.__name__: "ask for fewer epochs or less data, or have this "
    "environment's longest job raised; then start a new run: {start}",
    errors.MetricsMissingError.__name__: "look for the job's files in the artifacts bucket; "
    "then " + REDRIVE,
    errors.DeploymentRefusedError.__name__: "the model is made; mend what the message names, then "
    + REDRIVE,
    errors.DeploymentFailedError.__name__: "the model is made; to deploy it anew, " + REDRIVE,
    errors.DeploymentTimeExceededError.__name__: "the model is made; have this environment's "
    "longest creation raised, or wait until Bedrock has room; then " + REDRIVE,
    errors.DeploymentGoneError.__name__: "the model is made, but somebody or its expiry removed "
    "what served it; to have another made and served, start a new run: {start}",
    errors.ModelUnitsExceededError.__name__: "the model is made; have the quotas that the message "
    "names raised, or units freed; then " + REDRIVE,
    errors.ModelNotAnsweringError.__name__: "look whether the training data end in answers; to ask "
    "the model again, " + WITHIN + REDRIVE,
    errors.EvaluationDamagedError.__name__: "somebody changed what the message names; to evaluate "
    "the model, start a new run: {start}",
    BATCH_FAILED: "a batch of questions found no answer, and its own execution, in the map run of "
    "EvaluateModel, says why; to ask what is left, " + WITHIN + REDRIVE,
    errors.PromotionRefusedError.__name__: "the model is made; mend what the message names, then "
    + REDRIVE,
    errors.RemovalRefusedError.__name__: "nothing was removed; set what the message names and "
    "deploy it, then " + REDRIVE,
}
"""What to try after an error that no retry mends. Anything else is infrastructure: redrive."""

_TITLES = {
    RUN_SUCCEEDED: "succeeded",
    RUN_FAILED: "failed",
    RUN_ABORTED: "was stopped",
}

_TOLD = {
    "headline": "",
    "report_uri": "",
    "deployment_arn": "To invoke: ",
    "alias": "Moved to its model: alias ",
}
"""What a run's output says to its people, and the words before it."""


def ended(site: Site, run: Run, execution: DescribeExecutionOutputTypeDef) -> Ended:
    """Return the outcome of an execution that has ended."""
    status, error, cause = execution["status"], execution.get("error"), execution.get("cause")
    return Ended(
        at=utc(execution["stopDate"]) if execution.get("stopDate") else None,
        run_id=run.run_id,
        status=status,
        error=error,
        cause=cause,
        output=parsed(execution.get("output")) if status == RUN_SUCCEEDED else None,
        next_steps=[step.format(**_commands(site, run)) for step in _steps(status, error)],
    )


def explain(outcome: Ended) -> list[str]:
    """Return the outcome as lines for a person."""
    lines = [f"Run {outcome.run_id} {_TITLES.get(outcome.status, 'ran out of time')}"]
    if outcome.status == RUN_SUCCEEDED:
        told = ((words, member(outcome, name)) for name, words in _TOLD.items())
        lines += [words + text for words, text in told if text]
    elif outcome.error or outcome.cause or outcome.status == RUN_FAILED:
        lines += [f"{outcome.error or NO_ERROR}: {readable(outcome.cause)}"]
    return lines + [f"Next: {step}" for step in outcome.next_steps]


def member(outcome: Ended, name: str) -> str | None:
    """Return a text of the run's output; None if this version of the run gives none."""
    value = outcome.output.get(name) if isinstance(outcome.output, dict) else None
    return value if isinstance(value, str) else None


def parsed(output: str | None) -> Any:
    """Return a JSON text's value, or None for what is no JSON."""
    try:
        return msgspec.json.decode(output or "")
    except msgspec.DecodeError:
        return None


def _steps(status: str, error: str | None) -> list[str]:
    if status == RUN_SUCCEEDED:
        return ["{report}"]
    if status == RUN_ABORTED:
        return ["clean-up stops its job; to train after all, start a new run: {start}"]
    return [ADVICE.get(error or "", REDRIVE)]


def _commands(site: Site, run: Run) -> dict[str, str]:
    target = site.target
    profile = f" --profile {target.profile}" if target.profile else ""
    return {
        "report": target.command("report", run.run_id),
        "start": target.command("start", "REQUEST", "--team", run.team),
        "redrive": f"aws stepfunctions redrive-execution --execution-arn {run.execution_arn} "
        f"--region {site.aws.region}{profile}",
    }
