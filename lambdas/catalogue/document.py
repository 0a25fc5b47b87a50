"""The parts of docs/models.md that follow from the catalogue."""

from collections.abc import Iterable, Iterator, Sequence

from lambdas.catalogue.gaps import gaps
from lambdas.catalogue.overview import COLUMNS, overview, words
from lambdas.catalogue.shelf import models

PRICES = "prices."


def written(document: str) -> str:
    """Return the document with its generated parts made anew, each between two comments."""
    for name, part in (("models", _models()), ("unknown", _unknown())):
        begin, end = f"<!-- {name}: written by make catalogue -->", f"<!-- end of {name} -->"
        before, rest = document.split(begin)
        after = rest.split(end)[1]
        document = f"{before}{begin}\n\n{part}\n\n{end}{after}"
    return document


def _models() -> str:
    return _table(COLUMNS, (words(line) for line in overview()))


def _unknown() -> str:
    return _table(("model", "unknown prices", "unknown rules and limits"), _unknown_rows())


def _unknown_rows() -> Iterator[Sequence[str]]:
    for model in models():
        found = gaps(model)
        prices = [path.removeprefix(PRICES) for path in found if path.startswith(PRICES)]
        others = [path for path in found if not path.startswith(PRICES)]
        if not model.lifecycle.takes_new_jobs:
            yield model.name, str(len(prices)), str(len(others))
        else:
            yield model.name, _listed(prices), _listed(others)


def _listed(paths: Sequence[str]) -> str:
    return "<br>".join(f"`{path}`" for path in paths) or "none"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
