"""Short plays of the audit, which goes on after a refusal and tells at its end what it left out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from lambdas.contract import names
from tests.local import leftovers
from tests.local.plays import finished_job, fresh
from tests.local.serving_plays import put_behind_the_alias, tidy
from tests.local.system import System

AUDIT = "AuditServing"


@tidy
def look(system: System) -> str:
    """Look, and do nothing, while a deployment has no owner and an alias serves."""
    leftovers.capacity(system, leftovers.unknown_run())
    put_behind_the_alias(system)
    seen = json.loads(system.invoke(AUDIT, {"dry_run": True}))
    return "; ".join(seen.get("not_done", [json.dumps(seen)]))


@tidy
def audit(system: System) -> str:
    """Audit while a deployment has no owner, and a model is marked though there is no reason."""
    leftovers.capacity(system, leftovers.unknown_run())
    tags = [{"key": names.TAG_REMOVE_AFTER, "value": leftovers.LONG_AGO}]
    bedrock = system.operator.client("bedrock")
    bedrock.tag_resource(resourceARN=finished_job(system).model_arn, tags=tags)
    return _failure(system)


@tidy
def count_units(system: System) -> str:
    """Audit an environment whose model units nobody has counted in this hour."""
    with _renamed(system, fresh("x").replace("-", "")):
        return _failure(system)


def _failure(system: System) -> str:
    answer = json.loads(system.invoke(AUDIT, {}))
    return str(answer.get("errorMessage", ""))


@contextmanager
def _renamed(system: System, environment: str) -> Iterator[None]:
    """Let the audit take its environment for another, which has nothing."""
    client = system.operator.client("lambda")
    function = system.function(AUDIT)
    variables = function["Environment"]["Variables"]
    other = {**variables, "ENVIRONMENT_NAME": environment}

    def configure(given: dict[str, str]) -> None:
        client.update_function_configuration(
            FunctionName=function["FunctionName"], Environment={"Variables": given}
        )

    configure(other)
    try:
        yield
    finally:
        configure(variables)
