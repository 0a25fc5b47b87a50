"""What an operation of the stand-in is."""

from collections.abc import Callable, Mapping
from typing import Any

from local.bedrock.world import Caller

Operation = Callable[[Mapping[str, Any], Caller], Mapping[str, Any]]
"""Takes checked parameters and the caller; returns the members of the output shape."""
