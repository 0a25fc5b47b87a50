"""The role of whoever refreshes prices: the price files, and nothing of any team."""

import json

from lambdas.contract import names
from tests.synth.assembly import Assembly
from tests.synth.statements import rights_of, role_of, table, trust_of

KEEPER = "PriceKeeper"

RIGHTS = table(
    """
    AskPrices: allow pricing:GetProducts
      on *
    KeepPrices: allow s3:GetObject s3:PutObject
      on arn:aws:s3:::<ArtifactsBucket>/prices/*
      if StringEquals aws:ResourceAccount: <account>
    FindPrices: allow s3:ListBucket
      on arn:aws:s3:::<ArtifactsBucket>
      if StringLike s3:prefix: prices/*
      if StringEquals aws:ResourceAccount: <account>
    UseDataKey: allow kms:Decrypt kms:GenerateDataKey
      on <DataKey>
      if StringEquals kms:ViaService: s3.<region>.amazonaws.com
    """
)

TRUST = table(
    """
    (no sid): allow sts:AssumeRole
      to arn:aws:iam::<account>:root
    """
)


def test_it_asks_the_price_list_and_keeps_the_price_files(embedded: Assembly) -> None:
    assert rights_of(embedded, KEEPER) == RIGHTS


def test_it_is_whom_the_accounts_iam_lets(embedded: Assembly) -> None:
    assert trust_of(embedded, KEEPER) == TRUST


def test_settings_say_who_it_is(dev: Assembly) -> None:
    assert trust_of(dev, KEEPER) == TRUST.replace(
        "arn:aws:iam::<account>:root", "arn:aws:iam::111122223333:role/finops"
    )


def test_the_key_and_the_buckets_know_it_by_its_path(embedded: Assembly) -> None:
    assert role_of(embedded, KEEPER).properties["Path"] == names.iam_path("embedded")


def test_the_command_finds_it(embedded: Assembly) -> None:
    parameter = embedded.one("AWS::SSM::Parameter", "Deployment").properties["Value"]
    assert '"price_keeper_role_arn"' in json.dumps(parameter).replace('\\"', '"')
