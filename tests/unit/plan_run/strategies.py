"""Requests that nobody would write, for tests that try many."""

from typing import Any

from hypothesis import strategies as st

from lambdas.contract.request import FineTuningRequest, Hyperparameters

JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
SURROGATES = st.text(st.characters(), max_size=3)
FIELDS = [*FineTuningRequest.__struct_fields__, "kind"]
REQUESTS = st.dictionaries(st.sampled_from(FIELDS) | SURROGATES, JSON_VALUES, max_size=5)
HYPERPARAMETERS = st.dictionaries(
    st.sampled_from(Hyperparameters.__struct_fields__), JSON_VALUES, max_size=4
)
DEPLOYMENT_FIELDS = ["hours_to_live", "units", "commitment", "alias"]
DEPLOYMENT_VALUES = JSON_VALUES | st.builds(
    lambda kind, members: {"kind": kind, **members},
    st.sampled_from(["none", "on_demand", "provisioned"]) | JSON_VALUES,
    st.dictionaries(st.sampled_from(DEPLOYMENT_FIELDS), JSON_VALUES, max_size=4),
)
