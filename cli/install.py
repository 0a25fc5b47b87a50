"""Installs the command `customize` into the virtual environment it runs in.

A path file and a script do what an editable install would, without a build backend to download.
"""

import stat
import sys
import sysconfig
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SCRIPT = """#!{python}
import sys

from cli.entry import main

sys.exit(main())
"""


def main() -> None:
    """Write the path file and the script."""
    site = Path(sysconfig.get_path("purelib"))
    (site / "bedrock_customization.pth").write_text(f"{PROJECT}\n")
    script = Path(sysconfig.get_path("scripts")) / "customize"
    script.write_text(SCRIPT.format(python=sys.executable))
    script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


if __name__ == "__main__":
    main()
