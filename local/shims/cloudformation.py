"""What the emulator's CloudFormation doesn't know."""

from ministack.services.cloudformation import provisioners

from local.shims.bodies import Json

MISSING_RESOURCES = (
    "AWS::EC2::FlowLog",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    # Its function is Node's, with an SDK that the emulator hasn't got.
    "Custom::VpcRestrictDefaultSG",
)
"""CloudFormation types the emulator refuses or can't run; none of them does anything here."""


def accept_missing_resources() -> None:
    """The emulator refuses templates with types it doesn't know: let ours through, as no-ops."""
    handler = {"create": _create_nothing, "update": _update_nothing, "delete": _delete_nothing}
    for kind in MISSING_RESOURCES:
        provisioners._RESOURCE_HANDLERS.setdefault(kind, handler)


def _create_nothing(logical_id: str, _props: Json, stack_name: str) -> tuple[str, Json]:
    return f"{stack_name}-{logical_id}", {"Id": f"{stack_name}-{logical_id}"}


def _update_nothing(physical_id: str, *_: object) -> tuple[str, Json]:
    return physical_id, {"Id": physical_id}


def _delete_nothing(*_: object) -> None:
    return None
