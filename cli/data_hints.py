"""What data look like that are not what the model and method want."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from cli.data_files import Checked
from cli.data_report import Report
from cli.data_target import Target
from lambdas.catalogue.dataset import Content, Dataset, Format
from lambdas.datasets.judge import LONGEST_LINE_BYTES
from lambdas.datasets.limits import Limits
from lambdas.datasets.record_checks import CHECKS
from lambdas.datasets.rules import Rule


def hints(report: Report, checked: Checked, target: Target) -> Iterator[str]:
    """Yield what to do with records of another format than the wanted one."""
    path = Path(checked.training[0].name)
    # What came through a pipe can't be read again.
    if not path.is_file() or all(problem.rule != Rule.SHAPE for problem in report.problems):
        return
    with path.open("rb") as file:
        line = file.readline(LONGEST_LINE_BYTES).rstrip(b"\r\n")
    looks = _format_of(line, target.rules)
    wanted = target.rules.format
    if looks is None or looks is wanted:
        return
    yield f"The records look like {looks}; {target.title} wants {wanted}."
    for method, offer in target.model.methods.items():
        if offer.dataset and offer.dataset.format is looks:
            yield f"{target.model.title} takes them with --method {method}."
            return
    yield "`customize data prepare` converts what can be converted."


def _format_of(line: bytes, rules: Dataset) -> Format | None:
    """Return the format whose shape the line has, whatever the model's limits."""
    free = msgspec.structs.replace(
        rules,
        contents=tuple(Content),
        reserved_strings=(),
        max_tokens_per_record=None,
        max_input_tokens=None,
        max_output_tokens=None,
        max_line_bytes=None,
    )
    fitting = (one for one, check in CHECKS.items() if not check(Limits(free))(line).flaws)
    return next(islice(fitting, 1), None)
