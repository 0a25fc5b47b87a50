"""Templates as if they were deployed: every reference becomes a physical name or an ARN."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from local.surroundings import ACCOUNT, REGION
from tests.synth.assembly import Assembly, Resource

PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
}
NAMED_BY_ARN = {"AWS::StepFunctions::StateMachine", "AWS::SNS::Topic"}
"""Kinds whose `Ref` is the ARN."""
ARNS = {
    "AWS::S3::Bucket": "arn:aws:s3:::{0}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{0}}",
    "AWS::KMS::Key": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{{0}}",
    "AWS::Lambda::Function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{0}}",
    "AWS::SNS::Topic": f"arn:aws:sns:{REGION}:{ACCOUNT}:{{0}}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{0}}",
    "AWS::StepFunctions::StateMachine": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{{0}}",
}
HASHED = {"AWS::EC2::Subnet": "subnet-", "AWS::EC2::SecurityGroup": "sg-"}
OWN_NAMES = ("StateMachineName", "Name", "AlarmName")


class Physical:
    """The resources of an assembly under the names that a deployment could have given them."""

    def __init__(self, assembly: Assembly) -> None:
        self._templates = {stack: assembly.template(stack) for stack in assembly.stacks}
        places = [
            (stack, logical)
            for stack, template in self._templates.items()
            for logical in template["Resources"]
        ]
        self.resources: Mapping[tuple[str, str], Resource] = dict(
            zip(places, assembly.resources, strict=True)
        )
        self._exports = {
            output["Export"]["Name"]: (stack, output["Value"])
            for stack, template in self._templates.items()
            for output in template.get("Outputs", {}).values()
            if "Export" in output
        }

    def name(self, resource: Resource) -> str:
        """Return the physical name of a resource."""
        for given in OWN_NAMES:
            own = resource.raw.get("Properties", {}).get(given)
            if isinstance(own, str):
                return own
        digest = hashlib.sha256(resource.name.encode()).hexdigest()
        if resource.kind == "AWS::KMS::Key":
            return str(UUID(digest[:32]))
        if resource.kind in HASHED:
            return f"{HASHED[resource.kind]}{digest[:17]}"
        return re.sub("[^a-z0-9]+", "-", resource.name.lower()).strip("-")

    def arn(self, resource: Resource) -> str:
        """Return the ARN of a resource; of a kind that nobody here asks for, only its name."""
        return ARNS.get(resource.kind, "{0}").format(self.name(resource))

    def value(self, stack: str, given: Any) -> Any:
        """Return a template's value with every function in it evaluated."""
        if isinstance(given, list):
            return [self.value(stack, item) for item in given]
        if not isinstance(given, dict):
            return given
        if len(given) == 1:
            ((function, argument),) = given.items()
            if function in _FUNCTIONS:
                return _FUNCTIONS[function](self, stack, argument)
        return {key: self.value(stack, item) for key, item in given.items()}

    def reference(self, stack: str, logical: str) -> str:
        """Return what `Ref` gives."""
        if logical in PSEUDO:
            return PSEUDO[logical]
        resource = self.resources[stack, logical]
        named_by_arn = resource.kind in NAMED_BY_ARN
        return self.arn(resource) if named_by_arn else self.name(resource)

    def attribute(self, stack: str, argument: list[str]) -> str:
        """Return what `Fn::GetAtt` gives: an ARN, or what else a name must do for."""
        resource = self.resources[stack, argument[0]]
        return self.arn(resource) if argument[1] == "Arn" else self.name(resource)

    def imported(self, _stack: str, argument: Any) -> Any:
        """Return what another stack exports."""
        return self.value(*self._exports[argument])

    def joined(self, stack: str, argument: list[Any]) -> str:
        """Return what `Fn::Join` gives."""
        return str(argument[0]).join(str(part) for part in self.value(stack, argument[1]))

    def substituted(self, _stack: str, argument: str) -> str:
        """Return what `Fn::Sub` gives for the pseudo parameters, which is all that is used."""
        for pseudo, text in PSEUDO.items():
            argument = argument.replace(f"${{{pseudo}}}", text)
        return argument


def _opaque(_physical: Physical, _stack: str, argument: Any) -> str:
    """Stand for what no machine, function or rule here depends on."""
    return f"unresolved {argument}"


_FUNCTIONS: Mapping[str, Callable[[Physical, str, Any], Any]] = {
    "Ref": Physical.reference,
    "Fn::GetAtt": Physical.attribute,
    "Fn::ImportValue": Physical.imported,
    "Fn::Join": Physical.joined,
    "Fn::Sub": Physical.substituted,
    "Fn::Select": _opaque,
    "Fn::Split": _opaque,
    "Fn::GetAZs": _opaque,
}
