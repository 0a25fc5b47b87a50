"""A whole test or regression set, read once, with every problem it has."""

from collections.abc import Iterable, Iterator, Sequence

from lambdas.contract.evaluation import Metric
from lambdas.contract.problems import SHOWN, Problem
from lambdas.datasets.prepare.texts import key_of, normalized
from lambdas.datasets.verdict import RecordCheck
from lambdas.evaluation.held_out import Defect, HeldOut, read_held_out
from lambdas.evaluation.metrics import reference_flaws

TOO_LONG = Defect("a line that is too long", "shorter lines")


class HeldOutReader:
    """Yields the records of a set one by one, and notes problems as it comes upon them."""

    def __init__(self, name: str, check: RecordCheck, required: Sequence[Metric]) -> None:
        self._name = name
        self._check = check
        self._required = required
        self._lines_of_ids: dict[str, int] = {}
        self._prompts: set[bytes] = set()
        self.problems: list[Problem] = []
        """The first of them, as many as are shown."""
        self.problem_count = 0
        self.repeated_prompts = 0
        """Records whose prompt was asked before: they tell less than another prompt would."""

    def read(self, lines: Iterable[bytes | None]) -> Iterator[HeldOut]:
        """Yield every record without a defect; None is a line that was too long to be read."""
        for number, line in enumerate(lines, start=1):
            record = self._record(line, number)
            defects = record if isinstance(record, list) else self._defects(record, number)
            self._note(number, defects)
            if isinstance(record, HeldOut) and not defects:
                self._note_prompt(_key(record))
                yield record

    def _record(self, line: bytes | None, number: int) -> HeldOut | list[Defect]:
        return [TOO_LONG] if line is None else read_held_out(line, number, self._check)

    def _defects(self, record: HeldOut, number: int) -> list[Defect]:
        defects = [
            Defect(flaw, f"what {', '.join(self._required)} can be measured on")
            for flaw in reference_flaws(self._required, record.reference)
        ]
        first = self._lines_of_ids.setdefault(record.id, number)
        if first != number:
            defects.append(Defect(f"the id of line {first}", "an id of its own for each record"))
        return defects

    def _note(self, number: int, defects: Iterable[Defect]) -> None:
        path = f"{self._name}:{number}"
        for given, allowed in defects:
            self.problem_count += 1
            if self.problem_count <= SHOWN:
                self.problems.append(Problem(path=path, given=given, allowed=allowed))

    def _note_prompt(self, key: bytes) -> None:
        self.repeated_prompts += key in self._prompts
        self._prompts.add(key)


def _key(record: HeldOut) -> bytes:
    system = "\n".join(block.text for block in record.system)
    return key_of(normalized(system), normalized(record.prompt))
