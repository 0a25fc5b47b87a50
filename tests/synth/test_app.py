"""The app as a whole: pure, the same whoever asks, and built from stacks that don't circle."""

import json
from pathlib import Path

import pytest

import app
from lambdas import catalogue
from stacks.settings import S3_PREFIX_LISTS, SettingsError
from tests.synth import synthesis
from tests.synth.assembly import Assembly

STACKS = ["keys", "network", "storage", "workflow", "serving"]
"""In the order in which they are deployed."""

EXPORTS = {
    "keys": ["<DataKey>", "<LogsKey>", "<WorkflowKey>"],
    "network": [
        "<FunctionGroup>",
        "<TrainingGroup>",
        "<Vpc/IsolatedSubnet1>",
        "<Vpc/IsolatedSubnet2>",
    ],
    "storage": ["<ArtifactsBucket>", "<DataBucket>"],
}
"""What one stack tells another: keys, places in the network and buckets. None of it changes."""

MACHINES = {
    "RunMachine",
    "CleanUpMachine",
    "RetireMachine",
    "AliasMachine",
    "DemoFrontDoor",
    "DemoPreparation",
    "DemoRollback",
    "OtherFrontDoor",
    "OtherPreparation",
    "OtherRollback",
    "Capacity/Provider/waiter-state-machine",
}

LARGEST_TEMPLATE = 1_000_000
MOST_RESOURCES = 500
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""


def written(assembly: Assembly) -> dict[str, bytes]:
    """Return the templates and the asset manifests, byte by byte."""
    files = sorted(assembly.folder.glob("*.template.json")) + sorted(
        assembly.folder.glob("*.assets.json")
    )
    assert len(files) == 2 * len(STACKS)
    return {file.name: file.read_bytes() for file in files}


def test_app_py_in_another_folder_with_another_hash_seed_writes_the_same_bytes(
    embedded: Assembly, by_python: Assembly
) -> None:
    assert written(by_python) == written(embedded)


def test_the_cli_in_a_third_folder_with_a_third_seed_writes_the_same_bytes(
    embedded: Assembly, by_cli: Assembly
) -> None:
    assert written(by_cli) == written(embedded)


def test_nobody_is_asked_for_anything_when_the_account_is_named(embedded: Assembly) -> None:
    assert "missing" not in embedded.manifest
    zones = [subnet.properties["AvailabilityZone"] for subnet in embedded.all("AWS::EC2::Subnet")]
    assert zones == ["<region>a", "<region>b"]


def test_nobody_is_asked_for_anything_when_it_is_not(dev: Assembly) -> None:
    assert "missing" not in dev.manifest
    zones = [subnet.properties["AvailabilityZone"] for subnet in dev.all("AWS::EC2::Subnet")]
    assert zones == ["<zones>[0]", "<zones>[1]"]


def test_each_stack_depends_on_earlier_ones_only(embedded: Assembly) -> None:
    seen: set[str] = set()
    for stack in STACKS:
        needed = dependencies(embedded, stack)
        assert needed <= seen, f"{stack} needs {needed - seen}"
        seen.add(stack)
    assert dependencies(embedded, "workflow") == {"keys", "network", "storage"}
    assert dependencies(embedded, "serving") == {"keys", "network", "workflow"}


def dependencies(assembly: Assembly, stack: str) -> set[str]:
    """Return the stacks that have to be there before a stack."""
    prefix = "bedrock-customization-embedded-"
    artifacts = assembly.manifest["artifacts"]
    return {
        name.removeprefix(prefix)
        for name in artifacts[f"{prefix}{stack}"]["dependencies"]
        if artifacts[name]["type"] == "aws:cloudformation:stack"
    }


def test_only_what_never_changes_crosses_stacks(embedded: Assembly) -> None:
    crossing: dict[str, list[str]] = {}
    for name, value in sorted(embedded.exports.items(), key=lambda export: str(export[1])):
        stack = name.removeprefix("bedrock-customization-embedded-").partition(":")[0]
        crossing.setdefault(stack.partition("-")[0], []).append(value)
    assert crossing == EXPORTS


def test_every_export_is_used(embedded: Assembly) -> None:
    templates = "".join(json.dumps(embedded.template(stack)) for stack in embedded.stacks)
    for name in embedded.exports:
        assert f'"Fn::ImportValue": "{name}"' in templates


@pytest.mark.parametrize("region", ["eu-central-1", "us-east-2", "moon-1"])
def test_a_region_without_customization_is_refused_with_a_sentence(region: str) -> None:
    with pytest.raises(SettingsError, match=f"given '{region}'; allowed: a region where Bedrock"):
        app.build_app(synthesis.context("dev", region=region))


def test_the_regions_allowed_are_the_catalogues_where_we_know_s3s_prefix_list() -> None:
    assert catalogue.regions() & S3_PREFIX_LISTS.keys() == {"us-east-1"}


def test_no_template_nears_cloudformations_limits(embedded: Assembly) -> None:
    for stack in embedded.stacks:
        file = Path(embedded.folder / f"{stack}.template.json")
        assert file.stat().st_size < LARGEST_TEMPLATE / 2
        assert len(embedded.template(stack)["Resources"]) < MOST_RESOURCES / 2


def test_everything_that_can_be_tagged_carries_the_environment(embedded: Assembly) -> None:
    tag = {"Key": "bedrock-customization:environment", "Value": "embedded"}
    tagged = [r for r in embedded.resources if isinstance(r.properties.get("Tags"), list)]
    assert len(tagged) > len(embedded.resources) / 2
    assert all(tag in resource.properties["Tags"] for resource in tagged)


def test_only_names_that_outsiders_must_know_are_fixed(embedded: Assembly) -> None:
    names = ("BucketName", "FunctionName", "RoleName", "TopicName", "QueueName", "LogGroupName")
    kinds = {"AWS::Lambda::Permission", "AWS::EC2::FlowLog"}  # They refer to what has the name.
    fixed = {
        (resource.name, name)
        for resource in embedded.resources
        if resource.kind not in kinds
        for name in (*names, "StateMachineName", "ManagedPolicyName", "AlarmName", "Name")
        if name in resource.properties
    }
    assert fixed == {
        *((machine, "StateMachineName") for machine in MACHINES),
        ("ExpirySchedules/Group", "Name"),
        ("Deployment", "Name"),
        # Its reader comes before it: the guard's function, in the same stack.
        ("Capacity/Guard/Reached", "Name"),
    }


def test_the_command_learns_each_teams_way_in_and_way_back(embedded: Assembly) -> None:
    written = embedded.one("AWS::SSM::Parameter", "Deployment").properties["Value"]
    machines = "arn:aws:states:<region>:<account>:stateMachine:bedrock-customization-embedded"
    for team in ("demo", "other"):
        assert f"{machines}-{team}-start" in written
        assert f'"rollback_machine_arn":"{machines}-{team}-rollback"' in written
        assert f'"approver_role_arn":"<{team.title()}Approver>"' in written
        assert f'"answer_approval_arn":"<{team.title()}Approver/AnswerApproval>"' in written
    assert '"hours_to_answer":1' in written
