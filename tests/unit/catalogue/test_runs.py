"""What a run can tune: fine-tuning by Bedrock's own API on records of text, where it is offered."""

from typing import Any

import msgspec
import pytest

from lambdas import catalogue
from lambdas.catalogue import shelf
from lambdas.catalogue.dataset import Format
from lambdas.catalogue.model import Model
from lambdas.catalogue.runs import FORMATS
from tests.unit.catalogue.entries import entry

NOVA = {
    "amazon.nova-2-lite-v1:0:256k",
    "amazon.nova-lite-v1:0:300k",
    "amazon.nova-micro-v1:0:128k",
    "amazon.nova-pro-v1:0:300k",
}


def runs(monkeypatch: pytest.MonkeyPatch, content: dict[str, Any]) -> tuple[bool, set[str]]:
    """Have a catalogue of one model; return whether runs can tune it, and where."""
    model = msgspec.convert(content, Model)
    monkeypatch.setattr(shelf, "models", lambda: (model,))
    assert catalogue.run_offer(model) or not catalogue.runnable("us-east-1")
    return model in catalogue.runnable("us-east-1"), set(catalogue.regions())


def tuning(**members: object) -> dict[str, Any]:
    """Return an entry whose fine-tuning is another."""
    content = entry()
    content["methods"]["FINE_TUNING"] |= members
    return content


def test_the_models_and_regions_of_today() -> None:
    assert catalogue.customization_ids("us-east-1") == NOVA
    assert catalogue.regions() == {"us-east-1"}
    west = catalogue.customization_ids("us-west-2")
    assert west
    assert not west & NOVA
    assert catalogue.customization_ids("eu-west-1") == frozenset()


def test_a_model_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs(monkeypatch, entry()) == (True, {"us-east-1"})


def test_a_model_that_ended_keeps_its_rights_but_opens_no_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = entry()
    content["lifecycle"]["state"] = "legacy"
    assert runs(monkeypatch, content) == (True, set())


@pytest.mark.parametrize("record_format", Format)
def test_records_without_text_alone_are_not_run(
    record_format: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = entry()
    content["methods"]["FINE_TUNING"]["dataset"]["format"] = record_format.value
    built = record_format in FORMATS
    assert runs(monkeypatch, content) == (built, {"us-east-1"} if built else set())


@pytest.mark.parametrize(
    "content",
    [
        tuning(api="openai_compatible"),
        tuning(dataset=None),
        tuning(hyperparameters=None),
        entry() | {"methods": {"DISTILLATION": entry()["methods"]["DISTILLATION"]}},
        entry() | {"ids": entry()["ids"] | {"to_customize": None}},
    ],
    ids=["other-api", "no-rules", "no-hyperparameters", "no-fine-tuning", "no-id"],
)
def test_what_a_run_lacks(content: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs(monkeypatch, content) == (False, set())


def test_captioned_images_and_chats_are_not_run() -> None:
    assert set(Format) - set(FORMATS) == {Format.IMAGE_CAPTION, Format.OPENAI_CHAT, Format.TEXT}
