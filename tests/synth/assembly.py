"""A synthesized app as a reviewer wants to read it: resources by name, tokens as names."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.synth import readable
from tests.synth.readable import Names

STRUCTURE = {
    "Resource",
    "Bucket",
    "Key",
    "Role",
    "Policy",
    "Queue",
    "Function",
    "Machine",
    "Subnet",
}
GROUPS = {"StateMachine", "Rights", "Run", "CleanUp", "Serving"}
"""Parts of construct paths that say nothing a reader needs: <TrainModel>, not its five parents."""


@dataclass(frozen=True)
class Resource:
    """A resource of a template."""

    name: str
    """The construct path without what it is and which group it is in."""
    kind: str
    stack: str
    """The stack's last word: keys, network, storage, workflow."""
    raw: Mapping[str, Any] = field(repr=False)
    """As the template has it."""
    properties: Mapping[str, Any] = field(repr=False)
    """Tokens written as names, see `tests/synth/readable.py`."""

    @property
    def arn(self) -> str:
        """The resource as other resources name it."""
        return f"<{self.name}>"


class Assembly:
    """The cloud assembly in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = self._json("manifest.json")
        self.stacks = sorted(
            name
            for name, artifact in self.manifest["artifacts"].items()
            if artifact["type"] == "aws:cloudformation:stack" and "-" in name
        )

    def template(self, stack: str) -> dict[str, Any]:
        """Return a stack's template as it was written."""
        return self._json(f"{stack}.template.json")

    def metadata(self, stack: str) -> dict[str, list[dict[str, Any]]]:
        """Return what the constructs of a stack said about themselves, by construct path."""
        return self._json(f"{stack}.metadata.json")

    @cached_property
    def report(self) -> dict[str, Any]:
        """The guards' report."""
        return self._json("validation-report.json")

    @cached_property
    def resources(self) -> list[Resource]:
        """Every resource of every stack."""
        found = [resource for stack in self.stacks for resource in self._resources(stack)]
        doubled = [k for k, n in Counter((r.kind, r.name, r.stack) for r in found).items() if n > 1]
        assert not doubled, f"names are not unique: {doubled}"
        return found

    def all(self, kind: str) -> list[Resource]:
        """Return every resource of a kind."""
        return [resource for resource in self.resources if resource.kind == kind]

    def one(self, kind: str, name: str) -> Resource:
        """Return the resource of a kind with this name."""
        found = [resource for resource in self.all(kind) if resource.name == name]
        assert len(found) == 1, f"{len(found)} of {kind} {name}: {[r.name for r in self.all(kind)]}"
        return found[0]

    def behind(self, reference: str, kind: str) -> Resource:
        """Return the resource of a kind that a readable value such as <DataKey> stands for."""
        assert reference.startswith("<"), f"{reference!r} is no reference"
        return self.one(kind, reference.strip("<>"))

    @cached_property
    def exports(self) -> dict[str, Any]:
        """What crosses stacks: each export's name and, readable, its value."""
        return {
            output["Export"]["Name"]: readable.value(output["Value"], self._names(stack))
            for stack in self.stacks
            for output in self.template(stack).get("Outputs", {}).values()
        }

    def _resources(self, stack: str) -> Iterator[Resource]:
        names = Names(self._names(stack).logical, self.exports)
        for logical_id, raw in self.template(stack)["Resources"].items():
            yield Resource(
                name=names.logical[logical_id],
                kind=raw["Type"],
                stack=stack.rpartition("-")[2],
                raw=raw,
                properties=readable.value(raw.get("Properties", {}), names),
            )

    def _names(self, stack: str) -> Names:
        logical = {
            entry["data"]: short(path.removeprefix(f"/{stack}/"))
            for path, entries in self.metadata(stack).items()
            for entry in entries
            if entry["type"] == "aws:cdk:logicalId"
        }
        return Names(logical, {})

    def _json(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / name).read_text())
        return found


def short(path: str) -> str:
    """Return a construct path without the parts every reader can fill in."""
    parts = [part for part in path.split("/") if part not in STRUCTURE | GROUPS]
    return "/".join(dict.fromkeys(parts)) or path
