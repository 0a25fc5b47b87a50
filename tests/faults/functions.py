"""Lambda: the real handlers, with their variables, time limits and sudden deaths."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.faults.blueprint import Function
from tests.faults.effects import Doing
from tests.faults.timeline import Timeline

if TYPE_CHECKING:
    from types import ModuleType

TIMED_OUT = "Sandbox.Timedout"
"""https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"""
EXITED = "Runtime.ExitError"
GIVEN_BY_LAMBDA = {"AWS_REGION": "us-east-1"}


class KilledError(BaseException):
    """The function's process ended in the middle of something. No handler may catch it."""

    def __init__(self, error: str) -> None:
        self.error = error
        super().__init__(error)


class FunctionError(Exception):
    """A function failed; what its caller gets to know."""

    def __init__(self, error: str, message: str) -> None:
        self.error = error
        self.message = message
        super().__init__(f"{error}: {message}")


class Failure(NamedTuple):
    """A call that ended badly."""

    function: str
    error: str
    message: str


class Functions:
    """All functions of a deployment."""

    def __init__(self, functions: Mapping[str, Function], timeline: Timeline) -> None:
        self._functions = dict(functions)
        self._timeline = timeline
        self.failures: list[Failure] = []
        """Every call that ended badly, in order."""

    def load(self) -> None:
        """Import every handler, so that all its modules are there to be given another clock."""
        for function in self._functions.values():
            _module(function)

    def named(self, name_or_arn: str) -> Function:
        """Return a function."""
        for function in self._functions.values():
            if name_or_arn in {function.name, function.arn}:
                return function
        raise KeyError(name_or_arn)

    def configure(self, variable: str, value: str) -> None:
        """Change a variable wherever it is set, as a deployment does."""
        for function in self._functions.values():
            if variable in function.variables:
                changed = {**function.variables, variable: value}
                self._functions[function.name] = replace(function, variables=changed)

    def call(self, name_or_arn: str, event: Any) -> Any:
        """Return what a function answers.

        Raises:
            FunctionError: it failed, or was killed.
        """
        function = self.named(name_or_arn)
        doing = self._timeline.context or Doing(origin=function.name)
        before = (doing.function, doing.began, doing.timeout_seconds)
        doing.function, doing.began = function, self._timeline.now()
        doing.timeout_seconds = function.timeout_seconds
        self._timeline.current.context = doing
        try:
            return _copied(_module(function).handler(_copied(event), None))
        except KilledError as killed:
            raise self._failed(function, killed.error, "killed") from None
        except Exception as error:
            raise self._failed(function, type(error).__name__, str(error)) from error
        finally:
            doing.function, doing.began, doing.timeout_seconds = before

    def _failed(self, function: Function, error: str, message: str) -> FunctionError:
        self.failures.append(Failure(function.name, error, message))
        return FunctionError(error, message)

    def variables(self) -> Mapping[str, str]:
        """Return the variables of the function whose turn it is."""
        doing = self._timeline.context
        function = doing.function if doing else None
        return {**GIVEN_BY_LAMBDA, **function.variables} if function else {}

    def wait(self, seconds: float) -> None:
        """Let time pass in a function, which is killed if its own time is over by then.

        Raises:
            KilledError: it is.
        """
        doing: Doing | None = self._timeline.context
        if doing is None or doing.began is None:
            self._timeline.sleep(seconds)
            return
        spent = (self._timeline.now() - doing.began).total_seconds()
        left = doing.timeout_seconds - spent
        self._timeline.sleep(min(seconds, left))
        if seconds >= left:
            raise KilledError(TIMED_OUT)


def _module(function: Function) -> ModuleType:
    return importlib.import_module(function.module)


def _copied(value: Any) -> Any:
    """Return what is left of a value that travels as JSON."""
    return json.loads(json.dumps(value))
