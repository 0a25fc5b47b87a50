"""Synthesis of the whole app against an empty app, as whole processes, in turn: `make bench`."""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from local.toolchain import PROJECT, node

ROUNDS = 3
EMPTY = "import aws_cdk, sys; aws_cdk.App(outdir=sys.argv[1]).synth()"
WHOLE = "import app, sys; app.build_app({'environment': 'embedded'}, outdir=sys.argv[1]).synth()"


def seconds(code: str) -> float:
    """Return how long a fresh Python takes to run `code`, which writes to a fresh folder."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        subprocess.run(  # noqa: S603 our own code
            [sys.executable, "-c", code, folder],
            cwd=PROJECT,
            env=os.environ | {"JSII_NODE": node()},
            check=True,
            capture_output=True,
        )
        return time.perf_counter() - begin


def main() -> None:
    """Print both medians and the median of the ratios, pair by pair."""
    seconds(EMPTY), seconds(WHOLE)  # what is compiled at first use is compiled now
    pairs = [(seconds(WHOLE), seconds(EMPTY)) for _ in range(ROUNDS)]
    whole, empty = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    sys.stdout.write(
        f"synth: whole app {whole:.1f} s, empty app {empty:.1f} s, ratio {ratio:.2f}\n"
    )


if __name__ == "__main__":
    main()
