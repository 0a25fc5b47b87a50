"""`customize aliases`."""

import json

import pytest

from lambdas.contract.aliases import Claim
from lambdas.contract.places import alias_key
from lambdas.contract.serving import Kind
from tests.unit.cli.alias_records import INVOKE, MODELS, add_alias
from tests.unit.cli.cloud import BEGUN, Cloud, refusal
from tests.unit.cli.conftest import Customize

CLAIM = Claim(execution_arn="arn:any", model_arn=f"{MODELS}/r3", claimed_at="2026-11-24T11:00Z")
PARAMETER = "/bedrock-customization/dev/aliases/demo/faq"


def test_its_json_tells_what_the_records_say(cloud: Cloud, customize: Customize) -> None:
    add_alias(cloud, "faq", "r2", "r1")
    add_alias(cloud, "help", kind=Kind.PROVISIONED, claim=CLAIM)
    add_alias(cloud, "other", "r9", team="beta")
    assert json.loads(customize("aliases", "--json").stdout) == {
        "team": "demo",
        "aliases": [
            {
                "alias": "faq",
                "kind": "on_demand",
                "invoke": INVOKE,
                "model_arn": f"{MODELS}/r2",
                "run_id": "demo_r2",
                "since": "2026-11-24T10:00:00+00:00",
                "previous": 1,
                "parameter": PARAMETER,
                "moving_to": None,
            },
            {
                "alias": "help",
                "kind": "provisioned",
                "invoke": None,
                "model_arn": None,
                "run_id": None,
                "since": None,
                "previous": 0,
                "parameter": "/bedrock-customization/dev/aliases/demo/help",
                "moving_to": f"{MODELS}/r3",
            },
        ],
    }


def test_its_table_shows_everything_in_one_piece(cloud: Cloud, customize: Customize) -> None:
    add_alias(cloud, "faq", "r2", "r1")
    text = customize("aliases").stdout
    for words in ("faq", "on_demand", "2026-11-24 10:00", "demo_r2", INVOKE, f"{MODELS}/r2"):
        assert words in text
    assert PARAMETER in text


def test_what_moves_and_what_does_not_serve_is_said(cloud: Cloud, customize: Customize) -> None:
    add_alias(cloud, "faq", claim=CLAIM)
    text = customize("aliases").stdout
    assert "nothing serves" in text
    assert "no model yet (moving to" in text


def test_a_team_without_aliases_is_told_how_one_comes_to_be(
    cloud: Cloud, customize: Customize
) -> None:
    del cloud
    result = customize("aliases")
    assert result.exit_code == 0
    assert "the first promotion makes it" in result.stdout


def test_a_record_that_is_none_is_a_service_error(cloud: Cloud, customize: Customize) -> None:
    cloud.objects[alias_key("demo", "faq")] = (b"{}", BEGUN)
    result = customize("aliases")
    assert result.exit_code == 5
    assert "aliases/demo/faq.json can't be read by this version" in result.stderr


@pytest.mark.parametrize(("code", "exit_code"), [("NoSuchKey", 0), ("AccessDenied", 4)])
def test_a_record_that_goes_meanwhile_is_left_out(
    cloud: Cloud, customize: Customize, code: str, exit_code: int
) -> None:
    add_alias(cloud, "faq", "r1")
    cloud.failures["GetObject"] = refusal(code, "GetObject")
    assert customize("aliases").exit_code == exit_code
