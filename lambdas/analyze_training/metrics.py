"""The metrics files that Bedrock leaves: where they are and how they read.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-analyze.html
"""

import csv
from collections.abc import Iterable, Iterator
from operator import itemgetter

from lambdas.analyze_training.losses import Losses
from lambdas.contract.errors import MetricsMissingError

TRAINING_FILE = "step_wise_training_metrics.csv"
VALIDATION_FILE = "validation_metrics.csv"

EPOCH_COLUMN = "epoch_number"
STEP_COLUMN = "step_number"
TRAINING_COLUMN = "training_loss"
VALIDATION_COLUMN = "validation_loss"


def find(keys: Iterable[str], job_arn: str, file_name: str) -> str | None:
    """Return the key of a job's metrics file, or `None`.

    The file is known by its name and its job's folder, not by the folders between: models differ
    in these. Of several the least nested is taken.
    """
    folder = f"model-customization-job-{job_arn.rsplit('/', 1)[-1]}"
    found = [key for key in keys if _lies_in(key, folder, file_name)]
    return min(found, key=lambda key: (key.count("/"), key), default=None)


def read(lines: Iterable[bytes], loss_column: str) -> Losses:
    """Return the losses of a metrics file, read in one pass.

    Rows may come in any order, blank lines are skipped, and rows without readable numbers are
    counted. NaN and infinity are numbers here: they tell that training diverged.

    Raises:
        MetricsMissingError: a column is missing, or no row is readable.
    """
    rows = _rows(lines)
    pick = itemgetter(*_columns(next(rows, []), loss_column))
    losses = Losses()
    for row in rows:
        try:
            epoch, step, loss = (float(cell) for cell in pick(row))
            losses.add(int(epoch), int(step), loss)
        except (ValueError, IndexError, OverflowError):
            losses.unreadable += 1
    if not losses.epochs:
        raise MetricsMissingError(f"The metrics file has no readable row of {loss_column}.")
    return losses


def _lies_in(key: str, folder: str, file_name: str) -> bool:
    *folders, name = key.split("/")
    return name == file_name and folder in folders


def _rows(lines: Iterable[bytes]) -> Iterator[list[str]]:
    # Decoding line by line with -sig also drops the byte order mark of the first.
    table = csv.reader(line.decode("utf-8-sig", errors="replace") for line in lines)
    try:
        for row in table:
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as error:
        raise MetricsMissingError(f"The metrics file is not CSV: {error}.") from error


def _columns(header: list[str], loss_column: str) -> list[int]:
    names = ["_".join(cell.lower().split()) for cell in header]
    wanted = (EPOCH_COLUMN, STEP_COLUMN, loss_column)
    missing = [name for name in wanted if name not in names]
    if missing:
        raise MetricsMissingError(
            f"The metrics file lacks the column {', '.join(missing)}; it has {', '.join(names)}."
        )
    return [names.index(name) for name in wanted]
