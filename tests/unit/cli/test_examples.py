"""The examples are requests that this version takes."""

import json
from pathlib import Path

import msgspec

from lambdas.contract.request import FineTuningRequest, Hyperparameters, RunRequest

EXAMPLES = Path(__file__).parents[3] / "examples"


def example(name: str) -> bytes:
    """Return an example's text."""
    return (EXAMPLES / name).read_bytes()


def test_the_smallest_request_is_one_line() -> None:
    text = example("minimal.json")
    assert text.count(b"\n") == 1
    request = msgspec.json.decode(text, type=RunRequest)
    assert request == FineTuningRequest(training="datasets/faq.jsonl")


def test_the_whole_request_is_valid() -> None:
    request = msgspec.json.decode(example("fine-tuning.json"), type=RunRequest)
    assert request.validation is not None


def test_the_whole_request_leaves_nothing_out() -> None:
    shown = json.loads(example("fine-tuning.json"))
    assert set(shown) == {"kind", *FineTuningRequest.__struct_fields__}
    # No model that is fine-tuned today lets one choose the batch size.
    fields = set(Hyperparameters.__struct_fields__) - {"batch_size"}
    assert set(shown["hyperparameters"]) == fields
