"""Aliases of record in the artifacts bucket."""

from typing import Any

import msgspec

from lambdas.contract.aliases import AliasRecord, AliasTarget
from lambdas.contract.places import alias_key
from lambdas.contract.serving import Kind
from tests.unit.cli.cloud import BEGUN, Cloud

BEDROCK = "arn:aws:bedrock:us-east-1:111122223333"
MODELS = f"{BEDROCK}:custom-model/amazon.nova-micro-v1:0:128k"
INVOKE = f"{BEDROCK}:custom-model-deployment/abcdefghijkl"


def target(name: str) -> AliasTarget:
    """Return a model that a run made."""
    return AliasTarget(
        model_arn=f"{MODELS}/{name}",
        run_id=f"demo_{name}",
        promoted_at="2026-11-24T10:00:00+00:00",
    )


def add_alias(cloud: Cloud, alias: str, *models: str, team: str = "demo", **more: Any) -> None:
    """Put an alias into the bucket that leads to the first model, and led to the others before."""
    targets = [target(name) for name in models]
    record = AliasRecord(
        **{
            "team": team,
            "alias": alias,
            "kind": Kind.ON_DEMAND,
            "arn": INVOKE if targets else "",
            "current": targets[0] if targets else None,
            "previous": targets[1:],
            **more,
        }
    )
    cloud.objects[alias_key(team, alias)] = (msgspec.json.encode(record), BEGUN)
