"""What is tested on this machine is what runs in Lambda: both locks pin the same versions."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from lambdas.contract import layers
from tests.contract.modules import PROJECT

FOLDER = PROJECT / "lambdas" / "layers"
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
LOCKS = sorted(FOLDER.glob("*.txt"))


def pins(lock: Path) -> dict[str, str]:
    """Return the versions that a lock file pins."""
    return dict(PIN.findall(lock.read_text()))


def test_every_layer_is_locked_for_both_platforms() -> None:
    wanted = {f"{layer}.{target}.txt" for layer in layers.LAYERS for target in ("host", "lambda")}
    assert {lock.name for lock in LOCKS} == wanted


@pytest.mark.parametrize("layer", layers.LAYERS)
def test_both_platforms_get_the_same_versions(layer: str) -> None:
    host, target = pins(FOLDER / f"{layer}.host.txt"), pins(FOLDER / f"{layer}.lambda.txt")
    both = host.keys() & target.keys()
    assert both
    assert {name: host[name] for name in both} == {name: target[name] for name in both}


@pytest.mark.parametrize("layer", layers.LAYERS)
def test_what_was_asked_for_is_in_both_locks(layer: str) -> None:
    asked = set(re.findall(r"^([\w.-]+)", (FOLDER / f"{layer}.in").read_text(), re.MULTILINE))
    assert asked
    for target in ("host", "lambda"):
        assert asked <= pins(FOLDER / f"{layer}.{target}.txt").keys()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_by_hash_and_names_no_place(lock: Path) -> None:
    text = lock.read_text()
    assert text.count("--hash=sha256:") >= len(pins(lock)) > 0
    assert not re.search(r"--(extra-)?index-url|--find-links|://", text)


@pytest.mark.parametrize("target", ["host", "lambda"])
def test_layers_agree_on_what_both_hold(target: str) -> None:
    held = {layer: pins(FOLDER / f"{layer}.{target}.txt") for layer in layers.LAYERS}
    for one, other in combinations(held.values(), 2):
        both = one.keys() & other.keys()
        assert {name: one[name] for name in both} == {name: other[name] for name in both}
