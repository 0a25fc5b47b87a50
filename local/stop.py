"""`make stop`: ends what `make demo KEEP=1` left up."""

from local import emulator
from local.demo import HOME


def main() -> None:
    """Stop the kept emulator, if there is one."""
    stopped = emulator.stop_running(HOME / "aws")
    print("The embedded AWS is stopped." if stopped else "Nothing was running.")


if __name__ == "__main__":
    main()
