"""Where the command `customize` begins: straight to what has to be quick, or to all commands."""

import gc
import os
import sys

QUICK = ["data", "check"]
NOBODY_READS = 141
"""As of a program that SIGPIPE ended: what it wrote to was closed."""


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
        code = data_check.run(sys.argv[3:])
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left to write must not fail again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS
    except CommandError as error:
        sys.stderr.write(f"customize: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    return code


def _import_msgspec() -> None:
    """Import msgspec without typing_extensions, which it takes if it is there but does not need.

    It costs a third of the start: as long as ten megabytes take to be checked.
    """
    if "msgspec" in sys.modules or "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    import msgspec  # noqa: F401

    del sys.modules["typing_extensions"]
