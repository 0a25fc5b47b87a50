"""Custom models: listed whole, deleted once, and seen in use wherever they serve."""

import dataclasses

import pytest
from botocore.exceptions import ClientError

from lambdas.common import custom_models
from lambdas.contract import names
from tests.fakes.bedrock import FakeBedrock
from tests.unit.audit_serving.samples import MODEL, NOW, OF_RUN, throughput


@pytest.fixture
def bedrock() -> FakeBedrock:
    made = FakeBedrock()
    for number in range(3):
        made.add_model(f"bc-dev-m{number}", OF_RUN, created=NOW)
    return made


def test_every_page_is_listed(bedrock: FakeBedrock) -> None:
    listed = list(custom_models.list_all(bedrock.client))
    assert [one.name for one in listed] == list(bedrock.models)
    assert {one.created_at for one in listed} == {NOW}


def test_a_model_is_found_by_name_and_arn(bedrock: FakeBedrock) -> None:
    by_name = custom_models.find(bedrock.client, "bc-dev-m1")
    assert by_name
    assert custom_models.find(bedrock.client, by_name.arn) == by_name
    assert custom_models.find(bedrock.client, "bc-dev-m9") is None
    bedrock.refuse("GetCustomModel", "ThrottlingException")
    with pytest.raises(ClientError):
        custom_models.find(bedrock.client, "bc-dev-m1")


@pytest.mark.parametrize(
    ("refusal", "deleted"),
    [("", True), ("ResourceNotFoundException", True), ("ConflictException", False)],
)
def test_a_model_goes_unless_something_uses_it(
    bedrock: FakeBedrock, refusal: str, deleted: bool
) -> None:
    model = next(custom_models.list_all(bedrock.client))
    if refusal:
        bedrock.refuse("DeleteCustomModel", refusal)
    assert custom_models.delete(bedrock.client, model) is deleted


def test_another_refusal_is_an_error(bedrock: FakeBedrock) -> None:
    model = next(custom_models.list_all(bedrock.client))
    bedrock.refuse("DeleteCustomModel", "InternalServerException")
    with pytest.raises(ClientError):
        custom_models.delete(bedrock.client, model)


def test_a_tag_is_set_and_taken_away_beside_the_others(bedrock: FakeBedrock) -> None:
    model = next(custom_models.list_all(bedrock.client))
    custom_models.tag(bedrock.client, model, {names.TAG_REMOVE_AFTER: "then"})
    assert bedrock.tags[model.arn] == OF_RUN | {names.TAG_REMOVE_AFTER: "then"}
    custom_models.untag(bedrock.client, model, names.TAG_REMOVE_AFTER)
    assert bedrock.tags[model.arn] == OF_RUN


def test_what_serves_and_what_is_on_its_way_are_behind_capacity() -> None:
    changing = dataclasses.replace(throughput(), wanted_model_arn="next")
    assert custom_models.behind([throughput(), changing]) == {MODEL, "next"}
