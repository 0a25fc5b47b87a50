"""What requests carry."""

import json
from typing import Any

Json = dict[str, Any]


def parsed(body: bytes) -> Json:
    """Return a request's JSON; nothing where there is none."""
    try:
        return dict(json.loads(body or b"{}"))
    except ValueError:
        return {}
