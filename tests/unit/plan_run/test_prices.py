"""Which of three places a price comes from, and what is told about the price file."""

import datetime as dt

import msgspec
import pytest

from lambdas.catalogue.embedding import embedding_model
from lambdas.common.storage import Bucket
from lambdas.contract.money import Price
from lambdas.contract.places import CURRENT_PRICES_KEY
from lambdas.contract.price_file import ModelPrices, PriceFile, UnitHourPrices
from lambdas.contract.serving import Commitment
from lambdas.plan_run import prices
from lambdas.plan_run.prices import (
    EmbeddingPrice,
    PriceBook,
    PriceOverride,
    ProvisionedOverride,
    answer_prices,
    prices_of,
    unit_hour_price,
)
from lambdas.plan_run.read_price_file import FRESH_DAYS, ListedPrices, read_price_file
from tests.fakes.s3 import FakeS3, s3_error
from tests.unit.plan_run.records import model

REGION = "us-east-1"
TODAY = dt.date(2026, 11, 24)
OVERRIDE = PriceOverride(
    training_usd_per_1k_tokens=0.002,
    storage_usd_per_month=3.0,
    input_usd_per_1k_tokens=0.01,
    provisioned_usd_per_unit_hour=ProvisionedOverride(no_commitment=10.0),
    as_of="2026-11-01",
)
LISTED = ModelPrices(
    training_usd_per_1k_tokens=0.004,
    storage_usd_per_month=5.0,
    input_usd_per_1k_tokens=0.03,
    output_usd_per_1k_tokens=0.05,
    provisioned_usd_per_unit_hour=UnitHourPrices(no_commitment=30.0, one_month=20.0),
)
FILE = PriceFile(as_of="2026-11-20", region=REGION, source="a list", models={"nova-2-lite": LISTED})
NOVA_2_LITE = model("nova-2-lite")


def book(
    override: PriceOverride | None = None, file: PriceFile | None = None, region: str = REGION
) -> PriceBook:
    return PriceBook(region, {NOVA_2_LITE.name: override} if override else {}, file)


def test_each_price_of_an_answer_comes_from_where_it_is_known() -> None:
    found = answer_prices(NOVA_2_LITE, book(OVERRIDE, FILE))
    assert found.input_per_1k_tokens
    assert found.output_per_1k_tokens
    assert (found.input_per_1k_tokens.usd, found.output_per_1k_tokens.usd) == (0.01, 0.05)
    assert answer_prices(NOVA_2_LITE, book(region="us-west-2")) == (None, None, None)


def test_the_price_of_vectors_is_what_settings_say_and_else_unknown() -> None:
    stated = EmbeddingPrice(usd_per_1k_tokens=0.00002, as_of="2026-11-01").as_price()
    assert stated == Price(usd=0.00002, source="set by this environment", as_of="2026-11-01")
    at = book()._replace(embedding=stated)
    assert answer_prices(NOVA_2_LITE, at).embedding_per_1k_tokens == stated
    assert answer_prices(NOVA_2_LITE, book()).embedding_per_1k_tokens is None


def test_a_price_of_vectors_that_is_known_counts_where_settings_say_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = msgspec.structs.replace(embedding_model().usd_per_1k_tokens, value=0.5)
    model = msgspec.structs.replace(embedding_model(), usd_per_1k_tokens=known)
    monkeypatch.setattr(prices, "embedding_model", lambda: model)
    found = answer_prices(NOVA_2_LITE, book()).embedding_per_1k_tokens
    assert found == Price(usd=0.5, source=known.source, as_of=known.as_of)


@pytest.mark.parametrize(
    ("where", "training", "source", "as_of"),
    [
        (book(OVERRIDE, FILE), 0.002, "set by this environment", "2026-11-01"),
        (book(None, FILE), 0.004, "a list", "2026-11-20"),
        (book(), 0.00378, "https://", "2026-08-02"),
    ],
)
def test_the_environment_comes_first_then_the_file_then_the_catalogue(
    where: PriceBook, training: float, source: str, as_of: str
) -> None:
    price = prices_of(NOVA_2_LITE, where).training_per_1k_tokens
    assert price
    assert (price.usd, price.as_of) == (training, as_of)
    assert price.source.startswith(source)


def test_a_price_that_one_place_does_not_know_is_looked_up_in_the_next() -> None:
    override = PriceOverride(training_usd_per_1k_tokens=0.002, as_of="2026-11-01")
    assert prices_of(NOVA_2_LITE, book(override, FILE)).storage_per_month == Price(
        usd=5.0, source="a list", as_of="2026-11-20"
    )
    partial = msgspec.structs.replace(
        FILE, models={"nova-2-lite": ModelPrices(training_usd_per_1k_tokens=1.0)}
    )
    storage = prices_of(NOVA_2_LITE, book(override, partial)).storage_per_month
    assert storage
    assert storage.usd == 1.95


def test_the_catalogues_prices_say_nothing_of_another_region() -> None:
    assert prices_of(NOVA_2_LITE, book(region="us-west-2")).training_per_1k_tokens is None
    assert prices_of(NOVA_2_LITE, book(OVERRIDE, region="us-west-2")).training_per_1k_tokens


def test_what_nobody_knows_is_none() -> None:
    prices = prices_of(model("nova-micro"), book(OVERRIDE, FILE), provisioned=True)
    assert prices == (None, None, None)


@pytest.mark.parametrize(
    ("commitment", "usd"),
    [(Commitment.NONE, 10.0), (Commitment.ONE_MONTH, 20.0), (Commitment.SIX_MONTHS, None)],
)
def test_model_units_have_a_price_for_each_commitment(
    commitment: Commitment, usd: float | None
) -> None:
    price = unit_hour_price(NOVA_2_LITE, book(OVERRIDE, FILE), commitment)
    assert (price.usd if price else None) == usd


def test_the_price_of_units_is_left_out_where_none_are_wanted() -> None:
    assert prices_of(NOVA_2_LITE, book(OVERRIDE)).unit_hour is None
    assert prices_of(NOVA_2_LITE, book(OVERRIDE), provisioned=True).unit_hour


def bucket(text: bytes | None) -> Bucket:
    """Return an artifacts bucket with this price file."""
    s3 = FakeS3()
    if text is not None:
        s3.put("artifacts", CURRENT_PRICES_KEY, text)
    return s3.bucket("artifacts")


def read(file: PriceFile, today: dt.date = TODAY) -> ListedPrices:
    """Read a file that is in the bucket."""
    return read_price_file(bucket(msgspec.json.encode(file)), REGION, today)


def test_nobody_has_to_write_a_price_file() -> None:
    assert read_price_file(bucket(None), REGION, TODAY) == ListedPrices()


@pytest.mark.parametrize(("days", "old"), [(0, False), (FRESH_DAYS, False), (FRESH_DAYS + 1, True)])
def test_an_old_file_is_used_and_warned_of(days: int, old: bool) -> None:
    listed = read(FILE, dt.date(2026, 11, 20) + dt.timedelta(days=days))
    assert listed.file == FILE
    told = "The price file is 91 days old; `customize prices refresh` writes a new one."
    assert listed.warnings == ([told] if old else ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            msgspec.json.encode(msgspec.structs.replace(FILE, as_of="2026-11-25")),
            "is of 2026-11-25, and today is 2026-11-24",
        ),
        (b"{", "can't be read"),
        (b"\xff", "can't be read"),
        (b'{"as_of": "2026-11-20", "region": "us-east-1"}', "can't be read"),
        (msgspec.json.encode(FILE).replace(b"2026-11-20", b"2026-13-20"), "can't be read"),
        (msgspec.json.encode(FILE).replace(b":5.0", b":0"), "can't be read"),
        (
            msgspec.json.encode(msgspec.structs.replace(FILE, region="us-west-2")),
            "holds the prices of us-west-2, and this is us-east-1",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_ignored_and_warned_of(text: bytes, why: str) -> None:
    listed = read_price_file(bucket(text), REGION, TODAY)
    assert listed.file is None
    (warning,) = listed.warnings
    assert warning.startswith("The price file prices/current.json ")
    assert why in warning


def test_a_refusal_by_s3_is_no_missing_file(monkeypatch: pytest.MonkeyPatch) -> None:
    s3 = FakeS3()

    def refuse(**_: object) -> None:
        raise s3_error("AccessDenied")

    monkeypatch.setattr(s3, "get_object", refuse)
    with pytest.raises(Exception, match="AccessDenied"):
        read_price_file(s3.bucket("artifacts"), REGION, TODAY)
