"""A whole test or regression set, read once, with every problem it has."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from unicodedata import normalize

from lambdas.contract.evaluation import Metric
from lambdas.contract.problems import SHOWN, Problem
from lambdas.datasets.prepare.texts import key_of, normalized
from lambdas.datasets.verdict import RecordCheck
from lambdas.evaluation.decide import LEAST_RECORDS
from lambdas.evaluation.held_out import Defect, HeldOut, read_held_out
from lambdas.evaluation.metrics import reference_flaws

TOO_LONG = Defect("a line that is too long", "shorter lines")
LEAST_WORTH = 0.9
"""Of the records: an interval is then at most 5 % too narrow for repeated prompts."""


class HeldOutReader:
    """Yields the records of a set one by one, and notes problems as it comes upon them."""

    def __init__(self, name: str, check: RecordCheck, required: Sequence[Metric]) -> None:
        self._name = name
        self._check = check
        self._required = required
        self._lines_of_ids: dict[str, int] = {}
        self._prompts: Counter[bytes] = Counter()
        self.problems: list[Problem] = []
        """The first of them, as many as are shown."""
        self.problem_count = 0

    def read(self, lines: Iterable[bytes | None]) -> Iterator[HeldOut]:
        """Yield every record without a defect; None is a line that was too long to be read."""
        for number, line in enumerate(lines, start=1):
            record = self._record(line, number)
            defects = record if isinstance(record, list) else self._defects(record, number)
            self._note(f"{self._name}:{number}", defects)
            if isinstance(record, HeldOut) and not defects:
                self._prompts[_key(record)] += 1
                yield record
        self._note(self._name, self._repetition())

    @property
    def repeated_prompts(self) -> int:
        """Records whose prompt was asked before: they tell less than another prompt would."""
        return self._prompts.total() - len(self._prompts)

    def _record(self, line: bytes | None, number: int) -> HeldOut | list[Defect]:
        return [TOO_LONG] if line is None else read_held_out(line, number, self._check)

    def _defects(self, record: HeldOut, number: int) -> list[Defect]:
        defects = [
            Defect(flaw, f"what {', '.join(self._required)} can be measured on")
            for flaw in reference_flaws(self._required, record.reference)
        ]
        first = self._lines_of_ids.setdefault(normalize("NFC", record.id), number)
        if first != number:
            defects.append(Defect(f"the id of line {first}", "an id of its own for each record"))
        return defects

    def _repetition(self) -> Iterator[Defect]:
        """Yield a defect if a few prompts make up the set: their answers count again and again."""
        records = self._prompts.total()
        worth = _worth(self._prompts.values())
        if records >= LEAST_RECORDS and worth < LEAST_WORTH * records:
            asked = f"{len(self._prompts)} prompt{'s' if len(self._prompts) > 1 else ''}"
            yield Defect(
                f"{records} records that ask {asked} and tell as much as {worth:.0f}",
                f"so few repeated prompts that {100 * LEAST_WORTH:.0f} % of the records count",
            )

    def _note(self, path: str, defects: Iterable[Defect]) -> None:
        for given, allowed in defects:
            self.problem_count += 1
            if self.problem_count <= SHOWN:
                self.problems.append(Problem(path=path, given=given, allowed=allowed))


def _key(record: HeldOut) -> bytes:
    system = "\n".join(block.text for block in record.system)
    return key_of(normalized(system), normalized(record.prompt))


def _worth(times: Collection[int]) -> float:
    """Return how many different prompts tell as much as prompts that are asked so many times each.

    Kish's effective sample size, if the same prompt always gets the same answer. Kish, "Survey
    Sampling", 1965, section 8.2.
    """
    return sum(times) ** 2 / sum(count * count for count in times) if times else 0
