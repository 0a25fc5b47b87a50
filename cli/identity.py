"""The proof of who answers: a request to STS, signed here, that the answering function sends.

It can do nothing but ask AWS who signed it, and only together with the header that names this
answer: whoever gets hold of it can repeat the answer, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lambdas.contract.approval import IDENTITY_HEADER, Decision, signed_answer

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest
    from mypy_boto3_sts import STSClient

BEFORE_SIGN = "before-sign.sts.GetCallerIdentity"
LIFETIME_SECONDS = 300
"""STS takes it for 15 minutes, whatever is asked for."""


def prove(sts: STSClient, run_id: str, plan_hash: str, decision: Decision, reason: str) -> str:
    """Return the query string of a signed `sts:GetCallerIdentity` for one answer."""
    binding = signed_answer(run_id, plan_hash, decision, reason)

    def bind(request: AWSRequest, **_: object) -> None:
        request.headers[IDENTITY_HEADER] = binding

    sts.meta.events.register(BEFORE_SIGN, bind)
    try:
        address = sts.generate_presigned_url(
            "get_caller_identity", HttpMethod="GET", ExpiresIn=LIFETIME_SECONDS
        )
    finally:
        sts.meta.events.unregister(BEFORE_SIGN, bind)
    return urlsplit(address).query
