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

ALIAS_PATTERN = TEAM_PATTERN
"""An alias: lower-case words joined by single hyphens."""
LONGEST_ALIAS = 16
"""What is left of a capacity's name, see `alias_capacity_name`."""

LONGEST_JOB_NAME = 63
"""https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateModelCustomizationJob.html"""
LONGEST_CAPACITY_NAME = 63
"""Of a custom model deployment and of a provisioned throughput alike.
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateCustomModelDeployment.html"""
LONGEST_EXECUTION_NAME = 80
"""https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""

LONGEST_RUN_NAME = LONGEST_EXECUTION_NAME - LONGEST_TEAM - 1
"""What is left for the front door's execution name in a run id."""

LONGEST_SLUG = 32
HASH_LENGTH = 10
ALIAS_HASH_LENGTH = 8

TRAIN_MODEL = "TrainModel"
"""The state that a run's Bedrock job stands behind."""
REQUEST_APPROVAL = "RequestApproval"
"""The state in which a run waits for somebody to answer its plan."""
EVALUATE_MODEL = "EvaluateModel"
"""The state in which a run's model and those it is compared with are asked."""

TAG_ENVIRONMENT = f"{PROJECT}:environment"
TAG_TEAM = f"{PROJECT}:team"
TAG_RUN = f"{PROJECT}:run"
TAG_ALIAS = f"{PROJECT}:alias"
"""On capacity that settings declare; on a run's own capacity stands `TAG_RUN` instead."""
TAG_EXPIRES = f"{PROJECT}:expires-at"
"""When capacity is to be removed (ISO 8601, UTC)."""
TAG_SETTLED = f"{PROJECT}:settled-at"
"""Set when a run did all it wanted with its capacity: from then on only `TAG_EXPIRES` ends it."""
TAG_REMOVE_AFTER = f"{PROJECT}:remove-after"
"""On a custom model that retention reported and will remove (ISO 8601, UTC)."""


def iam_path(environment: str) -> str:
    """The IAM path of every role of an environment: bucket and key policies name it."""
    return f"/{PROJECT}/{environment}/"


def control_path(environment: str) -> str:
    """The IAM path of the few roles that reach the control prefix."""
    return f"{iam_path(environment)}control/"


def promotion_path(environment: str) -> str:
    """The IAM path of the one function that writes the aliases of record."""
    return f"{iam_path(environment)}promotion/"


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


def alias_machine_name(environment: str) -> str:
    """The state machine that makes aliases what settings and their records say."""
    return f"{PROJECT}-{environment}-aliases"


def rollback_machine_name(environment: str, team: str) -> str:
    """The state machine through which a team takes an alias back to the model before."""
    return f"{PROJECT}-{environment}-{team}-rollback"


def prepare_machine_name(environment: str, team: str) -> str:
    """The state machine through which a team prepares datasets."""
    return f"{PROJECT}-{environment}-{team}-prepare"


def retire_machine_name(environment: str) -> str:
    """The state machine that removes what the audit or a schedule found, or tells of it."""
    return f"{PROJECT}-{environment}-retire"


def capacity_waiter_name(environment: str) -> str:
    """The state machine by which a deployment waits for capacity that settings declare."""
    return f"{PROJECT}-{environment}-capacity-waiter"


def schedule_group_name(environment: str) -> str:
    """The group of the schedules that end capacity at its time."""
    return f"{PROJECT}-{environment}"


def alias_parameter(environment: str, team: str, alias: str) -> str:
    """The SSM parameter that projects an alias: what to invoke."""
    return f"/{PROJECT}/{environment}/aliases/{team}/{alias}"


def guard_parameter(environment: str) -> str:
    """The SSM parameter with the declared capacity that the last deployment reached."""
    return f"/{PROJECT}/{environment}/guarded-capacity"


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


def run_capacity_name(environment: str, run_id: str, attempt: int) -> str:
    """The name of a run's own deployment or throughput; attempts start at 1."""
    return f"{job_name_prefix(environment)}{stem(run_id)}-d{attempt}"


def alias_capacity_prefix(environment: str, team: str, alias: str) -> str:
    """How the name of all capacity behind an alias begins."""
    return f"{job_name_prefix(environment)}{team}-{alias}-s"


def alias_capacity_name(environment: str, team: str, alias: str, fixed: str) -> str:
    """The name of the capacity behind an alias.

    Args:
        environment: the environment.
        team: the team the alias belongs to.
        alias: the alias.
        fixed: everything that Bedrock can't change in place, as one text: other capacity has
            another name, so that old and new can stand side by side.
    """
    digest = _digest(f"{team}/{alias}/{fixed}")[:ALIAS_HASH_LENGTH]
    return f"{alias_capacity_prefix(environment, team, alias)}{digest}"


def client_request_token(*parts: str) -> str:
    """The idempotency token of what these names tell apart: asked for twice it is made once."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
