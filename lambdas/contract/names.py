"""Every name that more than one part of the system must agree on."""

import hashlib
import re

PROJECT = "bedrock-customization"

TEAM_PATTERN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""A team: lower-case words joined by single hyphens. No `_`: it ends the team in a run id."""
LONGEST_TEAM = 20

ENVIRONMENT_PATTERN = re.compile(r"[a-z][a-z0-9]*")
"""An environment: one word, so that no environment's job prefix begins another's."""
LONGEST_ENVIRONMENT = 12

LONGEST_JOB_NAME = 63
"""https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateModelCustomizationJob.html"""
LONGEST_EXECUTION_NAME = 80
"""https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""

LONGEST_RUN_NAME = LONGEST_EXECUTION_NAME - LONGEST_TEAM - 1
"""What is left for the front door's execution name in a run id."""

LONGEST_SLUG = 32
HASH_LENGTH = 10

TRAIN_MODEL = "TrainModel"
"""The state that a run's Bedrock job stands behind."""

CONTROL_PREFIX = "control/"
"""Task tokens live below this prefix of the artifacts bucket, and nothing else does."""

TAG_ENVIRONMENT = f"{PROJECT}:environment"
TAG_TEAM = f"{PROJECT}:team"
TAG_RUN = f"{PROJECT}:run"


def iam_path(environment: str) -> str:
    """The IAM path of every role of an environment: bucket and key policies name it."""
    return f"/{PROJECT}/{environment}/"


def control_path(environment: str) -> str:
    """The IAM path of the few roles that reach the control prefix."""
    return f"{iam_path(environment)}control/"


def worker_path(environment: str) -> str:
    """The IAM path of the functions that may take on a team's data role."""
    return f"{iam_path(environment)}workers/"


def team_path(environment: str, team: str) -> str:
    """The IAM path of a team's roles."""
    return f"{iam_path(environment)}teams/{team}/"


def deployment_parameter(environment: str) -> str:
    """The SSM parameter by which the command finds a deployed environment."""
    return f"/{PROJECT}/{environment}/deployment"


def run_machine_name(environment: str) -> str:
    """The state machine that performs runs."""
    return f"{PROJECT}-{environment}-run"


def clean_up_machine_name(environment: str) -> str:
    """The state machine that ends what an ended run left behind."""
    return f"{PROJECT}-{environment}-clean-up"


def front_door_name(environment: str, team: str) -> str:
    """The state machine through which a team starts runs."""
    return f"{PROJECT}-{environment}-{team}-start"


def job_name_prefix(environment: str) -> str:
    """How every Bedrock job of an environment begins."""
    return f"bc-{environment}-"


def run_id(team: str, execution_name: str) -> str:
    """The run's id, which is also the run machine's execution name and a tag of its jobs.

    Step Functions allows longer names and more characters than fit there; such a name is cut and
    told apart by a hash. The front door computes the same in JSONata, see
    `stacks/constructs/front_door.py`; a test compares the two.
    """
    safe = re.sub(r"[^0-9a-zA-Z._-]", "-", execution_name)
    if safe == execution_name and len(safe) <= LONGEST_RUN_NAME:
        return f"{team}_{safe}"
    return f"{team}_{safe[: LONGEST_RUN_NAME - HASH_LENGTH - 1]}-{_digest(execution_name)}"


def team_of(run_id: str) -> str:
    """The team a run belongs to."""
    return run_id.partition("_")[0]


def stem(run_id: str) -> str:
    """The run id in the alphabet that Bedrock's names and S3 addresses allow, and unique.

    Bedrock job names allow no `_`, model names no `.` and no doubled separators, so every other
    character becomes one hyphen; the hash keeps runs apart that only those characters kept apart.
    """
    slug = re.sub(r"[^0-9a-zA-Z]+", "-", run_id)[:LONGEST_SLUG].strip("-")
    return f"{slug}-{_digest(run_id)}"


def job_name(environment: str, run_id: str, attempt: int) -> str:
    """The name of a run's Bedrock job, and of the custom model it makes; attempts start at 1."""
    return f"{job_name_prefix(environment)}{stem(run_id)}-a{attempt}"


def client_request_token(job_name: str) -> str:
    """The idempotency token of a job: the same job asked for twice is made once."""
    return hashlib.sha256(job_name.encode()).hexdigest()


def team_prefix(team: str) -> str:
    """Where a team keeps its datasets, in the data bucket."""
    return f"teams/{team}/"


def runs_prefix(team: str) -> str:
    """Where a team's runs keep their inputs (data bucket) and results (artifacts bucket)."""
    return f"runs/{team}/"


def run_prefix(team: str, run_id: str) -> str:
    """One run's folder below `runs_prefix`."""
    return f"{runs_prefix(team)}{stem(run_id)}/"


def input_prefix(team: str, run_id: str) -> str:
    """The exact objects a run trains on, in the data bucket."""
    return f"{run_prefix(team, run_id)}input/"


def training_prefix(team: str, run_id: str) -> str:
    """What Bedrock writes while it trains, in the artifacts bucket."""
    return f"{run_prefix(team, run_id)}training/"


def report_key(team: str, run_id: str, file_name: str) -> str:
    """A file of a run's report, in the artifacts bucket."""
    return f"{run_prefix(team, run_id)}report/{file_name}"


def control_key(job_name: str) -> str:
    """The object that holds the task token of whoever waits for a job."""
    return f"{CONTROL_PREFIX}{job_name}.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
