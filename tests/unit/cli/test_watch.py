"""`customize watch`."""

import json
from collections.abc import Callable

import pytest
from typer.testing import Result

from cli.watch import PATIENCE
from lambdas.contract.names import job_name
from lambdas.contract.places import training_prefix
from tests.unit.cli import histories
from tests.unit.cli.cloud import BEGUN, Cloud, Json, after, refusal
from tests.unit.cli.conftest import Customize

RUN = "demo_r1"
METRICS = f"{training_prefix('demo', RUN)}model-customization-job-x/training_artifacts/"
CSV = b"step_number,epoch_number,training_loss,perplexity\n0,0,2.5,1\n1,0,2.1,1\n2,1,1.5,1\n"


def job(attempt: int = 1, status: str = "InProgress", **phases: str) -> Json:
    """Return what Bedrock says about a job."""
    name = job_name("dev", RUN, attempt)
    details = {f"{phase}Details": {"status": word} for phase, word in phases.items()}
    return {
        "jobName": name,
        "jobArn": f"arn:aws:bedrock:us-east-1:111122223333:model-customization-job/{name}",
        "status": status,
        "creationTime": after(5),
        "statusDetails": details,
    }


def put_job(cloud: Cloud, attempt: int = 1, status: str = "InProgress", **phases: str) -> None:
    """Let Bedrock know a job."""
    cloud.jobs[job_name("dev", RUN, attempt)] = job(attempt, status, **phases)


def events(result: Result) -> list[Json]:
    """Return the JSON lines that were printed."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def of_kind(result: Result, kind: str) -> list[Json]:
    """Return the printed events of one kind."""
    return [event for event in events(result) if event["event"] == kind]


def test_a_run_is_followed_while_it_goes_on(cloud: Cloud, customize: Customize) -> None:
    execution = cloud.add_run(RUN, "RUNNING", histories.planned().events)

    def train() -> None:
        put_job(cloud, validation="Completed", training="InProgress")

    def end() -> None:
        put_job(cloud, status="Completed", validation="Completed", training="Completed")
        cloud.objects[f"{METRICS}step_wise_training_metrics.csv"] = (CSV, after(59))
        output = '{"headline": "it converged", "report_uri": "s3://b/r.html"}'
        execution.update(
            status="SUCCEEDED", history=histories.happy(), output=output, stopDate=after(65)
        )

    cloud.waits = [train, end]
    result = customize("watch", RUN, "--json")
    assert result.exit_code == 0
    assert [event["event"] for event in events(result)] == [
        "state_entered",
        "state_exited",
        "state_entered",
        "job",
        "job",
        "losses",
        "state_exited",
        "state_entered",
        "state_exited",
        "ended",
    ]
    assert of_kind(result, "job")[0] == {
        "event": "job",
        "at": "2026-11-22T10:00:05Z",
        "job_name": job_name("dev", RUN, 1),
        "job_arn": job()["jobArn"],
        "attempt": 1,
        "status": "InProgress",
        "phases": {"validation": "Completed", "training": "InProgress"},
        "failure_message": None,
    }
    assert of_kind(result, "losses")[0]["epochs"] == [
        {"epoch": 1, "training_loss": 2.3},
        {"epoch": 2, "training_loss": 1.5},
    ]
    assert of_kind(result, "ended")[0]["output"]["headline"] == "it converged"


def test_what_one_look_finds_is_told_in_the_order_in_which_it_happened(
    cloud: Cloud, customize: Customize
) -> None:
    cloud.add_run(RUN, "SUCCEEDED", histories.happy())
    put_job(cloud, status="Completed")
    cloud.objects[f"{METRICS}step_wise_training_metrics.csv"] = (CSV, after(59))
    told = [event["at"] for event in events(customize("watch", RUN, "--json"))]
    assert told == sorted(told)


def test_lines_for_people_tell_the_same(cloud: Cloud, customize: Customize) -> None:
    output = '{"headline": "it converged", "report_uri": "s3://b/r.html"}'
    cloud.add_run(RUN, "SUCCEEDED", histories.happy(), output=output)
    put_job(cloud, status="Completed", dataProcessing="Completed")
    cloud.objects[f"{METRICS}step_wise_training_metrics.csv"] = (CSV, after(59))
    result = customize("watch", RUN)
    for text in (
        "    0:02  PlanRun done in 2.5 s\n",
        "Completed (data processing Completed)\n",
        "    0:59  Training loss: epoch 1 2.300, epoch 2 1.500\n",
        "it converged\ns3://b/r.html\nNext: customize report demo_r1\n",
    ):
        assert text in result.stdout


@pytest.mark.parametrize(
    ("status", "history", "word"),
    [
        ("FAILED", histories.failed, "failed"),
        ("ABORTED", histories.aborted, "was stopped"),
        ("TIMED_OUT", histories.aborted, "ran out of time"),
    ],
)
def test_a_run_that_ended_badly_is_exit_code_1(
    cloud: Cloud,
    customize: Customize,
    status: str,
    history: Callable[[], list[Json]],
    word: str,
) -> None:
    cloud.add_run(RUN, status, history(), error="SomeError", cause="all of\nthe cause")
    result = customize("watch", RUN)
    assert result.exit_code == 1
    assert f"Run {RUN} {word}\nSomeError: all of\nthe cause\n" in result.stdout
    as_json = customize("watch", RUN, "--json")
    assert as_json.exit_code == 1
    assert of_kind(as_json, "ended")[0]["cause"] == "all of\nthe cause"


def test_a_redrive_yet_to_begin_has_not_ended(cloud: Cloud, customize: Customize) -> None:
    execution = cloud.add_run(RUN, "PENDING_REDRIVE", histories.failed())
    cloud.waits = [lambda: execution.update(status="ABORTED")]
    assert customize("watch", RUN).exit_code == 1
    assert cloud.waits == []


def test_a_long_history_is_told_once_and_in_order(cloud: Cloud, customize: Customize) -> None:
    execution = cloud.add_run(RUN, "RUNNING", histories.planned().events)
    cloud.page_size = 2
    cloud.waits = [
        lambda: None,
        lambda: execution.update(status="SUCCEEDED", history=histories.happy()),
    ]
    result = customize("watch", RUN, "--json")
    told = [(e["event"], e["state"]) for e in events(result) if "state" in e]
    assert told == [
        (event, state)
        for state in ("PlanRun", "TrainModel", "WriteReport")
        for event in ("state_entered", "state_exited")
    ]


def test_a_look_without_news_reads_one_page(cloud: Cloud, customize: Customize) -> None:
    execution = cloud.add_run(RUN, "RUNNING", histories.planned().events)
    cloud.page_size = 2

    def end() -> None:
        cloud.calls.clear()
        execution["status"] = "SUCCEEDED"

    cloud.waits = [end]
    customize("watch", RUN)
    assert len(cloud.asked("GetExecutionHistory")) == 1


def test_job_and_losses_are_told_when_they_change(cloud: Cloud, customize: Customize) -> None:
    execution = cloud.add_run(RUN, "RUNNING", histories.planned().events)
    put_job(cloud)
    cloud.objects[f"{METRICS}step_wise_training_metrics.csv"] = (CSV, after(59))
    cloud.waits = [lambda: None, lambda: execution.update(status="ABORTED")]
    result = customize("watch", RUN, "--json")
    assert (len(of_kind(result, "job")), len(of_kind(result, "losses"))) == (1, 1)
    assert len(cloud.asked("GetObject")) == 1


def test_the_job_of_the_last_attempt_is_shown(cloud: Cloud, customize: Customize) -> None:
    cloud.add_run(RUN, "SUCCEEDED", histories.happy(), redriveCount=2)
    put_job(cloud, attempt=1, status="Failed")
    put_job(cloud, attempt=2, status="Completed")
    [shown] = of_kind(customize("watch", RUN, "--json"), "job")
    assert (shown["attempt"], shown["status"]) == (2, "Completed")
    tried = [call["jobIdentifier"] for call in cloud.asked("GetModelCustomizationJob")]
    assert tried == [job_name("dev", RUN, attempt) for attempt in (3, 2)]


def test_the_newest_metrics_count(cloud: Cloud, customize: Customize) -> None:
    cloud.add_run(RUN, "SUCCEEDED", histories.happy())
    old = b"step_number,epoch_number,training_loss\n0,0,9.0\n"
    folders = training_prefix("demo", RUN)
    cloud.objects[f"{folders}b/step_wise_training_metrics.csv"] = (old, BEGUN)
    cloud.objects[f"{folders}a/step_wise_training_metrics.csv"] = (CSV, after(9))
    cloud.objects[f"{folders}c/validation_metrics.csv"] = (old, after(10))
    [shown] = of_kind(customize("watch", RUN, "--json"), "losses")
    assert shown["epochs"][0]["training_loss"] == 2.3


@pytest.mark.parametrize(
    ("operation", "service_word"),
    [("GetModelCustomizationJob", "AccessDeniedException"), ("ListObjectsV2", "AccessDenied")],
)
def test_what_may_not_be_seen_is_said_once_after_some_patience(
    cloud: Cloud, customize: Customize, operation: str, service_word: str
) -> None:
    execution = cloud.add_run(RUN, "RUNNING", histories.planned().events)
    cloud.failures[operation] = refusal(service_word, operation)
    cloud.waits = [*[lambda: None] * (2 * PATIENCE), lambda: execution.update(status="SUCCEEDED")]
    result = customize("watch", RUN, "--json")
    assert result.exit_code == 0
    [hint] = of_kind(result, "hint")
    assert operation in hint["message"]


def test_a_job_that_is_refused_until_it_exists_is_no_hint(
    cloud: Cloud, customize: Customize
) -> None:
    execution = cloud.add_run(RUN, "RUNNING", histories.planned().events)
    cloud.failures["GetModelCustomizationJob"] = refusal("AccessDeniedException", "any")
    cloud.waits = [
        *[lambda: None] * (PATIENCE - 3),
        lambda: execution.update(status="SUCCEEDED"),
    ]
    assert of_kind(customize("watch", RUN, "--json"), "hint") == []


def test_no_job_is_asked_for_before_the_run_trains(cloud: Cloud, customize: Customize) -> None:
    begun = histories.planned().events[:2]
    execution = cloud.add_run(RUN, "RUNNING", begun)
    cloud.waits = [lambda: execution.update(status="FAILED")]
    customize("watch", RUN)
    assert cloud.asked("GetModelCustomizationJob") == []


def test_another_error_of_bedrock_is_no_hint(cloud: Cloud, customize: Customize) -> None:
    cloud.add_run(RUN, "SUCCEEDED", histories.happy())
    cloud.failures["GetModelCustomizationJob"] = refusal("InternalServerException", "any")
    assert customize("watch", RUN).exit_code == 5


def test_ctrl_c_stops_watching_and_not_the_run(cloud: Cloud, customize: Customize) -> None:
    cloud.add_run(RUN, "RUNNING", histories.planned().events)

    def interrupt() -> None:
        raise KeyboardInterrupt

    cloud.waits = [interrupt]
    result = customize("watch", RUN)
    assert result.exit_code == 130
    assert "the run goes on" in result.stderr
    assert f"customize stop {RUN}" in result.stderr
    assert cloud.asked("StopExecution") == []


def test_an_unknown_run_is_not_found(cloud: Cloud, customize: Customize) -> None:
    del cloud
    assert customize("watch", RUN).exit_code == 3


def test_a_run_that_asks_for_approval_says_so_once_and_how_to_see_its_plan(
    cloud: Cloud, customize: Customize
) -> None:
    execution = cloud.add_run(RUN, "RUNNING", histories.asking().events)
    cloud.waits = [lambda: None, lambda: execution.update(status="ABORTED", stopDate=after(9))]
    [hint] = of_kind(customize("watch", RUN, "--json"), "hint")
    assert hint["message"].endswith(f"see its plan: customize plan {RUN}")


def test_a_run_that_waits_no_more_is_not_said_to_wait(cloud: Cloud, customize: Customize) -> None:
    approved = histories.asking().leave(9, "RequestApproval").enter(9, "TrainModel").events
    execution = cloud.add_run(RUN, "RUNNING", approved)
    cloud.waits = [lambda: execution.update(status="ABORTED", stopDate=after(9))]
    assert of_kind(customize("watch", RUN, "--json"), "hint") == []


def test_a_run_that_ended_while_it_waited_is_not_said_to_wait(
    cloud: Cloud, customize: Customize
) -> None:
    cloud.add_run(RUN, "ABORTED", histories.asking().events)
    assert of_kind(customize("watch", RUN, "--json"), "hint") == []


def test_a_run_that_asks_nobody_says_nothing_of_approvals(
    cloud: Cloud, customize: Customize
) -> None:
    cloud.add_run(RUN, "ABORTED", histories.planned().events)
    assert of_kind(customize("watch", RUN, "--json"), "hint") == []
