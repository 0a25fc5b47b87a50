"""Datasets in the Converse format, small and valid unless a test says otherwise."""

import json
from typing import Any

import msgspec

from lambdas import catalogue
from lambdas.catalogue.model import Method, Model
from lambdas.contract.problems import Problem
from lambdas.plan_run.choose_model import Tunable

JsonObject = dict[str, Any]


def model(name: str = "nova-micro") -> Model:
    """Return a model of the catalogue."""
    found = catalogue.find(name)
    assert not isinstance(found, Problem)
    return found


def tunable(name: str = "nova-micro", of: Model | None = None) -> Tunable:
    """Return what fine-tuning a model needs to know."""
    base = of or model(name)
    offer = base.methods[Method.FINE_TUNING]
    assert offer.dataset
    assert offer.hyperparameters
    return Tunable(base, str(base.ids.to_customize), offer.dataset, offer.hyperparameters)


def changed(base: Model, **dataset: object) -> Model:
    """Return a model with other rules for its fine-tuning data."""
    offer = base.methods[Method.FINE_TUNING]
    assert offer.dataset
    rules = msgspec.structs.replace(offer.dataset, **dataset)
    offer = msgspec.structs.replace(offer, dataset=rules)
    return msgspec.structs.replace(base, methods={**base.methods, Method.FINE_TUNING: offer})


def turn(role: str, *texts: str) -> JsonObject:
    """Return one message."""
    return {"role": role, "content": [{"text": text} for text in texts]}


def record(*turns: JsonObject, **members: object) -> JsonObject:
    """Return one record: a question and its answer unless other turns are given."""
    messages = turns or (turn("user", "What is a key?"), turn("assistant", "It opens a lock."))
    return {**members, "messages": list(messages)}


def lines(*records: object) -> bytes:
    """Return records as JSON Lines."""
    return b"".join(json.dumps(one).encode() + b"\n" for one in records)


def dataset(count: int = 8) -> bytes:
    """Return so many valid records, each another one."""
    return lines(
        *(
            record(turn("user", f"Question {n}?"), turn("assistant", f"Answer {n}."))
            for n in range(count)
        )
    )
