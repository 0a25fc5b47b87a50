"""A plan as PlanRun leaves it, put into the cloud."""

import json
from typing import Any

import msgspec

from lambdas.contract.advice import Advice, AdviceReason, Recommendation
from lambdas.contract.money import ApprovalNeed, ApprovalReason
from lambdas.contract.places import plan_key
from lambdas.contract.run import Plan, Run
from tests.unit.analyze_training.samples import PLAN as ANY_PLAN
from tests.unit.cli.cloud import BEGUN, Cloud

RUN_ID = "demo_r1"
NEED = ApprovalNeed(
    reasons=[ApprovalReason.ASKED_FOR], sentences=["The request asks for an approval."]
)
ADVICE = Advice(
    recommendation=Recommendation.FINE_TUNE,
    headline="Fine-tune.",
    reasons=[
        AdviceReason(
            rule="stable_facts", speaks_for=Recommendation.FINE_TUNE, sentence="Facts stay."
        )
    ],
    warnings=["A small set."],
)
PLAN = msgspec.structs.replace(
    ANY_PLAN,
    run=Run(run_id=RUN_ID, team="demo", environment="dev"),
    approval=NEED,
    advice=ADVICE,
)


def put_plan(cloud: Cloud, plan: Plan = PLAN, **more: Any) -> dict[str, Any]:
    """Put a plan into the cloud, with members of a later version; return the document."""
    document: dict[str, Any] = msgspec.to_builtins(plan) | more
    key = plan_key("demo", plan.run.run_id)
    cloud.objects[key] = (json.dumps(document).encode(), BEGUN)
    return document
