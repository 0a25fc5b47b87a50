"""`customize data check`: every reason for which a job would fail on these data, offline.

Its arguments are declared here and read without typer, which takes longer to import than twenty
thousand records take to be checked.
"""

import sys
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Sequence
from functools import partial

from cli.data_files import check_files
from cli.data_report import report_of, warnings, write_json, write_text
from cli.data_target import find_target

HELP = "Tell every reason for which a job would fail on these data."
VALID, INVALID = 0, 1


def run(words: Sequence[str]) -> int:
    """Run the command on its arguments and return the exit code: 0 valid, 1 invalid.

    Raises:
        UsageError: the model, the method or a file is not there.
    """
    parser = _parser()
    asked = parser.parse_args(words)
    if len(asked.validation) > 1:
        parser.error(f"--validation: given {len(asked.validation)} times; allowed: once")
    target = find_target(asked.model, asked.method)
    checked = check_files(asked.files, next(iter(asked.validation), None), target)
    report = report_of(checked)
    if asked.json:
        write_json(report)
        return VALID if report.valid else INVALID
    from cli.data_hints import hints

    for line in [*warnings(checked, target), *hints(report, checked, target)]:
        sys.stderr.write(f"{line}\n")
    write_text(report, checked, target)
    return VALID if report.valid else INVALID


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="customize data check",
        description=HELP,
        epilog="Exit codes: 0 valid, 1 invalid, 2 the command line is not well-formed.",
        allow_abbrev=False,
        # Asking the terminal for its width takes longer than reading the arguments.
        formatter_class=partial(HelpFormatter, width=100),
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="JSON Lines to train on")
    parser.add_argument(
        "--model", required=True, help="the base model: a name of the catalogue, or an id of it"
    )
    parser.add_argument("--method", help="how it is customized; fine-tuning, where that is offered")
    parser.add_argument(
        # Collected, so that a second one is told rather than taken instead of the first.
        "--validation",
        metavar="FILE",
        action="append",
        default=[],
        help="held-out JSON Lines",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
    return parser
