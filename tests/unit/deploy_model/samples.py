"""A trained run that wants its model served, and the capacity that is made for it."""

import datetime as dt
import json
from typing import Any

import msgspec

from lambdas.common.capacity import Capacity
from lambdas.common.redrives import Redrives
from lambdas.contract import names
from lambdas.contract.run import Plan, TrainedModel
from lambdas.contract.serving import Kind, ServingPlan
from lambdas.deploy_model.ensure import Order, ensure, lifetime
from lambdas.deploy_model.handler import handler
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.cloud import ENVIRONMENT, RETIRE_MACHINE_ARN
from tests.fakes.custom_models import MODELS, NOVA_MICRO
from tests.fakes.s3 import OWNER
from tests.unit.analyze_training import samples
from tests.unit.analyze_training.samples import RUN

LONGEST = dt.timedelta(hours=2)
MODEL_ARN = f"{MODELS}/{NOVA_MICRO}/mnopqrstuvwx"
TRAINED: TrainedModel = msgspec.structs.replace(samples.TRAINED, model_arn=MODEL_ARN)
ON_DEMAND = ServingPlan(kind=Kind.ON_DEMAND, hours_to_live=48)
PROVISIONED = ServingPlan(kind=Kind.PROVISIONED, hours_to_live=4, units=2, usd_per_hour=121.0)
KEPT = ServingPlan(kind=Kind.ON_DEMAND, hours_to_live=None)
TRIED = ServingPlan(kind=Kind.ON_DEMAND, hours_to_live=0)
GROUP = names.schedule_group_name(ENVIRONMENT)
ROLE = f"arn:aws:iam::{OWNER}:role/bedrock-customization/dev/schedules"
DEAD_LETTERS = f"arn:aws:sqs:us-east-1:{OWNER}:dead-letters"
VARIABLES = {
    "DEAD_LETTER_QUEUE_ARN": DEAD_LETTERS,
    "ENVIRONMENT_NAME": ENVIRONMENT,
    "LONGEST_DEPLOYMENT_SECONDS": str(int(LONGEST.total_seconds())),
    "RETIRE_MACHINE_ARN": RETIRE_MACHINE_ARN,
    "SCHEDULE_GROUP_NAME": GROUP,
    "SCHEDULE_ROLE_ARN": ROLE,
}


def plan_with(serving: ServingPlan = ON_DEMAND) -> Plan:
    """Return the sample plan with something served."""
    return msgspec.structs.replace(samples.PLAN, serving=serving)


def capacity_name(attempt: int = 1) -> str:
    """Return the name of the sample run's capacity."""
    return names.run_capacity_name(ENVIRONMENT, RUN.run_id, attempt)


def trained_bedrock() -> FakeBedrock:
    """Return a Bedrock that has the sample run's model."""
    made = FakeBedrock()
    made.add_model(TRAINED.model_name, arn=MODEL_ARN)
    return made


def ensured(
    bedrock: FakeBedrock, redrives: Redrives | int = 0, serving: ServingPlan = ON_DEMAND
) -> Capacity:
    """Ensure the sample run's capacity, just redriven if a number of redrives is given."""
    if isinstance(redrives, int):
        redrives = Redrives(redrives, bedrock.now() if redrives else None)
    order = Order(
        environment=ENVIRONMENT,
        plan=plan_with(serving),
        model_arn=MODEL_ARN,
        lifetime=lifetime(plan_with(serving), LONGEST),
    )
    return ensure(bedrock.client, order, redrives, bedrock.now())


def deployed(serving: ServingPlan = ON_DEMAND, **members: object) -> Any:
    """Call the function as the state does."""
    event = {"plan": plan_with(serving), "trained": TRAINED, "redrive_count": 0} | members
    return handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]
