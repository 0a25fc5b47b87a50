"""Runs the embedded AWS in the foreground: `python -m local.launcher`, started by `Emulator`.

MiniStack serves; the Bedrock stand-in replaces its Bedrock; the shims close its gaps. All settings
come by environment variables, which must be set before MiniStack is imported.
"""

import importlib
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.bedrock import Options

TIME_SCALE = "BEDROCK_SECONDS_A_MINUTE"
"""Real seconds that a minute of the stand-in's jobs takes."""
DEPLOYMENTS = "BEDROCK_DEPLOYMENTS"
"""The quota of custom model deployments."""
DEPLOYMENTS_IN_PROGRESS = "BEDROCK_DEPLOYMENTS_IN_PROGRESS"
"""The quota of custom model deployments being made at one time."""
CUSTOM_MODEL_UNITS = "BEDROCK_CUSTOM_MODEL_UNITS"
"""The quota of model units without a commitment; 0, AWS's default, forbids all."""
MODEL_UNITS = "BEDROCK_MODEL_UNITS"
"""The quota of model units of one throughput; 0, AWS's default, forbids all."""


def main() -> None:
    """Serve until terminated."""
    # Not at the top: MiniStack reads its environment when it is imported.
    from local import shims
    from local.bedrock import install

    shims.install(install(options(os.environ)))
    importlib.import_module("ministack.app").main()


def options(environment: Mapping[str, str]) -> "Options":
    """Return the stand-in's options, by environment variables; what isn't set is as on AWS."""
    from local.bedrock import Options

    usual = Options()
    return Options(
        time_scale=float(environment.get(TIME_SCALE, usual.time_scale)),
        deployment_quota=int(environment.get(DEPLOYMENTS, usual.deployment_quota)),
        deployments_in_progress_quota=int(
            environment.get(DEPLOYMENTS_IN_PROGRESS, usual.deployments_in_progress_quota)
        ),
        custom_model_units_quota=int(
            environment.get(CUSTOM_MODEL_UNITS, usual.custom_model_units_quota)
        ),
        model_units_quota=int(environment.get(MODEL_UNITS, usual.model_units_quota)),
    )


if __name__ == "__main__":
    main()
