"""A fixed sample of `make fuzz`."""

import pytest

from tests.unit.datasets import fuzz


@pytest.mark.parametrize("first", range(0, 1_000, 100))
def test_damaged_records_do_no_harm(first: int) -> None:
    for seed in range(first, first + 100):
        fuzz.examine(seed)
