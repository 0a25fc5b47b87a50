"""Lists of facts: a name and a value each."""

from collections.abc import Sequence

from lambdas.contract.money import Price
from lambdas.contract.run import DatasetFacts, Lineage
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.quantities import integer, size, usd


def facts(pairs: Sequence[tuple[str, str]]) -> Html:
    """Return facts as a list of names and values."""
    rows = [join(element("dt", name), element("dd", value)) for name, value in pairs]
    return element("dl", *rows, class_="facts")


def code(text: str) -> Html:
    """Return a name that machines use."""
    return element("code", text)


def price(price: Price | None, unit: str) -> Html:
    """Return a price with its unit, its source and its date; None is unknown."""
    if price is None:
        return usd(None)
    return join(usd(price.usd), f" {unit} ({price.source}, as of {price.as_of})")


def dataset(title: str, data: DatasetFacts) -> Html:
    """Return a dataset's facts and where it came from."""
    pairs = [
        ("Records", integer(data.records)),
        ("Size", size(data.size_bytes)),
        ("Characters of text", integer(data.characters)),
        (
            "Tokens",
            join(
                integer(data.estimated_tokens),
                " estimated, ",
                integer(data.cautious_tokens),
                " at most",
            ),
        ),
        ("Taken from", code(data.source_key)),
        ("Version", code(data.source_version_id)),
        ("Copy that was read", code(data.uri)),
        ("SHA-256", code(data.sha256)),
        *(_lineage(data.lineage) if data.lineage else []),
    ]
    return element("div", element("h3", title), facts(pairs), class_="card")


def _lineage(lineage: Lineage) -> list[tuple[str, str]]:
    """Return how a prepared dataset came about."""
    return [
        ("Prepared as version", code(lineage.version)),
        ("Prepared from", join(integer(lineage.source_records), " records of the sources")),
        ("Seed of the split", integer(lineage.seed)),
        ("Manifest", code(lineage.manifest_key)),
    ]
