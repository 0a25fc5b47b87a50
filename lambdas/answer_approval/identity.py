"""Who answers: proven by a request to STS that only they could sign, and that we send.

The command signs `sts:GetCallerIdentity` and hands over nothing but the query string; where it goes
is ours to say. The signature covers a header that names the answer, so a proof serves for one
answer and nothing else.
https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from botocore.exceptions import ClientError

from lambdas.contract.approval import IDENTITY_HEADER, AnswerApprovalEvent, signed_answer
from lambdas.contract.errors import AnswerRefusedError

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

BEFORE_CALL = "before-call.sts.GetCallerIdentity"
FIXED = {
    "Action": "GetCallerIdentity",
    "Version": "2011-06-15",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-SignedHeaders": f"host;{IDENTITY_HEADER}",
}
"""What a proof must say: this operation, and that the header is signed."""
FREE = {
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
}
"""What else it may say.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"""


class Caller(NamedTuple):
    """Whom AWS says the proof is from."""

    account: str
    arn: str

    @property
    def role(self) -> str | None:
        """The name of the role that the caller took on; None of anybody else.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
        """
        kind, _, name = self.arn.rpartition(":")[2].partition("/")
        return name.partition("/")[0] if kind == "assumed-role" else None


def prove(sts: STSClient, order: AnswerApprovalEvent) -> Caller:
    """Return who signed the proof of an answer, as AWS says.

    Args:
        sts: a client that signs nothing.
        order: the answer.

    Raises:
        AnswerRefusedError: it is no proof, not for this answer, too old, or forged.
    """
    query = checked(order.identity)
    binding = signed_answer(order.run_id, order.plan_hash, order.decision, order.reason)

    def send_theirs(params: dict[str, Any], **_: object) -> None:
        address = params["url"].partition("?")[0]
        params |= {"method": "GET", "url": f"{address}?{query}", "body": b""}
        params["headers"][IDENTITY_HEADER] = binding

    sts.meta.events.register(BEFORE_CALL, send_theirs)
    try:
        found = sts.get_caller_identity()
    except ClientError as error:
        raise _refused(error) from error
    finally:
        sts.meta.events.unregister(BEFORE_CALL, send_theirs)
    return Caller(account=found["Account"], arn=found["Arn"])


def checked(query: str) -> str:
    """Return a proof's query string, written anew from what it may hold.

    Raises:
        AnswerRefusedError: it holds anything else, or something twice.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(pairs)
    strange = given.keys() - FIXED.keys() - FREE
    wrong = [name for name, value in FIXED.items() if given.get(name) != value]
    if strange or wrong or len(given) != len(pairs):
        raise AnswerRefusedError(
            "the identity is no proof: it must be the query string of a presigned "
            f"sts:GetCallerIdentity that signs the headers {FIXED['X-Amz-SignedHeaders']}"
        )
    return urlencode(pairs, quote_via=quote)


def _refused(error: ClientError) -> Exception:
    """Return what AWS's refusal means: a bad proof, or an accident that may pass."""
    response = error.response
    if 400 <= response["ResponseMetadata"]["HTTPStatusCode"] < 500:  # noqa: PLR2004
        return AnswerRefusedError(
            f"AWS does not accept the proof of identity ({response['Error']['Code']}): it is "
            "forged, for another answer, or older than 15 minutes"
        )
    return error
