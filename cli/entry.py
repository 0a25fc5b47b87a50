"""Where the command `customize` begins: straight to what has to be quick, or to all commands."""

import gc
import sys

QUICK = ["data", "check"]


def main() -> int:
    """Run the command line of this process and return its exit code."""
    if sys.argv[1:3] != QUICK:
        from cli.main import main as run_any

        run_any()
        return 0
    # Nothing here makes garbage that needs looking for, starting up included.
    gc.disable()
    _import_msgspec()
    from cli import data_check
    from cli.errors import CommandError, ExitCode

    try:
        return data_check.run(sys.argv[3:])
    except CommandError as error:
        sys.stderr.write(f"customize: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def _import_msgspec() -> None:
    """Import msgspec without typing_extensions, which it takes if it is there but does not need.

    It costs a third of the start: as long as ten megabytes take to be checked.
    """
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    import msgspec  # noqa: F401

    del sys.modules["typing_extensions"]
