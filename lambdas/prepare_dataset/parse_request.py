"""A preparation request as typed value, with every problem that it has on its own."""

from lambdas.common.conversion import read_struct
from lambdas.common.findings import Findings
from lambdas.contract.preparation import PreparationRequest
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.target import choose_target


def parse_request(value: object, findings: Findings) -> PreparationRequest | None:
    """Return the request, or None if it is no object.

    If problems were found in the returned request, it serves only to look for more of them.
    """
    before = findings.count
    request = read_struct(value, PreparationRequest, "$", findings)
    if request is None or findings.count > before:
        return request
    try:
        choose_target(request)
    except RefusedError as error:
        for problem in error.problems:
            findings.note(problem)
    return request
