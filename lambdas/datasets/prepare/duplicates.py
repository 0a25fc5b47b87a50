"""Near duplicates: prompts that belong together, and records that say the same twice."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from lambdas.datasets.prepare.clusters import Clusters
from lambdas.datasets.prepare.similarity import Similarity, signature_of, template_of
from lambdas.datasets.prepare.store import NEAR_DUPLICATE, Store

BATCH = 1000

PROMPTS_BY_BAND = """
    SELECT id - 1, signature, 0, substr(signature, ?, ?) AS band FROM prompts ORDER BY band
"""
PAIRS = """
    CREATE TABLE pairs AS
        SELECT cluster, answer, min(records.id) AS first, 0 AS twin
        FROM records JOIN prompts ON prompts.id = prompt GROUP BY cluster, answer
"""
"""One row for every answer of every cluster of prompts."""
PAIRS_BY_BAND = """
    SELECT pairs.rowid - 1, signature, cluster, substr(signature, ?, ?) AS band
    FROM pairs JOIN answers ON answers.id = answer
    WHERE cluster IN (SELECT cluster FROM pairs GROUP BY cluster HAVING count(*) > 1)
    ORDER BY cluster, band
"""
REMOVE_TWINS = """
    UPDATE records SET fate = ? WHERE id NOT IN (SELECT min(first) FROM pairs GROUP BY twin)
"""


def cluster_prompts(store: Store, similarity: Similarity) -> None:
    """Give prompts that are alike one cluster: what is learned of one tells of the others."""
    # Keys are digests: whatever order the records came in, these prompts come in the same.
    texts = store.database.execute("SELECT text FROM prompts ORDER BY key")
    template = template_of(text for (text,) in texts)
    for rows in _batches(store, "SELECT id, text FROM prompts"):
        signed = [(signature_of(text, template), number) for number, text in rows]
        store.database.executemany("UPDATE prompts SET signature = ? WHERE id = ?", signed)
    clusters = Clusters(store.number("SELECT count(*) FROM prompts"), similarity)
    _compare(store, clusters, similarity, PROMPTS_BY_BAND)
    members = ((cluster, number + 1) for number, cluster in clusters)
    store.database.executemany("UPDATE prompts SET cluster = ? WHERE id = ?", members)


def remove_near_duplicates(store: Store, similarity: Similarity) -> None:
    """Keep the first of all records whose prompts are of one cluster and whose answers are alike.

    Prompts alone make no duplicate: the same question with another answer is another record.
    """
    store.database.execute(PAIRS)
    clusters = Clusters(store.number("SELECT count(*) FROM pairs"), similarity)
    _compare(store, clusters, similarity, PAIRS_BY_BAND)
    members = ((twin, number + 1) for number, twin in clusters)
    store.database.executemany("UPDATE pairs SET twin = ? WHERE rowid = ?", members)
    store.database.execute(REMOVE_TWINS, (NEAR_DUPLICATE,))


def _compare(store: Store, clusters: Clusters, similarity: Similarity, by_band: str) -> None:
    """Compare what shares a band; the query tells number, signature, scope and band."""
    length = similarity.band_bytes
    for band in range(similarity.bands):
        rows = store.database.execute(by_band, (1 + band * length, length))
        for _, sharing in groupby(rows, key=itemgetter(2, 3)):
            clusters.compare((number, signature) for number, signature, *_ in sharing)


def _batches(store: Store, query: str) -> Iterator[list[tuple[int, str]]]:
    rows: sqlite3.Cursor = store.database.execute(query)
    while found := rows.fetchmany(BATCH):
        yield found
