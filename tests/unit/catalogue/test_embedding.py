"""The entry of the embedding model: strict, sourced, and not past its review without a word."""

import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest

from lambdas.catalogue.__main__ import report
from lambdas.catalogue.embedding import EmbeddingModel, embedding_model
from lambdas.catalogue.shelf import FOLDER, CatalogueError, read


def test_what_is_unknown_is_null_and_has_a_note() -> None:
    model = embedding_model()
    for fact in (model.usd_per_1k_tokens, model.requests_per_minute):
        assert fact.value is None
        assert fact.note
    assert all(one.startswith("https://docs.aws.amazon.com/") for one in model.sources)


@pytest.mark.parametrize(
    ("member", "value"),
    [("dimensions", "512"), ("usd_per_1k_token", 1), ("sources", []), ("as_of", "lately")],
)
def test_a_malformed_entry_is_refused(tmp_path: Path, member: str, value: object) -> None:
    content = json.loads((FOLDER / "embedding.json").read_bytes())
    file = tmp_path / "broken.json"
    file.write_bytes(msgspec.json.encode(content | {member: value}))
    with pytest.raises(CatalogueError, match=r"^broken\.json: "):
        read(file, EmbeddingModel)


def test_make_catalogue_tells_of_it() -> None:
    days = (dt.date(2027, 1, 31), dt.date(2027, 2, 1))
    told = [report(day).splitlines()[-1] for day in days]
    assert ["past review" in line for line in told] == [False, True]
    assert all(line.endswith("unknown: requests_per_minute, usd_per_1k_tokens") for line in told)
