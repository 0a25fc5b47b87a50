"""Lists, base models and tags of the stand-in, seen through boto3."""

from typing import TYPE_CHECKING, Any

import pytest

from local.bedrock.faults import FailJob
from tests.unit.local.bedrock_world import FakeWorld, client, finished, request, standin

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

NAMES = [f"job-{number:02}" for number in range(12)]


@pytest.fixture
def full() -> "BedrockClient":
    """Twelve jobs, of which the last failed; ten may run at once."""
    world = FakeWorld()
    world.put("s3://data/train.jsonl", [])
    bedrock = standin(world, job_quota=99)
    bedrock._faults.order([FailJob(name=name, message="ordered") for name in NAMES])
    api = client(bedrock)
    for name in NAMES:
        api.create_model_customization_job(
            **request(jobName=name, customModelName=f"model-{name[-2:]}")
        )
    for name in NAMES:
        finished(api, name)
    return api


def _names(answer: Any) -> list[str]:
    return [summary["jobName"] for summary in answer["modelCustomizationJobSummaries"]]


def test_a_list_ends_after_ten_unless_the_caller_reads_on(full: "BedrockClient") -> None:
    first = full.list_model_customization_jobs()
    second = full.list_model_customization_jobs(nextToken=first["nextToken"])
    assert _names(first) + _names(second) == NAMES[::-1]
    assert len(_names(first)) == 10
    assert "nextToken" not in second


def test_every_page_size_and_order_reads_everything_once(full: "BedrockClient") -> None:
    pages = full.get_paginator("list_model_customization_jobs")
    for size in (1, 5, 12, 1000):
        found = pages.paginate(
            sortOrder="Ascending", sortBy="CreationTime", PaginationConfig={"PageSize": size}
        )
        assert [name for page in found for name in _names(page)] == NAMES


def test_filters_narrow_a_list(full: "BedrockClient") -> None:
    moment = full.get_model_customization_job(jobIdentifier=NAMES[8])["creationTime"]
    assert _names(full.list_model_customization_jobs(nameContains="b-1")) == ["job-11", "job-10"]
    assert _names(full.list_model_customization_jobs(statusEquals="Completed")) == []
    # A timestamp has milliseconds on the wire, so the job itself may be on either side.
    later = _names(full.list_model_customization_jobs(creationTimeAfter=moment))
    assert {"job-09", "job-10", "job-11"} <= {*later, "job-09"}
    assert "job-00" not in later
    assert "job-11" not in _names(full.list_model_customization_jobs(creationTimeBefore=moment))


def test_custom_models_are_listed_by_base(world: FakeWorld, api: "BedrockClient") -> None:
    assert world
    api.create_model_customization_job(**request())
    base = finished(api)["baseModelArn"]
    summary = api.list_custom_models(baseModelArnEquals=base, isOwned=True)["modelSummaries"][0]
    assert summary["modelName"] == "model"
    assert summary["baseModelName"] == "amazon.nova-micro-v1"
    other = base.replace("micro", "lite")
    for nothing in ({"foundationModelArnEquals": other}, {"isOwned": False}, {"nameContains": "x"}):
        assert api.list_custom_models(**nothing)["modelSummaries"] == []


def test_base_models_differ_by_region_and_suffix(world: FakeWorld, api: "BedrockClient") -> None:
    def ids(**filters: Any) -> set[str]:
        return {each["modelId"] for each in api.list_foundation_models(**filters)["modelSummaries"]}

    assert "amazon.nova-micro-v1:0" in ids() - ids(byCustomizationType="FINE_TUNING")
    assert "amazon.nova-2-lite-v1:0:256k" in ids(byCustomizationType="FINE_TUNING")
    assert ids(byProvider="Meta") == ids(byOutputModality="IMAGE") == set()
    world.region = "us-west-2"
    assert ids(byProvider="Meta", byInferenceType="PROVISIONED") == {
        "meta.llama3-1-8b-instruct-v1:0:128k"
    }
    model = api.get_foundation_model(modelIdentifier="meta.llama3-1-8b-instruct-v1:0")
    assert model["modelDetails"]["modelLifecycle"]["status"] == "LEGACY"


def test_tags_are_set_replaced_and_removed(api: "BedrockClient") -> None:
    tags = [{"key": "team", "value": "a"}]
    arn = api.create_model_customization_job(**request(jobTags=tags, customModelTags=tags))[
        "jobArn"
    ]
    api.tag_resource(resourceARN=arn, tags=[{"key": "team", "value": "b"}, *_tags(49)])
    with pytest.raises(api.exceptions.TooManyTagsException):
        api.tag_resource(resourceARN=arn, tags=[{"key": "one-more", "value": ""}])
    api.untag_resource(resourceARN=arn, tagKeys=[f"k{number}" for number in range(49)])
    expected = [{"key": "team", "value": "b"}]
    assert api.list_tags_for_resource(resourceARN=arn)["tags"] == expected
    model = finished(api)["outputModelArn"]
    assert api.list_tags_for_resource(resourceARN=model)["tags"] == tags
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        api.list_tags_for_resource(resourceARN=f"{arn[:-12]}{'0' * 12}")


def _tags(count: int) -> list[Any]:
    return [{"key": f"k{number}", "value": ""} for number in range(count)]
