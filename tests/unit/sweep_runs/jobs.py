"""Jobs of several runs and environments in one account."""

import dataclasses

import msgspec

from lambdas.common.redrives import Redrives
from lambdas.contract import names
from lambdas.contract.run import Run
from lambdas.train_model.ensure import ensure
from tests.fakes.bedrock import FakeBedrock
from tests.unit.analyze_training.samples import PLAN
from tests.unit.train_model.samples import SETTINGS

RUN_ID = "demo_run-1"


def train(bedrock: FakeBedrock, run_id: str = RUN_ID, environment: str = "dev") -> str:
    """Make a run's job and return its name."""
    run = Run(run_id=run_id, team=names.team_of(run_id), environment=environment)
    settings = dataclasses.replace(SETTINGS, environment=environment)
    plan = msgspec.structs.replace(PLAN, run=run)
    return ensure(bedrock.client, plan, Redrives(0), settings).name
