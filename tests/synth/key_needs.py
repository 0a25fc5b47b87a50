"""Who has to get past which key, derived from what the templates encrypt."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from tests.synth.assembly import Assembly, Resource
from tests.synth.statements import Statement, listed, roles, statements_of

LOGS = "logs.<region>"
USE = ("kms:Decrypt", "kms:GenerateDataKey")
ENCRYPTED = {
    "s3:GetObject": ("AWS::S3::Bucket", ["kms:Decrypt"]),
    "s3:PutObject": ("AWS::S3::Bucket", ["kms:GenerateDataKey"]),
    "sns:Publish": ("AWS::SNS::Topic", USE),
    "sqs:SendMessage": ("AWS::SQS::Queue", USE),
}
"""Actions on encrypted things: the kind of thing, and what the key has to allow for them."""


class Need(NamedTuple):
    """Something that has to use a key for a target that the key encrypts."""

    who: str
    """A service's principal without `.amazonaws.com`, or a role."""
    key: str
    action: str = "kms:Decrypt"
    via: str = ""
    """The service that calls for the role; empty where the role or service calls itself."""


def of_services(assembly: Assembly) -> set[Need]:
    """Return which services have to be let in by which key's policy."""
    return {
        *_log_groups(assembly),
        *_machine_logs(assembly),
        *_undelivered_events(assembly),
        *_alarms(assembly),
    }


def _log_groups(assembly: Assembly) -> Iterator[Need]:
    for group in assembly.all("AWS::Logs::LogGroup"):
        yield Need(LOGS, name_in(group.properties["KmsKeyId"]))


def _machine_logs(assembly: Assembly) -> Iterator[Need]:
    # Step Functions hands a log over under the machine's key, not the log group's.
    for machine in assembly.all("AWS::StepFunctions::StateMachine"):
        if machine.properties["LoggingConfiguration"]["Level"] != "OFF":
            key = machine.properties["EncryptionConfiguration"]["KmsKeyId"]
            yield Need("delivery.logs", name_in(key))


def _undelivered_events(assembly: Assembly) -> Iterator[Need]:
    for rule in assembly.all("AWS::Events::Rule"):
        for target in rule.properties["Targets"]:
            queue = assembly.behind(target["DeadLetterConfig"]["Arn"], "AWS::SQS::Queue")
            yield Need("events", _key_of(queue))


def _alarms(assembly: Assembly) -> Iterator[Need]:
    for alarm in assembly.all("AWS::CloudWatch::Alarm"):
        for action in alarm.properties["AlarmActions"]:
            yield Need("cloudwatch", _key_of(assembly.behind(action, "AWS::SNS::Topic")))


def of_roles(assembly: Assembly) -> set[Need]:
    """Return which roles need a right on which key, and through which service."""
    return {
        *(need for role in roles(assembly) for need in _of_role(assembly, role.name)),
        *_machines(assembly),
        *_functions(assembly),
    }


def _machines(assembly: Assembly) -> Iterator[Need]:
    for machine in assembly.all("AWS::StepFunctions::StateMachine"):
        role = name_in(machine.properties["RoleArn"])
        yield Need(role, name_in(machine.properties["EncryptionConfiguration"]["KmsKeyId"]))


def _functions(assembly: Assembly) -> Iterator[Need]:
    for function in assembly.all("AWS::Lambda::Function"):
        if "KmsKeyArn" in function.properties:
            role = name_in(function.properties["Role"])
            yield Need(role, name_in(function.properties["KmsKeyArn"]))


def _of_role(assembly: Assembly, role: str) -> Iterator[Need]:
    for statement in statements_of(assembly, role):
        for action in listed(statement["Action"]):
            kind, uses = ENCRYPTED.get(action, ("", ()))
            for resource, use in product(listed(statement["Resource"]), uses):
                key = _key_of(assembly.one(kind, name_in(resource)))
                yield Need(role, key, use, action.partition(":")[0])


def _key_of(resource: Resource) -> str:
    """Return the key of a bucket, a queue or a topic."""
    properties = resource.properties
    if "BucketEncryption" not in properties:
        return name_in(properties["KmsMasterKeyId"])
    (encryption,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    return name_in(encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"])


def name_in(value: str) -> str:
    """Return the name of the resource that a value refers to."""
    return value.partition("<")[2].partition(">")[0]


def unmet(needs: set[Need], policies: Mapping[str, list[Statement]]) -> set[Need]:
    """Return the needs of services that no statement of the key's policy meets."""
    return {need for need in needs if not any(_lets_in(s, need) for s in policies[need.key])}


def _lets_in(statement: Statement, need: Need) -> bool:
    service: str = statement["Principal"].get("Service", "")
    return service == f"{need.who}.amazonaws.com" and need.action in listed(statement["Action"])


def serving(need: Need, rights: Mapping[str, list[Statement]]) -> list[Statement]:
    """Return the statements of a role that meet a need of its."""
    return [
        statement
        for statement in rights[need.who]
        if need.action in listed(statement["Action"])
        and f"<{need.key}>" in listed(statement["Resource"])
        and _via(statement) == (f"{need.via}.<region>.amazonaws.com" if need.via else "")
    ]


def _via(statement: Statement) -> str:
    via: str = statement.get("Condition", {}).get("StringEquals", {}).get("kms:ViaService", "")
    return via
