"""A representative sample, for data of more records than a model takes."""

from array import array

from lambdas.datasets.prepare.store import OVER_CAP, Store

IN_LINE = """
    SELECT records.id FROM records JOIN answers ON answers.id = answer WHERE fate IS NULL
    ORDER BY source, length_class(characters), answers.key, place(records.key)
"""


def sample(store: Store, most: int | None) -> None:
    """Keep at most so many records, in the proportions of all of them.

    The records stand in line by source, by how long they are (each class twice as long as the one
    before), by answer; then every n-th of the line is taken. So each source, length and frequent
    answer keeps its share (systematic sampling). Among equals the seed decides.
    """
    count = store.number("SELECT count(*) FROM records WHERE fate IS NULL")
    if most is None or count <= most:
        return
    store.database.create_function("length_class", 1, int.bit_length, deterministic=True)
    over = array("q")
    for position, (number,) in enumerate(store.database.execute(IN_LINE)):
        if (position + 1) * most // count == position * most // count:
            over.append(number)
    store.database.executemany(
        "UPDATE records SET fate = ? WHERE id = ?", ((OVER_CAP, number) for number in over)
    )
