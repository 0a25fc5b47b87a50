"""Payloads of released versions decode for ever: runs wait while a new version is deployed."""

import json
from collections.abc import Iterator
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lambdas.answer_training.handler import Detail
from lambdas.contract import (
    advice,
    aliases,
    approval,
    clean_up,
    deployment,
    evaluation,
    evaluation_result,
    evaluation_steps,
    guard,
    money,
    preparation,
    price_file,
    report,
    report_evaluation,
    report_serving,
    retirement,
    run,
    serving,
)
from lambdas.deploy_model.handler import Request as DeployModelRequest
from lambdas.plan_run.handler import PlanRunInput
from lambdas.remove_capacity.handler import Request as RemoveCapacityRequest
from lambdas.settle_deployment.handler import Request as SettleDeploymentRequest
from lambdas.stop_training.handler import Request as StopTrainingRequest
from lambdas.train_model.handler import Request as TrainModelRequest
from lambdas.try_model.handler import Request as TryModelRequest

PAYLOADS = Path(__file__).parent / "payloads"
KINDS: dict[str, type[msgspec.Struct]] = {
    "alias-order": aliases.AliasOrder,
    "alias-record": aliases.AliasRecord,
    "analysis": report.Analysis,
    "analysis-summary": report.AnalysisSummary,
    "analyze-training-event": report.AnalyzeTrainingEvent,
    "answer": evaluation_steps.Answer,
    "answer-approval-event": approval.AnswerApprovalEvent,
    "answer-batch-event": evaluation_steps.AnswerBatchEvent,
    "answered-batch": evaluation_steps.AnsweredBatch,
    "approval": approval.Approval,
    "awaited": aliases.Awaited,
    "awaited-resource": aliases.AwaitedResource,
    "clean-up-input": clean_up.CleanUpInput,
    "conform-order": aliases.AliasOrder,
    "deploy-model-event": DeployModelRequest,
    "deployed-model": serving.DeployedModel,
    "deployment": deployment.Deployment,
    "evaluation": evaluation_result.Evaluation,
    "finding": retirement.Finding,
    "guard-event": guard.GuardEvent,
    "guarded": guard.Guarded,
    "guarded-alias": guard.GuardedAlias,
    "job-ended-detail": Detail,
    "judgement": clean_up.Judgement,
    "manifest": preparation.Manifest,
    "plan": run.Plan,
    "plan-evaluation-event": evaluation_steps.PlanEvaluationEvent,
    "plan-run-event": PlanRunInput,
    "planned-evaluation": evaluation_steps.PlannedEvaluation,
    "prepare-dataset-input": preparation.PrepareDatasetInput,
    "prepared-dataset": preparation.PreparedDataset,
    "price-file": price_file.PriceFile,
    "promotion": aliases.Promotion,
    "provided": aliases.Provided,
    "question": evaluation_steps.Question,
    "redriven-train-model-event": TrainModelRequest,
    "remove-capacity-event": RemoveCapacityRequest,
    "removed": clean_up.Removed,
    "report": report.Report,
    "request-approval-event": approval.RequestApprovalEvent,
    "resource-event": aliases.ResourceEvent,
    "retired": retirement.Retired,
    "rollback-order": aliases.AliasOrder,
    "run-input": run.RunInput,
    "score-evaluation-event": evaluation_steps.ScoreEvaluationEvent,
    "scored-evaluation": evaluation_result.ScoredEvaluation,
    "settle-deployment-event": SettleDeploymentRequest,
    "settlement": serving.Settlement,
    "stop-training-event": StopTrainingRequest,
    "stopped": clean_up.Stopped,
    "train-model-event": TrainModelRequest,
    "trained-model": run.TrainedModel,
    "trial": serving.Trial,
    "try-model-event": TryModelRequest,
    "waiting": run.Waiting,
    "waiting-plan": approval.WaitingPlan,
    "withdraw-order": aliases.AliasOrder,
    "write-report-event": report.WriteReportEvent,
    "written-report": report.WrittenReport,
}
"""What each file of the corpus is, by its name up to the version."""
FOREIGN = {"job-ended-detail", "resource-event", "awaited-resource", "guard-event"}
"""Payloads whose sender isn't ours and says more than we read."""
TEXT_ONLY = {"resource-event", "awaited-resource"}
"""CloudFormation sends text for numbers and truths."""
STRICT = {"answer-approval-event"}
"""What people send: a member that we don't know is refused, like one of a request."""
FREE_OBJECTS = {
    "failures",
    "fields",
    "files",
    "found",
    "hyperparameters",
    "left_out",
    "libraries",
    "models",
    "places",
    "request",
    "rules",
    "run_request",
    "scan",
    "teams",
}
"""Members whose own members are data."""

GOLDEN = pytest.mark.parametrize("path", sorted(PAYLOADS.iterdir()), ids=lambda path: path.stem)


def kind_of(path: Path) -> type[msgspec.Struct]:
    """Return what a file of the corpus is."""
    return KINDS[path.name.partition(".")[0]]


def read(path: Path, text: bytes) -> msgspec.Struct:
    """Return a payload of a file's kind, as its reader reads it."""
    lax = path.name.partition(".")[0] in TEXT_ONLY
    return msgspec.json.decode(text, type=kind_of(path), strict=not lax)


def decoded(path: Path) -> msgspec.Struct:
    """Return a payload of the corpus."""
    return read(path, path.read_bytes())


@GOLDEN
def test_a_released_payload_decodes_and_keeps_every_member(path: Path) -> None:
    if path.name.partition(".")[0] in FOREIGN:
        assert decoded(path)
        return
    kept = json.loads(msgspec.json.encode(decoded(path)))
    assert holds(kept, json.loads(path.read_bytes()))


@GOLDEN
def test_members_of_a_newer_sender_are_ignored(path: Path) -> None:
    newer = grown(json.loads(path.read_bytes()))
    assert "added_later" in newer
    raw = msgspec.json.encode(newer)
    if path.name.partition(".")[0] in STRICT:
        with pytest.raises(msgspec.ValidationError, match="added_later"):
            read(path, raw)
        return
    assert plain(read(path, raw)) == plain(decoded(path))
    lax = path.name.partition(".")[0] in TEXT_ONLY
    assert plain(msgspec.convert(newer, kind_of(path), strict=not lax)) == plain(decoded(path))


@GOLDEN
def test_a_payload_comes_back_as_it_was_sent(path: Path) -> None:
    sent = decoded(path)
    assert plain(msgspec.json.decode(msgspec.json.encode(sent), type=kind_of(path))) == plain(sent)


def test_every_kind_is_in_the_corpus_at_version_1() -> None:
    assert {path.name for path in PAYLOADS.iterdir()} >= {f"{name}.v1.json" for name in KINDS}


def test_every_struct_that_travels_is_in_the_corpus() -> None:
    seen = {type(part) for path in PAYLOADS.iterdir() for part in parts(decoded(path))}
    travelling = {
        found
        for module in (
            advice,
            aliases,
            approval,
            clean_up,
            deployment,
            evaluation,
            evaluation_result,
            evaluation_steps,
            guard,
            money,
            preparation,
            price_file,
            report,
            report_evaluation,
            report_serving,
            retirement,
            run,
            serving,
        )
        for _, found in getmembers(module, isclass)
        if issubclass(found, msgspec.Struct) and found.__module__ == module.__name__
    }
    assert travelling <= seen


def plain(value: msgspec.Struct) -> Any:
    """Return a payload as JSON values."""
    return json.loads(msgspec.json.encode(value))


def holds(newer: Any, older: Any) -> bool:
    """Whether everything the older payload says stands in the newer one."""
    if isinstance(older, dict):
        return all(name in newer and holds(newer[name], older[name]) for name in older)
    if isinstance(older, list):
        return len(newer) == len(older) and all(map(holds, newer, older))
    return bool(newer == older)


def grown(value: Any) -> Any:
    """Return a payload with one more member in every object."""
    if isinstance(value, list):
        return [grown(item) for item in value]
    if not isinstance(value, dict):
        return value
    members = {n: item if n in FREE_OBJECTS else grown(item) for n, item in value.items()}
    return {**members, "added_later": {"deep": [1]}}


def parts(value: object) -> Iterator[object]:
    """Yield a payload and everything in it."""
    yield value
    if isinstance(value, msgspec.Struct):
        inner: list[object] = [getattr(value, field) for field in value.__struct_fields__]
    elif isinstance(value, dict):
        inner = list(value.values())
    else:
        inner = list(value) if isinstance(value, list) else []
    for item in inner:
        yield from parts(item)
