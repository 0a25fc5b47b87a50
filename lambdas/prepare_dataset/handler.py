"""PrepareDataset: a team's raw data become training, validation and test sets.

In: team, the execution's name, the team's request. Out: `PreparedDataset`, with places and figures
only.
"""

from __future__ import annotations

import msgspec

from lambdas.common import aws
from lambdas.common.entry import Event, entry, logger
from lambdas.common.environment import read
from lambdas.common.storage import Bucket
from lambdas.contract import names
from lambdas.contract.preparation import PrepareDatasetInput
from lambdas.prepare_dataset.prepare import prepare_dataset


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    data_bucket_name: str
    team_data_role_arns: dict[str, str]
    """Each team's data role: the function reads and writes a team's files with its rights."""


@entry
def handler(event: Event) -> object:
    """Return where the prepared sets are, see `lambdas.prepare_dataset.prepare`."""
    environment = read(Environment)
    order = msgspec.convert(event, PrepareDatasetInput)
    preparation = names.run_id(order.team, order.execution_name)
    logger.append_keys(preparation=preparation)
    client = aws.s3_as(environment.team_data_role_arns[order.team], preparation)
    data = Bucket(client, environment.data_bucket_name, environment.account_id)
    return msgspec.to_builtins(prepare_dataset(order.request, order.team, data))
