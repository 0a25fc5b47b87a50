"""`customize prices refresh`: what the Price List says, what is refused, and where it is kept."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cli import prices
from cli.errors import ExitCode
from cli.price_list import Found, Per, Row, read_price
from lambdas import catalogue
from lambdas.contract.places import CURRENT_PRICES_KEY
from lambdas.contract.price_file import ModelPrices, PriceFile, UnitHourPrices
from tests.unit.cli.cloud import PRICE_KEEPER, Cloud, Json
from tests.unit.cli.conftest import Customize

DAY = dt.date(2026, 11, 24)
DATED = "prices/2026-11-24.json"
TRAINING = "USE1-NovaMicro-Customization-Training"
STORAGE = "USE1-NovaMicro-Customization-Storage"
UNITS = "USE1-Nova2.0Lite-ProvisionedThroughput-NoCommit-ModelUnits"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "today", lambda: DAY)


@pytest.fixture
def listed(cloud: Cloud) -> Cloud:
    """Return an AWS whose Price List knows three prices, one of them by the million."""
    cloud.price_list = {
        TRAINING: [row("1M tokens", "1.5000000000")],
        STORAGE: [row("Month", "1.9500000000")],
        UNITS: [row("hour", "60.5")],
    }
    return cloud


def row(*tiers: str, terms: int = 1) -> str:
    """Return a product of the Price List, with a unit and a price for each tier."""
    dimensions = {
        f"SKU.TERM.{n}": {
            "unit": unit,
            "pricePerUnit": {"USD": usd},
            "beginRange": "0",
            "description": "any",
        }
        for n, (unit, usd) in enumerate(zip(tiers[::2], tiers[1::2], strict=True))
    }
    offers = {f"SKU.{n}": {"priceDimensions": dimensions, "sku": "SKU"} for n in range(terms)}
    product = {"sku": "SKU", "attributes": {"servicecode": "AmazonBedrock"}}
    return json.dumps({"product": product, "terms": {"OnDemand": offers}, "version": "1"})


def read(*rows: str, per: Per = Per.THOUSAND_TOKENS) -> Found:
    return read_price([msgspec.json.decode(text, type=Row) for text in rows], per)


def kept(cloud: Cloud, key: str = CURRENT_PRICES_KEY) -> PriceFile:
    """Return a price file of the artifacts bucket."""
    return msgspec.json.decode(cloud.objects[key][0], type=PriceFile)


def answer(customize: Customize, *words: str) -> Json:
    """Return what the command prints for programs."""
    result = customize("prices", "refresh", "--json", *words)
    assert result.exit_code == 0, result.output
    answered: Json = json.loads(result.stdout)
    return answered


@pytest.mark.parametrize(
    ("unit", "per", "usd"),
    [
        ("1K tokens", Per.THOUSAND_TOKENS, 0.5),
        ("1M tokens", Per.THOUSAND_TOKENS, 0.0005),
        ("1k Tokens", Per.THOUSAND_TOKENS, 0.5),
        ("Month", Per.MONTH, 0.5),
        ("Model / month", Per.MONTH, 0.5),
        ("Hrs", Per.HOUR, 0.5),
        ("hour", Per.HOUR, 0.5),
    ],
)
def test_units_are_converted(unit: str, per: Per, usd: float) -> None:
    assert read(row(unit, "0.5"), per=per) == Found(usd)


@pytest.mark.parametrize(
    ("unit", "per"),
    [
        ("tokens", Per.THOUSAND_TOKENS),
        ("1B tokens", Per.THOUSAND_TOKENS),
        ("hour", Per.THOUSAND_TOKENS),
        ("GB-Mo", Per.MONTH),
        ("1K tokens", Per.MONTH),
        ("minute", Per.HOUR),
        ("", Per.HOUR),
    ],
)
def test_a_unit_that_is_not_understood_gives_no_price(unit: str, per: Per) -> None:
    found = read(row(unit, "0.5"), per=per)
    assert found.usd is None
    assert repr(unit) in found.why


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "no prices instead of one"),
        ([row("1K tokens", "1"), row("1K tokens", "1")], "2 prices"),
        ([row("1K tokens", "1", "1K tokens", "0.5")], "2 prices"),
        ([row("1K tokens", "1", terms=2)], "2 prices"),
        ([row("1K tokens", "0.0000000000")], "which is no price"),
        ([row("1K tokens", "-1")], "which is no price"),
        ([row("1K tokens", "NaN")], "which is no price"),
        ([row("1K tokens", "free")], "no figure in USD"),
        ([row("1K tokens", "1").replace("USD", "CNY")], "no figure in USD"),
    ],
)
def test_only_one_clear_price_is_one(rows: list[str], why: str) -> None:
    found = read(*rows)
    assert found.usd is None
    assert why in found.why


def test_the_file_is_written_by_its_day_and_as_the_current_one(
    listed: Cloud, customize: Customize
) -> None:
    told = answer(customize)
    file = kept(listed)
    assert file == kept(listed, DATED) == msgspec.convert(told["file"], PriceFile)
    assert (file.as_of, file.region) == ("2026-11-24", "us-east-1")
    assert file.source == "AWS Price List, AmazonBedrock in us-east-1"
    assert file.models == {
        "nova-micro": ModelPrices(training_usd_per_1k_tokens=0.0015, storage_usd_per_month=1.95),
        "nova-2-lite": ModelPrices(
            provisioned_usd_per_unit_hour=UnitHourPrices(no_commitment=60.5)
        ),
    }
    assert told["written"] == [
        f"s3://artifacts-bucket/{key}" for key in (DATED, CURRENT_PRICES_KEY)
    ]


def test_only_the_keepers_role_asks_and_writes(listed: Cloud, customize: Customize) -> None:
    answer(customize)
    assert listed.callers == {
        "GetParameter": "person",
        "GetCallerIdentity": "person",
        "AssumeRole": "person",
        "GetProducts": PRICE_KEEPER,
        "GetObject": PRICE_KEEPER,
        "PutObject": PRICE_KEEPER,
    }


def test_every_usage_type_of_the_region_is_asked_for_once(
    listed: Cloud, customize: Customize
) -> None:
    answer(customize)
    asked = [
        {one["Field"]: one["Value"] for one in call["Filters"]}
        for call in listed.asked("GetProducts")
    ]
    assert {one["regionCode"] for one in asked} == {"us-east-1"}
    named = [one["usagetype"] for one in asked]
    assert len(named) == len(set(named)) > 10
    assert all(name.startswith("USE1-") for name in named)


@pytest.mark.usefixtures("listed")
def test_what_is_not_found_or_not_asked_is_listed(customize: Customize) -> None:
    told = answer(customize)
    unknown = {(one["model"], one["price"]): one["why"] for one in told["unknown"]}
    assert ("nova-micro", "training_usd_per_1k_tokens") not in unknown
    assert unknown["nova-lite", "storage_usd_per_month"] == (
        "USE1-NovaLite-Customization-Storage: no prices instead of one"
    )
    not_asked = {(one["model"], one["price"]) for one in told["not_asked"]}
    assert ("nova-micro", "provisioned_usd_per_unit_hour.no_commitment") in not_asked
    names = {model.name for model in catalogue.models()}
    priced = set(told["file"]["models"]) | {model for model, _ in unknown}
    assert {model for model, price in not_asked if price == "every price"} == names - priced


def test_a_second_price_on_the_next_page_makes_it_unknown(
    listed: Cloud, customize: Customize
) -> None:
    listed.price_list[TRAINING] *= 2
    told = answer(customize)
    whys = [one["why"] for one in told["unknown"] if one["model"] == "nova-micro"]
    assert f"{TRAINING}: 2 prices instead of one" in whys
    assert kept(listed).models["nova-micro"] == ModelPrices(storage_usd_per_month=1.95)


def test_a_row_of_another_shape_gives_no_price(listed: Cloud, customize: Customize) -> None:
    listed.price_list[TRAINING] = ['{"terms": {"OnDemand": 5}}']
    told = answer(customize)
    assert kept(listed).models["nova-micro"] == ModelPrices(storage_usd_per_month=1.95)
    whys = [one["why"] for one in told["unknown"] if one["model"] == "nova-micro"]
    assert f"{TRAINING}: a row of a shape that this version does not know" in whys


def test_the_same_prices_again_write_the_same_file(listed: Cloud, customize: Customize) -> None:
    first = answer(customize)
    again = answer(customize)
    assert first["changes"]
    assert again["changes"] == []
    assert again["written"] == first["written"]
    assert set(listed.objects) == {DATED, CURRENT_PRICES_KEY}


def test_other_prices_of_the_same_day_stand_beside_the_first(
    listed: Cloud, customize: Customize
) -> None:
    answer(customize)
    before = listed.objects[DATED]
    for n, usd in enumerate(("2.5", "3.5"), start=2):
        listed.price_list[STORAGE] = [row("Month", usd)]
        told = answer(customize)
        key = f"prices/2026-11-24-{n}.json"
        assert told["written"][0] == f"s3://artifacts-bucket/{key}"
        assert kept(listed) == kept(listed, key)
    assert listed.objects[DATED] == before


def test_what_changed_is_told(listed: Cloud, customize: Customize) -> None:
    customize("prices", "refresh")
    listed.price_list[STORAGE] = [row("Month", "2.25")]
    del listed.price_list[UNITS]
    result = customize("prices", "refresh")
    changes = [line.strip() for line in result.stdout.splitlines() if "->" in line]
    assert changes == [
        "nova-2-lite, provisioned_usd_per_unit_hour.no_commitment: $60.5 -> unknown",
        "nova-micro, storage_usd_per_month: $1.95 -> $2.25",
    ]
    assert "Unknown: nova-lite, storage_usd_per_month" in result.stdout
    assert "Not asked: " in result.stdout
    again = customize("prices", "refresh").stdout
    assert "nothing changed" in again


def test_a_current_file_that_cannot_be_read_is_replaced(
    listed: Cloud, customize: Customize
) -> None:
    listed.objects[CURRENT_PRICES_KEY] = (b"{", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert len(answer(customize)["changes"]) == 3
    assert kept(listed).models


def test_without_any_price_nothing_is_written(cloud: Cloud, customize: Customize) -> None:
    result = customize("prices", "refresh")
    assert result.exit_code == ExitCode.SERVICE
    assert "no usable price for us-east-1; nothing was written" in result.stderr
    assert cloud.objects == {}


def test_an_environment_of_an_older_version_has_no_keeper(
    listed: Cloud, customize: Customize
) -> None:
    (name,) = listed.parameters
    older: Any = json.loads(listed.parameters[name])
    del older["price_keeper_role_arn"]
    listed.parameters[name] = json.dumps(older)
    result = customize("prices", "refresh")
    assert result.exit_code == ExitCode.NOT_FOUND
    assert "deploy it anew" in result.stderr


def test_a_file_needs_no_deployment(listed: Cloud, customize: Customize, tmp_path: Path) -> None:
    listed.parameters.clear()
    path = tmp_path / "prices.json"
    told = answer(customize, "--output", str(path))
    assert told["written"] == [str(path)]
    assert msgspec.json.decode(path.read_bytes(), type=PriceFile).models
    assert answer(customize, "--output", str(path))["changes"] == []
    assert set(listed.callers) == {"GetProducts"}


def test_a_file_that_cannot_be_written_is_told(
    listed: Cloud, customize: Customize, tmp_path: Path
) -> None:
    assert listed.price_list
    result = customize("prices", "refresh", "--output", str(tmp_path))
    assert result.exit_code == ExitCode.USAGE
    assert "can't write the price file" in result.stderr
