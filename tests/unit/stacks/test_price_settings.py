"""What a model unit costs, as far as settings and the catalogue know it for a region."""

from lambdas.contract.serving import Commitment
from stacks.price_settings import PriceOverride, ProvisionedOverride, unit_hour_price
from tests.unit.plan_run.records import model

NOVA_2_LITE = model("nova-2-lite")
SET_HERE = PriceOverride(
    training_usd_per_1k_tokens=0.001,
    provisioned_usd_per_unit_hour=ProvisionedOverride(no_commitment=40.0),
    as_of="2026-11-01",
)


def price(
    region: str, commitment: Commitment = Commitment.NONE, override: PriceOverride | None = None
) -> float | None:
    prices = {NOVA_2_LITE.name: override} if override else {}
    return unit_hour_price(NOVA_2_LITE, commitment, prices, region)


def test_the_catalogues_price_is_of_its_own_region() -> None:
    assert price("us-east-1") == 60.5
    assert price("us-west-2") is None


def test_a_price_of_the_environment_comes_first_and_is_of_its_region() -> None:
    assert price("us-east-1", override=SET_HERE) == 40
    assert price("us-west-2", override=SET_HERE) == 40
    assert price("us-east-1", Commitment.ONE_MONTH, override=SET_HERE) == 55
