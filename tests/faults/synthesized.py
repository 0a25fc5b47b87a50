"""The environment that is disturbed: `embedded`, synthesized by the command itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import surroundings, toolchain
from tests.faults import blueprint
from tests.faults.blueprint import Blueprint


@contextmanager
def embedded() -> Iterator[Blueprint]:
    """Return what the environment `embedded` deploys, with no real account in sight."""
    clean = surroundings.clean(os.environ)
    os.environ.clear()
    os.environ.update(clean)
    os.environ.setdefault("JSII_NODE", toolchain.node())
    os.environ.setdefault("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "true")
    # Imported here: importing the CDK starts Node.
    from tests.synth import synthesis

    with tempfile.TemporaryDirectory() as folder:
        yield blueprint.read(synthesis.once(Path(folder) / "embedded", synthesis.embedded))
