"""The price file that an operator refreshed: read, and only believed if it fits this region."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from botocore.exceptions import ClientError

from lambdas.common.figures import count
from lambdas.common.storage import Bucket
from lambdas.contract.places import CURRENT_PRICES_KEY
from lambdas.contract.price_file import PriceFile

FRESH_DAYS = 90
"""Prices change seldom; a file older than this is still used, and the plan says how old it is."""

REFRESH = "`customize prices refresh` writes a new one"


class ListedPrices(NamedTuple):
    """The newest price file, None where none can be used, and what to tell about it."""

    file: PriceFile | None = None
    warnings: Sequence[str] = ()


def read_price_file(bucket: Bucket, region: str, today: dt.date) -> ListedPrices:
    """Return the price file; nobody has to write one, and a bad one ends no run."""
    try:
        text = bucket.read(CURRENT_PRICES_KEY)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchKey":
            raise
        return ListedPrices()
    try:
        file = msgspec.json.decode(text, type=PriceFile)
        age = (today - dt.date.fromisoformat(file.as_of)).days
    except (msgspec.MsgspecError, ValueError) as error:
        return _ignored(f"can't be read by this version ({error})")
    if file.region != region:
        return _ignored(f"holds the prices of {file.region}, and this is {region}")
    if age < 0:
        return _ignored(f"is of {file.as_of}, and today is {today}")
    if age <= FRESH_DAYS:
        return ListedPrices(file)
    return ListedPrices(file, [f"The price file is {count(age, 'day')} old; {REFRESH}."])


def _ignored(why: str) -> ListedPrices:
    return ListedPrices(None, [f"The price file {CURRENT_PRICES_KEY} {why}: ignored; {REFRESH}."])
