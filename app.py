"""The composition root: settings, then the stacks in the order data flows, then the guards."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from lambdas.contract import names
from stacks import guards, settings
from stacks.keys_stack import KeysStack
from stacks.network_stack import NetworkStack
from stacks.serving_stack import ServingStack
from stacks.settings import Settings
from stacks.storage_stack import StorageStack
from stacks.workflow_stack import WorkflowStack

CDK_JSON = Path(__file__).parent / "cdk.json"


def build_app(context: Mapping[str, Any] | None = None, outdir: str | None = None) -> cdk.App:
    """Return the app, not yet synthesized.

    cdk.json's context is read here, so that the CLI, `python app.py` and tests give one template.

    Args:
        context: values that override cdk.json's, for example {"environment": "dev"}.
        outdir: where to write the templates; the CLI's choice when left out.

    Raises:
        SettingsError: listing every problem of the environment's settings.
    """
    merged = json.loads(CDK_JSON.read_text())["context"] | _cli_context() | dict(context or {})
    chosen = settings.read(merged)
    app = cdk.App(context=merged | _zones(chosen), outdir=outdir)
    _add_stacks(app, chosen)
    guards.attach(app)
    return app


def _add_stacks(app: cdk.App, chosen: Settings) -> None:
    env = cdk.Environment(account=chosen.account, region=chosen.region)
    prefix = f"{names.PROJECT}-{chosen.environment}"
    keys = KeysStack(app, f"{prefix}-keys", settings=chosen, env=env)
    network = NetworkStack(app, f"{prefix}-network", settings=chosen, logs_key=keys.logs, env=env)
    storage = StorageStack(app, f"{prefix}-storage", settings=chosen, data_key=keys.data, env=env)
    workflow = WorkflowStack(
        app,
        f"{prefix}-workflow",
        settings=chosen,
        keys=keys,
        network=network,
        storage=storage,
        env=env,
    )
    ServingStack(
        app,
        f"{prefix}-serving",
        settings=chosen,
        keys=keys,
        network=network,
        storage=storage,
        workflow=workflow,
        env=env,
    )
    cdk.Tags.of(app).add(names.TAG_ENVIRONMENT, chosen.environment)


def _cli_context() -> dict[str, Any]:
    """Return what `cdk -c key=value` handed over."""
    return dict(json.loads(os.environ.get("CDK_CONTEXT_JSON", "{}")))


def _zones(chosen: Settings) -> dict[str, list[str]]:
    """Return the zones as the CDK's look-ups know them, so that it asks no account for them."""
    if chosen.account is None:
        return {}
    key = f"availability-zones:account={chosen.account}:region={chosen.region}"
    return {key: chosen.availability_zones}


def main() -> None:
    """Write the templates, or say what is wrong with the settings."""
    try:
        app = build_app()
    except settings.SettingsError as error:
        sys.exit(f"cdk.json, {error}")
    app.synth()


if __name__ == "__main__":
    main()
