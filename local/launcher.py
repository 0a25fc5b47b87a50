"""Runs the embedded AWS in the foreground: `python -m local.launcher`, started by `Emulator`.

MiniStack serves; the Bedrock stand-in replaces its Bedrock; the shims close its gaps. All settings
come by environment variables, which must be set before MiniStack is imported.
"""

import importlib
import os

TIME_SCALE = "BEDROCK_SECONDS_A_MINUTE"
"""Real seconds that a minute of the stand-in's jobs takes."""


def main() -> None:
    """Serve until terminated."""
    # Not at the top: MiniStack reads its environment when it is imported.
    from local import shims
    from local.bedrock import Options, install

    scale = float(os.environ.get(TIME_SCALE, Options().time_scale))
    shims.install(install(Options(time_scale=scale)))
    importlib.import_module("ministack.app").main()


if __name__ == "__main__":
    main()
