"""The layers, from the archives that `make layers` built."""

from collections.abc import Sequence

from aws_cdk import RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from lambdas.contract import layers
from stacks.constructs.function import PROJECT


class MissingLayerError(Exception):
    """A layer was not built yet."""


class LayerVersions(Construct):
    """One version of each layer that a stack needs; none crosses stacks, since each is replaced."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        target: str,
        names: Sequence[str] = layers.LAYERS,
    ) -> None:
        super().__init__(scope, construct_id)
        self.by_name = {name: self._make_version(name, target) for name in names}

    def _make_version(self, name: str, target: str) -> lambda_.LayerVersion:
        archive = PROJECT / layers.archive(name, target)
        if not archive.is_file():
            raise MissingLayerError(f"{archive} is missing: run `make layers` first")
        return lambda_.LayerVersion(
            self,
            name.title(),
            code=lambda_.Code.from_asset(str(archive)),
            description=f"Pinned libraries: {name}",
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_14],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            # Functions of an earlier deployment may still run on the old version.
            removal_policy=RemovalPolicy.RETAIN,
        )
