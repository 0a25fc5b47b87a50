"""Bedrock has the last word on a model's life; the plan says where the catalogue disagrees."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from lambdas import catalogue
from lambdas.catalogue.model import Model, State
from lambdas.common.findings import Findings
from lambdas.common.foundation_models import ACTIVE, Life
from lambdas.plan_run.lifecycle import check_catalogued_life, check_life, warnings
from lambdas.plan_run.plan import plan_run
from tests.fakes.s3 import FakeS3
from tests.unit.plan_run.records import dataset, model
from tests.unit.plan_run.surroundings import RUN, TERMS, TODAY

LEGACY_AT = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
ENDS_AT = dt.datetime(2027, 4, 1, 12, tzinfo=dt.UTC)
ALIVE = Life(ACTIVE)


def living(**life: Any) -> Model:
    """Return nova-micro with another life in the catalogue."""
    base = model()
    return msgspec.structs.replace(base, lifecycle=msgspec.structs.replace(base.lifecycle, **life))


def problems(life: Life | None, base: Model | None = None) -> list[tuple[str, str, str]]:
    findings = Findings()
    check_life(base or model(), life, "us-east-1", findings)
    return [(one.path, one.given, one.allowed) for one in findings.kept]


@pytest.mark.parametrize("state", State)
def test_an_active_model_is_fine_whatever_the_catalogue_says(state: State) -> None:
    assert problems(ALIVE, living(state=state)) == []


def test_a_legacy_model_is_refused_with_its_dates_and_what_they_mean() -> None:
    assert problems(Life("LEGACY", LEGACY_AT, ENDS_AT)) == [
        (
            "$.model",
            "Nova Micro, which is LEGACY since 2026-10-01, ending on 2027-04-01 in us-east-1, says "
            "Bedrock",
            "a model that takes new jobs; on a legacy one AWS starts none, and its models serve "
            "only until it ends",
        )
    ]
    assert problems(Life("LEGACY"))[0][1] == (
        "Nova Micro, which is LEGACY in us-east-1, says Bedrock"
    )


def test_a_state_that_nobody_knows_takes_no_jobs() -> None:
    assert problems(Life("RETIRED"))[0][1].startswith("Nova Micro, which is RETIRED in")


def test_a_model_that_bedrock_does_not_have_tells_what_the_catalogue_thinks() -> None:
    ((path, given, allowed),) = problems(None)
    assert (path, allowed) == ("$.model", "a model that takes new jobs")
    assert given.startswith("Nova Micro, which Bedrock does not have in us-east-1 (any more); the")
    assert "has it as active (https://docs.aws.amazon.com/" in given


@pytest.mark.parametrize("state", State)
def test_the_catalogues_own_word_where_bedrock_is_not_asked(state: State) -> None:
    findings = Findings()
    check_catalogued_life(living(state=state), findings)
    assert findings.count == (0 if state is State.ACTIVE else 1)


def warned(life: Life | None, base: Model | None = None, today: dt.date = TODAY) -> list[str]:
    return list(warnings(base or model(), life, today))


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have three entries, the first of them nova-micro, to be reviewed one day after another."""
    last = [dt.date(2027, 1, 10), dt.date(2027, 1, 11), dt.date(2027, 1, 12)]
    known = [model(), model("nova-lite"), model("nova-pro")]
    made = [
        msgspec.structs.replace(one, review_by=day) for one, day in zip(known, last, strict=True)
    ]
    monkeypatch.setattr(
        catalogue,
        "due_for_review",
        lambda today: [one for one in made if one.review_by < today],
    )
    monkeypatch.setattr(catalogue, "find", lambda _name: made[0])


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("day", "sentences"),
    [
        (10, 0),
        (11, 1),
        (12, 2),
    ],
)
def test_entries_past_their_review_date(day: int, sentences: int) -> None:
    told = warned(ALIVE, today=dt.date(2027, 1, day))
    assert len(told) == sentences
    if told:
        assert told[0] == (
            "What the catalogue says of Nova Micro was to be reviewed by 2027-01-10: its limits, "
            "ranges and prices may have changed since."
        )
    assert told[1:] == ["1 other entry of the catalogue is past review."] * (sentences - 1)


@pytest.mark.usefixtures("entries")
def test_entries_of_other_models_are_only_counted() -> None:
    other = model("nova-micro")
    assert warned(ALIVE, msgspec.structs.replace(other, name="x"), dt.date(2027, 1, 13)) == [
        "3 other entries of the catalogue are past review."
    ]


def test_agreement_is_no_news() -> None:
    assert warned(ALIVE) == warned(None) == []
    assert warned(Life(ACTIVE, ends_at=ENDS_AT), living(ends_on=ENDS_AT.date())) == []


def test_a_catalogue_that_is_behind_is_named_in_the_plan() -> None:
    (told,) = warned(ALIVE, living(state=State.LEGACY))
    assert told.startswith("Bedrock lets jobs start on Nova Micro, but the catalogue has it as le")
    assert told.endswith(": Bedrock is right.")


@pytest.mark.parametrize("known", [None, dt.date(2028, 1, 1)])
def test_an_end_that_the_catalogue_does_not_know(known: dt.date | None) -> None:
    assert warned(Life(ACTIVE, ends_at=ENDS_AT), living(ends_on=known)) == [
        "Nova Micro ends on 2027-04-01, says Bedrock: whatever serves this model ends with it."
    ]


def test_the_plan_of_a_run_says_so() -> None:
    s3 = FakeS3()
    s3.put("data", "teams/alpha/datasets/faq.jsonl", dataset(8))
    terms = TERMS._replace(
        today=dt.date(2100, 1, 1), find_life=lambda _base: Life(ACTIVE, ends_at=ENDS_AT)
    )
    request = {"training": "datasets/faq.jsonl"}
    plan = plan_run(RUN, request, terms, s3.bucket("data"), s3.bucket("artifacts"))
    told = warned(Life(ACTIVE, ends_at=ENDS_AT), today=terms.today)
    assert len(told) == 3
    assert set(told) <= set(plan.warnings)
