"""An entry of the catalogue, to be changed by tests."""

import json
from typing import Any

from lambdas.catalogue import shelf


def entry() -> dict[str, Any]:
    """Return an entry as its file has it."""
    content: dict[str, Any] = json.loads((shelf.FOLDER / "models/nova-micro.json").read_bytes())
    return content
