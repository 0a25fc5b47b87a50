"""The records on disk while they are prepared: a temporary database, so that memory stays small."""

import sqlite3
from pathlib import Path

from lambdas.datasets.prepare.accept import Accepted
from lambdas.datasets.prepare.similarity import signature_of
from lambdas.datasets.prepare.texts import key_of, place_in_order

SETTINGS = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA temp_store = FILE")
SCHEMA = (
    """CREATE TABLE prompts (id INTEGER PRIMARY KEY, key BLOB UNIQUE, text TEXT, signature BLOB,
        cluster INTEGER)""",
    "CREATE TABLE answers (id INTEGER PRIMARY KEY, key BLOB UNIQUE, signature BLOB)",
    """CREATE TABLE records (id INTEGER PRIMARY KEY, key BLOB UNIQUE, source INTEGER, line INTEGER,
        prompt INTEGER, answer INTEGER, characters INTEGER, body BLOB, fate TEXT)""",
)
"""Ids count from 1. Clusters are the numbers that `Clusters` gives. A record's fate is null while
it is neither removed nor in a set; then it is one of the next two, or a `Subset`."""

NEAR_DUPLICATE = "near_duplicate"
OVER_CAP = "over_cap"


class Store:
    """All accepted records but exact duplicates, and each of their texts once."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.database = sqlite3.connect(folder / "records.sqlite", isolation_level=None)
        # One transaction that is never committed: nothing outlives the preparation.
        for statement in (*SETTINGS, "BEGIN", *SCHEMA):
            self.database.execute(statement)
        self.database.create_function(
            "place", 1, lambda key: place_in_order(key, seed), deterministic=True
        )

    def add(self, source: int, line: int, record: Accepted) -> bool:
        """Keep a record; False if one of the same texts is there already."""
        key = key_of(record.prompt, record.answer, record.system)
        added = self.database.execute(
            "INSERT OR IGNORE INTO records (key, source, line, characters, body) "
            "VALUES (?, ?, ?, ?, ?)",
            (key, source, line, record.characters, record.body),
        )
        if not added.rowcount:
            return False
        texts = (self._prompt(record.prompt), self._answer(record.answer), added.lastrowid)
        self.database.execute("UPDATE records SET prompt = ?, answer = ? WHERE id = ?", texts)
        return True

    def number(self, query: str, *values: object) -> int:
        """Return the one number that a query asks for."""
        (number,) = self.database.execute(query, values).fetchone()
        return int(number)

    def _prompt(self, text: str) -> int:
        key = key_of(text)
        self.database.execute(
            "INSERT OR IGNORE INTO prompts (key, text) VALUES (?, ?)", (key, text)
        )
        return self.number("SELECT id FROM prompts WHERE key = ?", key)

    def _answer(self, text: str) -> int:
        key = key_of(text)
        found = self.database.execute("SELECT id FROM answers WHERE key = ?", (key,)).fetchone()
        if found:
            return int(found[0])
        added = self.database.execute(
            "INSERT INTO answers (key, signature) VALUES (?, ?)", (key, signature_of(text))
        )
        return int(added.lastrowid or 0)
