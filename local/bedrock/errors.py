"""The errors Amazon Bedrock answers with, named as boto3 names them."""


class ServiceError(Exception):
    """An answer other than success; the class name is the error code."""

    status = 400

    def __init__(self, message: str, **members: str) -> None:
        super().__init__(message)
        self.message = message
        self.members = members

    @property
    def code(self) -> str:
        """The name the caller's SDK turns into an exception class."""
        return type(self).__name__


class ValidationException(ServiceError):
    """The request breaks a rule of its shape, or names something that can't be used."""


class ConflictException(ServiceError):
    """The name is in use, or the resource is in a state that forbids the call."""


class ServiceQuotaExceededException(ServiceError):
    """The account has as many of these as it may have."""


class TooManyTagsException(ServiceError):
    """The resource would carry more than 50 tags."""


class ResourceNotFoundException(ServiceError):
    """Nothing has this name or ARN in this account and Region."""

    status = 404


class AccessDeniedException(ServiceError):
    """The caller lacks a permission that the call needs besides its own action."""

    status = 403


class ThrottlingException(ServiceError):
    """Too many requests; ordered by a test."""

    status = 429


class ModelNotReadyException(ServiceError):
    """What was asked is still being made; the SDK asks again by itself."""

    status = 429


class InternalServerException(ServiceError):
    """The service failed; ordered by a test."""

    status = 500


class UnknownOperationException(ServiceError):
    """The stand-in doesn't offer this operation."""
