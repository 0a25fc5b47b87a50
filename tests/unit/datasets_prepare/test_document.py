"""The documentation names what there is: shapes, reasons, kinds, settings and borders."""

from pathlib import Path

import pytest

from lambdas.contract.preparation import MOST_SOURCES, Fields, PreparationRequest, Reason, Shape
from lambdas.datasets.prepare import borders
from lambdas.datasets.prepare.detectors import DETECTORS

DOCUMENT = (Path(__file__).parents[3] / "docs" / "preparation.md").read_text()
EXAMPLE_ONLY = {"model", "method", "system_prompt", "schema_version"}
SETTINGS = set(PreparationRequest.__struct_fields__) - EXAMPLE_ONLY


@pytest.mark.parametrize("name", sorted([*Shape, *Reason, *DETECTORS, *Fields.__struct_fields__]))
def test_every_name_is_explained(name: str) -> None:
    assert f"`{name}`" in DOCUMENT


@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_every_setting_is_named(setting: str) -> None:
    assert f"`{setting}`" in DOCUMENT or f'"{setting}"' in DOCUMENT or f"the {setting}" in DOCUMENT


@pytest.mark.parametrize(
    "border",
    [
        borders.LARGEST_SOURCES_BYTES,
        borders.MOST_RECORDS,
        borders.MOST_LINES_OF_A_ROW,
        borders.MOST_COMPARISONS,
        MOST_SOURCES,
        borders.LONGEST_LINE_BYTES // 2**20,
    ],
)
def test_every_border_is_told(border: int) -> None:
    assert f"| {border:,}" in DOCUMENT
