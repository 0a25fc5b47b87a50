"""The play of whoever refreshes prices; it returns the first refusal."""

from botocore.exceptions import ClientError

from lambdas.contract import places
from tests.local.system import System

KEY = f"{places.PRICES_PREFIX}play.json"
"""Not the current file: other tests run beside this play."""


def keep(system: System) -> str:
    """Write a price file and read it again, as the price keeper."""
    keeper = system.operator.as_role(system.deployment.price_keeper_role_arn)
    bucket, artifacts = keeper.client("s3"), system.deployment.artifacts_bucket
    try:
        bucket.put_object(Bucket=artifacts, Key=KEY, Body=b"{}")
        bucket.get_object(Bucket=artifacts, Key=KEY)
    except ClientError as error:
        return str(error)
    return ""
