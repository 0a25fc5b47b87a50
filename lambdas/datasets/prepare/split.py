"""Training, validation and test: divided by what belongs together, so that nothing leaks."""

from array import array
from typing import NamedTuple

from lambdas.contract.preparation import Subset
from lambdas.datasets.prepare.store import Store
from lambdas.datasets.prepare.target import Target

SMALLEST_SET = 10
"""A loss over fewer records says little, so a small share is rounded up to this."""
SMALL_PART = 5
"""Small data: no set that is held out gets more than this part for being small."""

DIVIDED = """
    CREATE TABLE divided AS
        SELECT cluster, place(min(prompts.key)) AS place, sum(counted) AS size,
            'training' AS subset
        FROM prompts JOIN (
            SELECT prompt, count(*) FILTER (WHERE fate IS NULL) AS counted
            FROM records GROUP BY prompt
        ) ON prompts.id = prompt
        GROUP BY cluster
"""
"""A cluster's place is that of one of its prompts, a removed one too: removing moves nothing."""
INDEX = "CREATE UNIQUE INDEX divided_clusters ON divided (cluster)"
FROM_THE_END = """
    SELECT 1 - place AS place, cluster, size FROM divided
    WHERE size BETWEEN 1 AND ? ORDER BY place, cluster
"""
FROM_THE_START = """
    SELECT place, cluster, size FROM divided
    WHERE size BETWEEN 1 AND ? AND subset = 'training' ORDER BY place, cluster
"""
GIVE_SETS = """
    UPDATE records SET fate = (
        SELECT subset FROM prompts JOIN divided USING (cluster) WHERE prompts.id = prompt
    ) WHERE fate IS NULL
"""


class Wanted(NamedTuple):
    """How much of all records a set is to get."""

    share: float
    records: int
    """All of them."""
    most: int
    """No larger, whatever the share."""

    def is_enough(self, place: float, held: int) -> bool:
        """Tell whether the set ends before a cluster at this place."""
        return not self.share or (place >= self.share and held >= self.least)

    @property
    def least(self) -> int:
        """The fewest records that are worth a set."""
        return min(SMALLEST_SET, self.records // SMALL_PART)

    @property
    def largest_cluster(self) -> int:
        """A larger cluster would be more than the set; it is trained on."""
        return min(max(int(self.share * self.records), self.least), self.most)


def split(store: Store, target: Target) -> None:
    """Give every record that is left a set.

    The seed spreads the clusters evenly from 0 to 1: the highest are the validation set, the lowest
    the test set. So a record keeps its set when others are added, and the training data of a newer
    version don't hold the test data of an older one. What training needs at least it gets first.
    """
    for statement in (DIVIDED, INDEX):
        store.database.execute(statement)
    request, rules = target.request, target.rules
    records = store.number("SELECT count(*) FROM records WHERE fate IS NULL")
    spare = max(0, records - (rules.min_records or 1))
    most = spare if rules.max_validation_records is None else rules.max_validation_records
    wanted = Wanted(request.validation_share or 0, records, min(spare, most))
    spare -= _hold_out(store, Subset.VALIDATION, FROM_THE_END, wanted)
    _hold_out(store, Subset.TEST, FROM_THE_START, Wanted(request.test_share, records, spare))
    store.database.execute(GIVE_SETS)


def _hold_out(store: Store, subset: Subset, clusters: str, wanted: Wanted) -> int:
    """Take clusters into a set, in the query's order, and return their number of records."""
    held, chosen = 0, array("q")
    for place, cluster, size in store.database.execute(clusters, (wanted.largest_cluster,)):
        if wanted.is_enough(place, held):
            break
        if held + size <= wanted.most:
            held += size
            chosen.append(cluster)
    store.database.executemany(
        "UPDATE divided SET subset = ? WHERE cluster = ?", ((subset.value, one) for one in chosen)
    )
    return held
