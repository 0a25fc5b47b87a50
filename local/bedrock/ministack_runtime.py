"""MiniStack's Bedrock runtime, with everything that answers taken out of its hands."""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from local.bedrock.runtime import INVOKING, Runtime
from local.bedrock.wire import Response


class MiniStackRuntime:
    """An object in place of MiniStack's module, which still does all the rest."""

    def __init__(self, runtime: Runtime, original: ModuleType) -> None:
        self._runtime = runtime
        self._original = original

    def __getattr__(self, name: str) -> Any:
        """Return whatever else MiniStack looks for in its module."""
        return getattr(self._original, name)

    async def handle_request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query_params: Mapping[str, Sequence[str]],
    ) -> Response:
        """Answer one request, or let MiniStack."""
        service = self._runtime if path.startswith(INVOKING) else self._original
        response: Response = await service.handle_request(method, path, headers, body, query_params)
        return response
