"""How a preparation is refused: every problem at once."""

from collections.abc import Sequence
from typing import Self

from lambdas.contract.problems import Problem, describe


class RefusedError(Exception):
    """Nothing can be prepared; holds all problems that were found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(describe(problems))
        self.problems = problems

    @classmethod
    def at(cls, path: str, given: str, allowed: str) -> Self:
        """Return the error of one problem."""
        return cls([Problem(path=path, given=given, allowed=allowed)])
