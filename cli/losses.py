"""The training losses, as soon as the job has written them to the artifacts bucket."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli import artifacts
from cli.output import utc
from cli.progress import EpochLoss, Losses
from lambdas.contract.places import training_prefix

if TYPE_CHECKING:
    from cli.deployment import Run, Site

METRICS_FILE = "/step_wise_training_metrics.csv"
"""Bedrock's folders above it differ between models, so it is found by its name."""


class LossLook:
    """Finds the metrics file and tells when it is new or changed."""

    def __init__(self, site: Site, run: Run) -> None:
        self._site = site
        self._prefix = training_prefix(run.team, run.run_id)
        self._told_etag = ""

    def look(self) -> Iterable[Losses]:
        """Yield the losses if the newest metrics file was not read before."""
        found = artifacts.objects(self._site, self._prefix)
        files = [item for item in found if item["Key"].endswith(METRICS_FILE)]
        if not files:
            return
        # A second attempt writes to a folder of its own.
        newest = max(files, key=lambda item: item["LastModified"])
        if newest["ETag"] != self._told_etag:
            epochs = last_losses(artifacts.read(self._site, newest["Key"]).decode("utf-8-sig"))
            self._told_etag = newest["ETag"]
            if epochs:
                yield Losses(at=utc(newest["LastModified"]), epochs=epochs)


def last_losses(text: str) -> list[EpochLoss]:
    """Return the last training loss of each epoch; rows that can't be read don't count."""
    losses: dict[int, float] = {}
    for row in csv.DictReader(io.StringIO(text), skipinitialspace=True):
        try:
            losses[int(float(row["epoch_number"]))] = float(row["training_loss"])
        except (KeyError, TypeError, ValueError):
            continue
    return [EpochLoss(epoch=epoch, training_loss=loss) for epoch, loss in sorted(losses.items())]
