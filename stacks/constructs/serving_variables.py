"""Environment variables by which functions learn the capacity that settings declare."""

import json

import msgspec

from stacks.serving_settings import Serving, declared_capacity, model_units_quotas


def declared(serving: Serving) -> dict[str, str]:
    """Return the variable that holds the declared capacity."""
    found = msgspec.to_builtins(declared_capacity(serving))
    return {"DECLARED_CAPACITY": json.dumps(found, separators=(",", ":"))}


def capacity_and_quotas(serving: Serving) -> dict[str, str]:
    """Return the variables that hold the declared capacity and what the account may have."""
    quotas = serving.quotas
    return {
        **declared(serving),
        "CUSTOM_MODEL_UNITS_QUOTA": str(quotas.custom_model_units),
        "DEPLOYMENTS_QUOTA": str(quotas.deployments),
        "MODEL_UNITS_QUOTAS": json.dumps(model_units_quotas(quotas), sort_keys=True),
    }
