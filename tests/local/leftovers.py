"""What plays find and what they leave: capacity, models and an alias that nobody needs."""

from collections.abc import Iterator

from lambdas.contract import names, places
from local import deploy
from tests.local.plays import begin_job, finished, finished_job, fresh, tags_of
from tests.local.system import TEAM, System, wait_for

NAME = "play"
"""How the names of plays' runs begin."""
ALIAS = "play"
"""Settings don't declare it."""
LONG_AGO = "2026-01-01T00:00:00+00:00"
NOT_IDLE = {"Creating", "Updating"}


def unknown_run() -> str:
    """Return the id of a run that never was."""
    return names.run_id(TEAM, fresh(NAME))


def capacity(system: System, run_id: str) -> str:
    """Make a deployment that says it is a run's; return its name."""
    name = names.run_capacity_name(deploy.ENVIRONMENT, run_id, 1)
    bedrock = system.operator.client("bedrock")
    bedrock.create_custom_model_deployment(
        modelDeploymentName=name, modelArn=finished_job(system).model_arn, tags=tags_of(run_id)
    )
    _await_idle(system, name)
    return name


def spare_model(system: System, **tags: str) -> str:
    """Train a model that nothing uses; return its ARN."""
    run_id = unknown_run()
    begin_job(system, run_id, customModelTags=tags_of(run_id, **tags))
    return str(wait_for("a model", lambda: system.jobs(run_id)[0].model_arn))


def remove(system: System) -> None:
    """Delete what plays left, as the operator: a play that was refused something stops halfway."""
    bedrock = system.operator.client("bedrock")
    for name in list(_deployments(system)):
        _await_idle(system, name)
        bedrock.delete_custom_model_deployment(customModelDeploymentIdentifier=name)
    system.operator.client("s3").delete_object(
        Bucket=system.deployment.artifacts_bucket, Key=places.alias_key(TEAM, ALIAS)
    )


def _deployments(system: System) -> Iterator[str]:
    prefix = names.job_name_prefix(deploy.ENVIRONMENT)
    ours = (
        names.alias_capacity_prefix(deploy.ENVIRONMENT, TEAM, ALIAS),
        f"{prefix}{names.stem(finished(system))}",
        f"{prefix}{TEAM}-{NAME}-",
    )
    bedrock = system.operator.client("bedrock")
    for page in bedrock.get_paginator("list_custom_model_deployments").paginate():
        for found in page["modelDeploymentSummaries"]:
            if found["customModelDeploymentName"].startswith(ours):
                yield found["customModelDeploymentName"]


def _await_idle(system: System, name: str) -> None:
    """Wait until nothing is under way: what is being made or changed can't be deleted."""
    bedrock = system.operator.client("bedrock")

    def is_idle() -> bool:
        found = bedrock.get_custom_model_deployment(customModelDeploymentIdentifier=name)
        update = found.get("updateDetails", {}).get("updateStatus")
        return not {found["status"], update} & NOT_IDLE

    wait_for(f"{name} to be idle", is_idle)
