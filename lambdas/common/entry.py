"""What every handler does first and last: log without data, and name its errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError

from lambdas.contract.errors import AccessRefusedError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

Event = dict[str, Any]
Handler = Callable[[Event, "LambdaContext"], Any]

logger = Logger(service="bedrock-customization", use_rfc3339=True)

_REFUSALS = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "Forbidden"}


def entry(work: Callable[[Event], Any]) -> Handler:
    """Turn `work` into a Lambda handler.

    The event is never logged: it may hold what a customer would not want in a log. A refusal by
    AWS becomes `AccessRefusedError`, which no retry repeats.
    """

    @wraps(work)
    def handler(event: Event, _context: LambdaContext) -> Any:
        # A warm function's last run is not this one.
        logger.clear_state()
        logger.info("started")
        try:
            answer = work(event)
        except ClientError as error:
            if error.response["Error"]["Code"] in _REFUSALS:
                raise AccessRefusedError(str(error)) from error
            raise
        logger.info("ended")
        return answer

    return handler
