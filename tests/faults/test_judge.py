"""That the judge sees what lived twice at once."""

import datetime as dt

import pytest

from local.bedrock.ledger import JobEntry, Ledger
from tests.faults import blueprint, judge
from tests.faults.opening import opened
from tests.faults.stage import Stage
from tests.synth.assembly import Assembly

START = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def job(attempt: int, begun: int, ended: int | None) -> JobEntry:
    return JobEntry(
        arn=f"arn:{attempt}",
        name=f"bc-embedded-stem-a{attempt}",
        caller_arn="",
        status="InProgress" if ended is None else "Completed",
        created=START + dt.timedelta(minutes=begun),
        ended=None if ended is None else START + dt.timedelta(minutes=ended),
        model_arn=None,
        billed_tokens=0,
    )


@pytest.mark.parametrize(
    ("jobs", "doubled"),
    [
        ([job(1, 0, 5), job(2, 6, None)], []),
        ([job(1, 0, 5), job(2, 4, 9)], ["bc-embedded-stem-a2"]),
        ([job(1, 0, None), job(2, 4, None)], ["bc-embedded-stem-a2"]),
    ],
    ids=["one after the other", "for a while", "still"],
)
def test_two_live_jobs_of_one_run_are_a_double(
    embedded: Assembly, jobs: list[JobEntry], doubled: list[str]
) -> None:
    ledger = Ledger(
        jobs=jobs, models=[], deployments=[], throughputs=[], billed_tokens=0, unit_hours=0
    )
    with opened(blueprint.read(embedded)) as cloud:
        stage = Stage(cloud, owners={"stem": "the run"})

        assert judge.doubles(stage, ledger, replaces=False) == doubled
