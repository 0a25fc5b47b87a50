"""What botocore's errors mean to the caller of the command."""

import re

from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError

from cli.errors import CommandError, RefusedError, ServiceError, UsageError

ACCESS_DENIED = frozenset(
    {
        "403",
        "AccessDenied",
        "AccessDeniedException",
        "Forbidden",
        "KmsAccessDeniedException",
        "UnauthorizedOperation",
    }
)
BAD_CREDENTIALS = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
THROTTLED = frozenset(
    {
        "RequestLimitExceeded",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_NO_CREDENTIALS = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.TokenRetrievalError,
    exceptions.SSOError,
)
_MISCONFIGURED = (
    exceptions.InvalidRegionError,
    exceptions.ProfileNotFound,
)
_UNREACHABLE = (exceptions.ConnectionError, exceptions.HTTPClientError)
_SIGN_IN = "sign in again, or choose other credentials with --profile"


def code_of(error: ClientError) -> str:
    """Return the error code that the service gave."""
    return error.response["Error"]["Code"]


def is_access_denied(error: ClientError) -> bool:
    """Tell whether AWS refused the call for want of a permission."""
    return code_of(error) in ACCESS_DENIED


def refused_action(error: ClientError) -> str:
    """Return the IAM action that was refused, or the operation if AWS doesn't name the action."""
    named = re.search(r"not authorized to perform: (\S+)", str(error))
    return named[1] if named else error.operation_name


def translate(error: BaseException) -> CommandError | None:
    """Return the sentence and exit code for an error of botocore, None for any other error."""
    if isinstance(error, ClientError):
        return _from_service(error)
    return _from_sdk(error) if isinstance(error, BotoCoreError) else None


def _from_sdk(error: BotoCoreError) -> CommandError:
    message = " ".join(str(error).split())
    if isinstance(error, _MISCONFIGURED):
        return UsageError(message)
    if isinstance(error, _NO_CREDENTIALS):
        return RefusedError(f"no usable AWS credentials ({message}): {_SIGN_IN}")
    if isinstance(error, _UNREACHABLE):
        return ServiceError(f"AWS can't be reached: {message}")
    return ServiceError(message)


def _from_service(error: ClientError) -> CommandError:
    code, message = code_of(error), error.response["Error"].get("Message", "")
    if code in ACCESS_DENIED:
        return RefusedError(f"AWS refused {refused_action(error)}: {message}")
    if code in BAD_CREDENTIALS:
        return RefusedError(f"AWS doesn't accept these credentials ({code}): {_SIGN_IN}")
    if code in THROTTLED:
        return ServiceError(f"AWS is throttling {error.operation_name}: try again in a minute")
    return ServiceError(f"{error.operation_name} failed with {code}: {message}")
