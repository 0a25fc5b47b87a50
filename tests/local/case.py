"""What says that a statement is needed."""

from dataclasses import dataclass

from tests.local.plays import Play
from tests.local.rights import Statement


@dataclass(frozen=True)
class Case:
    """A statement, the play that fails without it, and the action that the failure names."""

    statement: Statement
    play: Play
    action: str

    def __str__(self) -> str:
        return str(self.statement).replace(" ", "-")


def cases(role: str, play: Play, actions: dict[str, str]) -> list[Case]:
    """Return the cases of statements of one role, by the action that each failure names."""
    return [Case(Statement(role, sid), play, action) for sid, action in actions.items()]


def function(name: str) -> str:
    """Return how a function's role describes itself."""
    return f"What {name} may do"


def machine(name: str) -> str:
    """Return how a state machine's role describes itself."""
    return f"What the state machine {name} may do"
