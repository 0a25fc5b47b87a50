"""What holds money or data keeps its logical id: another id would be another resource."""

from tests.synth.assembly import Assembly

STATEFUL = {
    "AWS::KMS::Key",
    "AWS::S3::Bucket",
    "AWS::Scheduler::ScheduleGroup",
    "Custom::CapacityGuard",
    "Custom::ServedCapacity",
}
LOGICAL_IDS = {
    "AccessLogBucketE546A1FA": "AWS::S3::Bucket",
    "ArtifactsBucket454C14F5": "AWS::S3::Bucket",
    "CapacityGuardAgreement9062F97F": "Custom::CapacityGuard",
    "CapacitydemofaqE65CC8C3": "Custom::ServedCapacity",
    "CapacitydemosupportECFC55C7": "Custom::ServedCapacity",
    "DataBucketBD860FE1": "AWS::S3::Bucket",
    "DataKey2A0DE9E6": "AWS::KMS::Key",
    "ExpirySchedulesGroup654E09A9": "AWS::Scheduler::ScheduleGroup",
    "LogsKeyFE4C4A83": "AWS::KMS::Key",
    "WorkflowKeyBD59E135": "AWS::KMS::Key",
}
"""As released. A construct that moves must keep them, by `override_logical_id` if need be."""


def test_what_holds_money_or_data_keeps_its_logical_id(embedded: Assembly) -> None:
    found = {
        logical_id: resource["Type"]
        for stack in embedded.stacks
        for logical_id, resource in embedded.template(stack)["Resources"].items()
        if resource["Type"] in STATEFUL
    }
    assert found == LOGICAL_IDS
