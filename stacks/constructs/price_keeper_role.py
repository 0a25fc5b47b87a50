"""Prices: the role that an operator takes on to refresh them, and who may read them."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.places import PRICES_PREFIX
from stacks.constructs import rights
from stacks.constructs.managed_role import ManagedRole, allow
from stacks.constructs.people import people


class PriceKeeperRole(ManagedRole):
    """What writes price files: it asks the AWS Price List and reaches no data and no run.

    The Price List has no endpoint in an isolated network, so this is a person's role.
    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        keepers: Sequence[str],
        artifacts: s3.IBucket,
        data_key: kms.IKey,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            path=names.iam_path(environment),
            assumed_by=people(keepers),
            description="Operators: fetch prices and write the file that runs read",
            statements=[
                allow("AskPrices", ["pricing:GetProducts"], ["*"]),
                rights.objects(
                    "KeepPrices", artifacts, PRICES_PREFIX, ["s3:GetObject", "s3:PutObject"]
                ),
                rights.listing("FindPrices", artifacts, PRICES_PREFIX),
                rights.object_key("UseDataKey", data_key, ["kms:Decrypt", "kms:GenerateDataKey"]),
            ],
        )


def read_prices(artifacts: s3.IBucket, data_key: kms.IKey) -> list[iam.PolicyStatement]:
    """Allow reading the price file, and telling that there is none."""
    return [
        rights.objects("ReadPrices", artifacts, PRICES_PREFIX, ["s3:GetObject"]),
        rights.listing("FindPrices", artifacts, PRICES_PREFIX),
        rights.object_key("DecryptPrices", data_key, ["kms:Decrypt"]),
    ]
