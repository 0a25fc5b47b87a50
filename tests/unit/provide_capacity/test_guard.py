"""The guard: an update that would leave capacity serving is refused before anything changes."""

import json
from typing import Any

import msgspec
import pytest

from lambdas.await_capacity.handler import handler as await_handler
from lambdas.contract import names, places
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.errors import AccessRefusedError, RemovalRefusedError
from lambdas.contract.guard import GuardedAlias, encoded
from lambdas.contract.serving import Kind
from lambdas.provide_capacity.handler import handler
from tests.fakes.cloud import ARTIFACTS, RETIRE_MACHINE_ARN, STATES, Cloud
from tests.fakes.s3 import OWNER
from tests.fakes.ssm import FakeSsm
from tests.unit.provide_capacity.requests import request

VARIABLES = {
    "ACCOUNT_ID": OWNER,
    "ALIAS_MACHINE_ARN": f"{STATES}:stateMachine:bedrock-customization-dev-aliases",
    "ARTIFACTS_BUCKET_NAME": ARTIFACTS,
    "ENVIRONMENT_NAME": "dev",
    "RETIRE_MACHINE_ARN": RETIRE_MACHINE_ARN,
}
PARAMETER = "/bedrock-customization/dev/guarded-capacity"
FAQ, BULK, CHAT = ("demo", "faq"), ("demo", "bulk"), ("other", "chat")
AGREED = {"PhysicalResourceId": "dev/guard"}
Json = dict[str, Any]


@pytest.fixture
def ssm() -> FakeSsm:
    return FakeSsm()


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, ssm: FakeSsm) -> Cloud:
    made = Cloud(ssm=ssm)
    made.install(monkeypatch, VARIABLES)
    return made


def serve(cloud: Cloud, *aliases: tuple[str, str], kind: Kind = Kind.ON_DEMAND) -> None:
    """Have aliases that lead somewhere."""
    for team, alias in aliases:
        arn = f"arn:of/{team}/{alias}"
        record = AliasRecord(team=team, alias=alias, kind=kind, arn=arn)
        cloud.s3.put(ARTIFACTS, places.alias_key(team, alias), msgspec.json.encode(record))


def declared(*aliases: tuple[str, str], on_removal: str = "refuse") -> Json:
    """Return the properties that list aliases."""
    found = [GuardedAlias(team=team, alias=alias, on_removal=on_removal) for team, alias in aliases]
    return {"ServiceToken": "arn:provider", "Declared": encoded(found)}


def asked(kind: str, new: Json, **members: Any) -> Any:
    """Call the function as the provider does for the guard."""
    known = {} if kind == "Create" else {"PhysicalResourceId": "dev/guard"}
    event = request(kind, new, ResourceType="Custom::CapacityGuard", **known)
    event.pop("OldResourceProperties", None)
    return handler(event | members, None)  # type: ignore[arg-type]


def updated(ssm: FakeSsm, old: Json, new: Json) -> Any:
    """Call it with an update that begins where the last one ended."""
    if "Declared" in old:
        ssm.parameters[PARAMETER] = old["Declared"]
    return asked("Update", new, OldResourceProperties=old)


def test_taking_out_what_serves_is_refused_with_every_alias_and_the_way_out(
    cloud: Cloud, ssm: FakeSsm
) -> None:
    serve(cloud, FAQ)
    serve(cloud, CHAT, kind=Kind.PROVISIONED)
    with pytest.raises(RemovalRefusedError) as refused:
        updated(ssm, declared(FAQ, BULK, CHAT), declared(BULK))
    assert str(refused.value) == (
        "the settings no longer declare capacity that still serves; it would go on serving and "
        'costing. Declare it again and deploy at once; to remove it, set "on_removal": "remove" '
        "for it, deploy, and then take it out. "
        "Alias demo/faq serves from arn:of/demo/faq, paid by the token; "
        "Alias other/chat serves from arn:of/other/chat, paid by the hour"
    )


def test_the_last_capacity_is_held_too(cloud: Cloud, ssm: FakeSsm) -> None:
    serve(cloud, FAQ)
    with pytest.raises(RemovalRefusedError, match="demo/faq"):
        updated(ssm, declared(FAQ), declared())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (declared(FAQ), declared(FAQ)),
        (declared(FAQ), declared(FAQ, BULK)),
        (declared(FAQ), declared(FAQ, on_removal="remove")),
        (declared(FAQ, on_removal="remove"), declared()),
        (declared(BULK, FAQ), declared(FAQ)),
        (declared(), declared(FAQ)),
        ({"ServiceToken": "arn:provider"}, declared()),
        ({"Declared": [{"Team": "demo"}]}, declared()),
        ({"Declared": "demo/faq refuse"}, declared()),
        ({"Declared": '[{"name": "faq"}]'}, declared()),
        (declared(FAQ), {"ServiceToken": "arn:provider"}),
    ],
    ids=[
        "nothing changes",
        "one comes",
        "it may be removed from now on",
        "it may be removed",
        "nothing serves what goes",
        "the first comes",
        "before there was a list",
        "another form",
        "another text",
        "other members",
        "back to before there was a list",
    ],
)
def test_what_leaves_nothing_behind_is_agreed_to(
    cloud: Cloud, ssm: FakeSsm, old: Json, new: Json
) -> None:
    serve(cloud, FAQ)
    assert updated(ssm, old, new) == AGREED


def test_an_alias_that_leads_nowhere_may_go(cloud: Cloud, ssm: FakeSsm) -> None:
    empty = AliasRecord(team="demo", alias="faq", kind=Kind.ON_DEMAND)
    cloud.s3.put(ARTIFACTS, places.alias_key(*FAQ), msgspec.json.encode(empty))
    assert updated(ssm, declared(FAQ), declared()) == AGREED


def test_an_alias_of_another_team_is_another_alias(cloud: Cloud, ssm: FakeSsm) -> None:
    serve(cloud, FAQ)
    with pytest.raises(RemovalRefusedError, match="demo/faq"):
        updated(ssm, declared(FAQ), declared(("other", "faq")))


@pytest.mark.parametrize("new", [declared(FAQ), declared()])
@pytest.mark.parametrize("kind", ["Create", "Delete"])
def test_a_new_guard_and_one_that_goes_refuse_nothing(cloud: Cloud, kind: str, new: Json) -> None:
    serve(cloud, FAQ)
    assert asked(kind, new) == AGREED


@pytest.mark.usefixtures("cloud")
def test_a_deletion_gives_its_id_back() -> None:
    assert asked("Delete", declared(), PhysicalResourceId="invented") == {
        "PhysicalResourceId": "invented"
    }


def test_the_rollback_of_a_refused_update_is_agreed_to(cloud: Cloud, ssm: FakeSsm) -> None:
    serve(cloud, FAQ)
    before, after = declared(FAQ, BULK), declared(BULK)
    with pytest.raises(RemovalRefusedError):
        updated(ssm, before, after)
    assert asked("Update", before, OldResourceProperties=after) == AGREED
    with pytest.raises(RemovalRefusedError):
        updated(ssm, before, after)


def test_the_rollback_of_an_update_that_declared_what_serves_by_now_is_agreed_to(
    cloud: Cloud, ssm: FakeSsm
) -> None:
    before, after = declared(BULK), declared(BULK, FAQ)
    assert updated(ssm, before, after) == AGREED
    serve(cloud, FAQ)
    assert ssm.parameters[PARAMETER] == before["Declared"]
    assert asked("Update", before, OldResourceProperties=after) == AGREED
    # Once that update is over, the same request is somebody's who takes it out.
    with pytest.raises(RemovalRefusedError):
        updated(ssm, after, before)


def test_without_the_parameter_nobody_knows_of_a_rollback(cloud: Cloud) -> None:
    serve(cloud, FAQ)
    with pytest.raises(RemovalRefusedError):
        asked("Update", declared(), OldResourceProperties=declared(FAQ))


def test_what_cannot_be_read_is_not_agreed_to(
    cloud: Cloud, ssm: FakeSsm, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(cloud, FAQ)
    ssm.refuse("GetParameter", "AccessDeniedException", "No right.")
    with pytest.raises(AccessRefusedError, match="No right"):
        updated(ssm, declared(FAQ), declared())
    monkeypatch.setenv("ACCOUNT_ID", "999999999999")
    with pytest.raises(AccessRefusedError):
        updated(ssm, declared(FAQ), declared())


def test_the_guard_starts_nothing_and_nobody_waits_for_it(cloud: Cloud) -> None:
    event = request("Create", declared(FAQ), ResourceType="Custom::CapacityGuard")
    answer: Json = handler(event, None)  # type: ignore[arg-type]
    assert await_handler(event | answer, None) == {"IsComplete": True}  # type: ignore[arg-type]
    assert cloud.stepfunctions.started == []


def test_the_list_is_the_same_text_in_any_order() -> None:
    assert declared(FAQ, BULK, CHAT) == declared(CHAT, FAQ, BULK)
    assert json.loads(declared(FAQ, BULK)["Declared"]) == [
        {"team": "demo", "alias": "bulk", "on_removal": "refuse"},
        {"team": "demo", "alias": "faq", "on_removal": "refuse"},
    ]


def test_eight_aliases_fit_what_cloudformation_keeps_of_a_list() -> None:
    # A standard parameter's value: 4 KB.
    many = [("t" * names.LONGEST_TEAM, "a" * names.LONGEST_ALIAS) for _ in range(8)]
    assert len(declared(*many)["Declared"]) < 4096
