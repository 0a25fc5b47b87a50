"""The model, the hyperparameters and the addresses of a request, each rule with a bad example."""

import datetime as dt

import msgspec
import pytest

from lambdas import catalogue
from lambdas.catalogue.dataset import Format, Validation
from lambdas.catalogue.model import Api, Method, Model, State
from lambdas.common.addresses import Place, key_of
from lambdas.common.findings import Findings
from lambdas.common.foundation_models import ACTIVE, Life
from lambdas.contract.request import FineTuningRequest, Hyperparameters
from lambdas.plan_run.choose_hyperparameters import Chosen, choose_hyperparameters
from lambdas.plan_run.choose_model import choose_model
from lambdas.plan_run.terms import Terms
from tests.unit.plan_run.records import changed, model, tunable
from tests.unit.plan_run.surroundings import TERMS

PLACE = Place("data", "teams/alpha/")


def told(findings: Findings) -> list[tuple[str, str]]:
    return [(problem.path, problem.given) for problem in findings.kept]


def chosen_model(
    base: Model, monkeypatch: pytest.MonkeyPatch, terms: Terms = TERMS
) -> tuple[bool, list[tuple[str, str]]]:
    """Return whether a model was returned, and the problems."""
    monkeypatch.setattr(catalogue, "find", lambda _name: base)
    findings = Findings()
    request = FineTuningRequest(training="a.jsonl", validation="b.jsonl", model=base.name)
    return choose_model(request, terms, findings) is not None, told(findings)


def in_region(region: str) -> Terms:
    """Return terms of another region, where nobody may be asked for a model's life."""
    return TERMS._replace(region=region, find_life=unasked)


def unasked(base: str) -> Life:
    """Stand for a Bedrock that is not to be asked."""
    raise AssertionError(f"{base} was asked for")


@pytest.mark.parametrize("known", catalogue.runnable("us-east-1"), ids=lambda known: known.name)
def test_every_model_that_runs_can_tune_is_chosen_by_its_name_and_ids(known: Model) -> None:
    for name in filter(None, (known.name, known.ids.to_customize, known.ids.to_invoke)):
        findings = Findings()
        found = choose_model(FineTuningRequest(training="a.jsonl", model=name), TERMS, findings)
        assert found
        assert found.customization_id == known.ids.to_customize
        assert told(findings) == []


@pytest.mark.parametrize(
    "known",
    [model for model in catalogue.models() if model not in catalogue.runnable("us-east-1")],
    ids=lambda known: known.name,
)
def test_every_other_model_is_refused_unasked(known: Model) -> None:
    findings = Findings()
    request = FineTuningRequest(training="a.jsonl", model=known.name)
    choose_model(request, in_region("us-east-1"), findings)
    assert {path for path, _given in told(findings)} == {"$.model"}


def test_captioned_images_are_judged_but_not_run() -> None:
    findings = Findings()
    request = FineTuningRequest(training="a.jsonl", model="titan-multimodal-embeddings")
    assert choose_model(request, in_region("us-west-2"), findings)
    ((path, given),) = told(findings)
    assert path == "$.model"
    assert "running it is not built; `customize data check` judges its data" in given


def test_an_unknown_model_lists_the_known() -> None:
    findings = Findings()
    assert choose_model(FineTuningRequest(training="a", model="gpt-4"), TERMS, findings) is None
    (problem,) = findings.kept
    assert (problem.path, problem.given) == ("$.model", '"gpt-4"')
    assert "nova-micro" in problem.allowed
    assert "nova-2-lite" in problem.allowed


def test_a_model_without_fine_tuning(monkeypatch: pytest.MonkeyPatch) -> None:
    teacher = msgspec.structs.replace(
        model("nova-pro"), methods={Method.DISTILLATION: model().methods[Method.DISTILLATION]}
    )
    assert chosen_model(teacher, monkeypatch) == (False, [("$.model", '"nova-pro"')])


def test_a_model_of_another_api(monkeypatch: pytest.MonkeyPatch) -> None:
    offer = msgspec.structs.replace(model().methods[Method.FINE_TUNING], api=Api.OPENAI_COMPATIBLE)
    other = msgspec.structs.replace(model(), methods={Method.FINE_TUNING: offer})
    assert chosen_model(other, monkeypatch) == (False, [("$.model", '"nova-micro"')])


@pytest.mark.parametrize("state", [State.LEGACY, State.END_OF_LIFE, State.NOT_OFFERED])
def test_the_catalogues_state_counts_where_bedrock_is_not_asked(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = msgspec.structs.replace(model().lifecycle, state=state)
    ended = msgspec.structs.replace(model(), lifecycle=life)
    found, problems = chosen_model(ended, monkeypatch, in_region("eu-west-1"))
    assert found
    assert [path for path, _given in problems] == ["$.model"] * 2
    assert f"the catalogue has it as {state}" in problems[1][1]


def test_bedrocks_answer_goes_with_the_model() -> None:
    life = Life(ACTIVE, ends_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    asked: list[str] = []

    def find_life(base: str) -> Life:
        asked.append(base)
        return life

    findings = Findings()
    terms = TERMS._replace(find_life=find_life)
    found = choose_model(FineTuningRequest(training="a.jsonl"), terms, findings)
    assert found
    assert found.life == life
    assert asked == ["amazon.nova-micro-v1:0:128k"]


@pytest.mark.parametrize("life", [None, Life("LEGACY")])
def test_a_model_that_bedrock_lets_no_job_start_on(life: Life | None) -> None:
    findings = Findings()
    terms = TERMS._replace(find_life=lambda _base: life)
    assert choose_model(FineTuningRequest(training="a.jsonl"), terms, findings)
    assert [path for path, _given in told(findings)] == ["$.model"]


def test_a_region_without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    found, problems = chosen_model(model(), monkeypatch, in_region("eu-west-1"))
    assert found
    assert problems == [("$.model", "Nova Micro in eu-west-1")]


def test_validation_that_the_model_does_not_take(monkeypatch: pytest.MonkeyPatch) -> None:
    base = changed(model(), validation=Validation.UNSUPPORTED)
    assert chosen_model(base, monkeypatch) == (True, [("$.validation", '"b.jsonl"')])


def test_a_format_that_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    base = changed(model(), format=Format.OPENAI_CHAT)
    ((path, given),) = chosen_model(base, monkeypatch, in_region("us-east-1"))[1]
    assert path == "$.model"
    assert "whose records are openai_chat" in given


def chosen(asked: Hyperparameters, name: str = "nova-micro") -> tuple[Chosen | None, list[str]]:
    findings = Findings()
    result = choose_hyperparameters(asked, tunable(name), findings)
    return result, [f"{problem.path} {problem.given}" for problem in findings.kept]


def test_epochs_are_always_sent_and_the_rest_only_if_asked() -> None:
    assert chosen(Hyperparameters()) == (Chosen(2, {"epochCount": "2"}), [])


def test_hyperparameters_as_bedrock_takes_them() -> None:
    asked = Hyperparameters(epochs=5, learning_rate=1e-6, warmup_steps=0)
    assert chosen(asked) == (
        Chosen(
            5,
            {"epochCount": "5", "learningRate": "0.000001", "learningRateWarmupSteps": "0"},
        ),
        [],
    )


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (Hyperparameters(epochs=0), "$.hyperparameters.epochs 0"),
        (Hyperparameters(epochs=6), "$.hyperparameters.epochs 6"),
        (Hyperparameters(epochs=-1), "$.hyperparameters.epochs -1"),
        (Hyperparameters(learning_rate=9e-7), "$.hyperparameters.learning_rate 9e-07"),
        (Hyperparameters(learning_rate=2e-4), "$.hyperparameters.learning_rate 0.0002"),
        (Hyperparameters(warmup_steps=-1), "$.hyperparameters.warmup_steps -1"),
        (Hyperparameters(warmup_steps=101), "$.hyperparameters.warmup_steps 101"),
        (Hyperparameters(batch_size=1), "$.hyperparameters.batch_size 1"),
    ],
)
def test_hyperparameters_outside_the_catalogue(asked: Hyperparameters, problem: str) -> None:
    assert chosen(asked)[1] == [problem]


def test_a_hyperparameter_the_model_lacks_names_those_it_has() -> None:
    findings = Findings()
    choose_hyperparameters(Hyperparameters(batch_size=1), tunable(), findings)
    assert findings.kept[0].allowed == "null; Nova Micro has epochs, learning_rate, warmup_steps"


@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        (Hyperparameters(epochs=3), []),
        (Hyperparameters(epochs=50), []),
        (Hyperparameters(), ["$.hyperparameters.epochs nothing"]),
        (Hyperparameters(epochs=0), ["$.hyperparameters.epochs 0"]),
        (
            Hyperparameters(epochs=1, learning_rate=1e-5, warmup_steps=1),
            ["$.hyperparameters.learning_rate 1e-05", "$.hyperparameters.warmup_steps 1"],
        ),
    ],
)
def test_only_epochs_where_no_ranges_are_published(
    asked: Hyperparameters, problems: list[str]
) -> None:
    assert chosen(asked, "nova-2-lite")[1] == problems


def key(address: str) -> tuple[str | None, list[str]]:
    findings = Findings()
    found = key_of(address, "$.training", PLACE, findings)
    return found, [problem.allowed for problem in findings.kept]


@pytest.mark.parametrize(
    "address", ["datasets/faq.jsonl", "s3://data/teams/alpha/datasets/faq.jsonl"]
)
def test_a_key_and_its_address_are_the_same(address: str) -> None:
    assert key(address) == ("teams/alpha/datasets/faq.jsonl", [])


def test_every_character_of_the_alphabet() -> None:
    assert key("-!_*'().aZ0/b")[0] == "teams/alpha/-!_*'().aZ0/b"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("s3://other/teams/alpha/x", "a key below s3://data/teams/alpha/"),
        ("s3://data/teams/beta/x", "a key below s3://data/teams/alpha/"),
        ("s3://data/teams/alpha", "a key below s3://data/teams/alpha/"),
        ("s3://data/teams/alpha/", "without leading, trailing or doubled slashes"),
        ("/x", "without leading, trailing or doubled slashes"),
        ("x/", "without leading, trailing or doubled slashes"),
        ("a//b", "without leading, trailing or doubled slashes"),
        ("", "without leading, trailing or doubled slashes"),
        ("../beta/x", "without the segments . and .."),
        ("a/../../beta/x", "without the segments . and .."),
        ("a/./b", "without the segments . and .."),
        ("s3://data/teams/alpha/../beta/x", "without the segments . and .."),
        ("dt=2026/x", "Bedrock reads nothing else"),
        ("a b", "Bedrock reads nothing else"),
        ("ä", "Bedrock reads nothing else"),
        ("x\n", "Bedrock reads nothing else"),
        ("\ud800", "Bedrock reads nothing else"),
        ("https://example.com/x", "Bedrock reads nothing else"),
    ],
)
def test_addresses_that_are_refused(address: str, why: str) -> None:
    found, allowed = key(address)
    assert found is None
    assert any(why in one for one in allowed)
