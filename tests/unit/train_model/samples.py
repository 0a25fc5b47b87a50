"""A planned run, its environment, and the job that is made for it."""

import json

import msgspec

from lambdas.common.redrives import Redrives
from lambdas.common.training_jobs import TrainingJob
from lambdas.contract import names
from lambdas.contract.run import Plan
from lambdas.train_model.ensure import JobSettings, ensure
from lambdas.train_model.handler import handler
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.cloud import ARTIFACTS, ENVIRONMENT, execution_arn
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
ARN = execution_arn(RUN.run_id)
TOKEN = "token-1"
VARIABLES = {
    "ACCOUNT_ID": OWNER,
    "ARTIFACTS_BUCKET_NAME": ARTIFACTS,
    "BEDROCK_ROLE_ARNS": json.dumps({RUN.team: ROLE}),
    "DATA_KEY_ARN": KEY,
    "ENVIRONMENT_NAME": ENVIRONMENT,
    "LONGEST_JOB_SECONDS": "3600",
    "SUBNET_IDS": json.dumps(SETTINGS.subnet_ids),
    "TRAINING_GROUP_ID": SETTINGS.security_group_ids[0],
}


def job_name(attempt: int = 1) -> str:
    """Return the name of the sample run's job."""
    return names.job_name(ENVIRONMENT, RUN.run_id, attempt)


def ensured(bedrock: FakeBedrock, redrives: int = 0, plan: Plan = PLAN) -> TrainingJob:
    """Ensure the sample run's job, just redriven if it ever was."""
    last_at = bedrock.now() if redrives else None
    return ensure(bedrock.client, plan, Redrives(redrives, last_at), SETTINGS)


def trained(token: str = TOKEN, plan: Plan = PLAN, **members: object) -> None:
    """Call the function as the state does."""
    event: dict[str, object] = {
        "plan": plan,
        "task_token": token,
        "execution_arn": ARN,
        "redrive_count": 0,
    }
    handler(json.loads(msgspec.json.encode(event | members)), None)  # type: ignore[arg-type]
