"""The training losses, as soon as the job has written them to the artifacts bucket."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli import artifacts
from cli.output import utc
from cli.progress import EpochLoss, Losses
from lambdas.analyze_training import metrics
from lambdas.analyze_training.training import training_of
from lambdas.contract.errors import MetricsMissingError
from lambdas.contract.places import training_prefix

if TYPE_CHECKING:
    from cli.deployment import Run, Site


class LossLook:
    """Finds the metrics file and tells when it is new or changed."""

    def __init__(self, site: Site, run: Run) -> None:
        self._site = site
        self._prefix = training_prefix(run.team, run.run_id)
        self._told_etag = ""

    def look(self) -> Iterable[Losses]:
        """Yield the losses if the newest metrics file was not read before."""
        found = artifacts.objects(self._site, self._prefix)
        # Bedrock's folders above it differ between models, so it is found by its name.
        files = [item for item in found if item["Key"].endswith(f"/{metrics.TRAINING_FILE}")]
        if not files:
            return
        # A second attempt writes to a folder of its own.
        newest = max(files, key=lambda item: item["LastModified"])
        if newest["ETag"] != self._told_etag:
            epochs = epoch_losses(artifacts.read(self._site, newest["Key"]))
            self._told_etag = newest["ETag"]
            if epochs:
                yield Losses(at=utc(newest["LastModified"]), epochs=epochs)


def epoch_losses(file: bytes) -> list[EpochLoss]:
    """Return each epoch's training loss as the report will tell it; none of an unreadable file."""
    try:
        losses = metrics.read(io.BytesIO(file), metrics.TRAINING_COLUMN)
    except MetricsMissingError:
        return []
    return [
        EpochLoss(epoch=one.epoch, training_loss=one.training_loss)
        for one in training_of(losses, None).epochs
    ]
