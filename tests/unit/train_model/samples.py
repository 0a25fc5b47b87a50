"""A planned run, its environment, and the job that is made for it."""

from lambdas.common.training_jobs import TrainingJob
from lambdas.contract import names
from lambdas.contract.run import Plan
from lambdas.train_model.ensure import JobSettings, ensure
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.cloud import ENVIRONMENT
from tests.fakes.s3 import OWNER
from tests.unit.analyze_training.samples import PLAN, RUN

ROLE = f"arn:aws:iam::{OWNER}:role/bedrock-customization/dev/teams/demo/bedrock"
KEY = f"arn:aws:kms:us-east-1:{OWNER}:key/00000000-0000-4000-8000-000000000000"
SETTINGS = JobSettings(
    environment=ENVIRONMENT,
    role_arn=ROLE,
    key_arn=KEY,
    subnet_ids=["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    security_group_ids=["sg-0123456789abcdef0"],
)


def job_name(attempt: int = 1) -> str:
    """Return the name of the sample run's job."""
    return names.job_name(ENVIRONMENT, RUN.run_id, attempt)


def ensured(bedrock: FakeBedrock, redrives: int = 0, plan: Plan = PLAN) -> TrainingJob:
    """Ensure the sample run's job."""
    return ensure(bedrock.client, plan, redrives, SETTINGS)
