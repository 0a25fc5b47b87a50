"""Writes the definitions kept for reading anew: `python -m tests.synth.refresh`.

Read the difference before you commit it: it is what every run will do from the next deployment on.
"""

import os
import sys
import tempfile
from pathlib import Path

from local import toolchain
from tests.synth import definitions


def main() -> None:
    """Synthesize the environment `embedded` and write what its machines do."""
    os.environ.setdefault("JSII_NODE", toolchain.node())
    # Imported here: importing the CDK starts Node.
    from tests.synth import synthesis

    with tempfile.TemporaryDirectory() as folder:
        assembly = synthesis.once(Path(folder) / "embedded", synthesis.embedded)
        for file, name in definitions.SHOWN.items():
            shown = definitions.shown(definitions.machine(assembly, name))
            definitions.kept(file).write_text(shown)
            sys.stdout.write(f"{definitions.kept(file)}\n")


if __name__ == "__main__":
    main()
