"""The run request that the caller hands to `start`: read, and checked to be JSON at all.

What it asks for is judged by the run itself, which knows the deployed version's rules.
"""

import json
import sys
from pathlib import Path
from typing import NoReturn

from cli.errors import UsageError

STDIN = "-"


def read_request(given: str) -> str:
    """Return the request's text, unchanged.

    Args:
        given: A file's path, `-` for stdin, or JSON that starts with `{`.

    Raises:
        UsageError: nothing can be read there, or it is not a JSON object.
    """
    if given.lstrip().startswith("{"):
        return _checked(given, "the request")
    if given == STDIN:
        return _checked(sys.stdin.read(), "stdin")
    try:
        return _checked(Path(given).read_text(encoding="utf-8"), given)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"can't read the request {given}: {error}") from error


def _checked(text: str, source: str) -> str:
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"{source} is not valid JSON at {place}: {error.msg}") from error
    except ValueError as error:
        raise UsageError(f"{source} is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise UsageError(f"{source} must hold a JSON object, not {type(value).__name__}")
    return text


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")
