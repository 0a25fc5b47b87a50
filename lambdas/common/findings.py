"""The problems found so far, of which only so many are kept as there is room to show."""

from lambdas.contract.errors import InvalidRequestError
from lambdas.contract.problems import SHOWN, Problem, describe


class Findings:
    """Collects problems; the first `SHOWN` are kept, the others counted."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.count = 0
        self._of_request: set[str] = set()
        """Every place in the request that has a problem, also those that are only counted."""

    def add(self, path: str, given: str, allowed: str) -> None:
        """Note one problem, see `Problem` for the meaning of its parts."""
        self.note(Problem(path=path, given=given, allowed=allowed))

    def note(self, problem: Problem) -> None:
        """Note one problem."""
        self.count += 1
        if problem.path.startswith("$"):
            self._of_request.add(problem.path)
        if len(self.kept) < SHOWN:
            self.kept.append(problem)

    def at(self, path: str) -> bool:
        """Tell whether this place of the request has a problem, so that it is told once."""
        return path in self._of_request

    def error(self) -> InvalidRequestError:
        """Return the error that tells all problems."""
        return InvalidRequestError(describe(self.kept, further=self.count - len(self.kept)))

    def raise_if_any(self) -> None:
        """End the run if a problem was found.

        Raises:
            InvalidRequestError: telling all of them.
        """
        if self.count:
            raise self.error()
