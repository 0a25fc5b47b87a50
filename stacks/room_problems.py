"""Whether what functions learn by environment variables finds room in them.

PlanRun learns the most: each team's role and budget, the prices and the declared capacity.
"""

from collections.abc import Sequence

import msgspec

from lambdas.contract.problems import Problem
from stacks.price_settings import Prices
from stacks.serving_settings import Serving, declared_capacity, model_units_quotas

MOST_BYTES = 4096
"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""
ROLE_BYTES = 144
"""The longest ARN of a team's role, as JSON, without the team's name that is in it twice."""
BUDGET_BYTES = 16
OTHER_BYTES = 750
"""Names of buckets and of the variables themselves, and the price of vectors."""


def room_problems(teams: Sequence[str], serving: Serving, prices: Prices) -> list[Problem]:
    """Return a problem if there is too much of it all, before Lambda would refuse the function."""
    size = OTHER_BYTES + sum(ROLE_BYTES + BUDGET_BYTES + 3 * len(team) for team in teams)
    for told in (prices, declared_capacity(serving), model_units_quotas(serving.quotas)):
        size += len(msgspec.json.encode(told))
    if size <= MOST_BYTES:
        return []
    given = f"about {size} bytes of teams, prices and capacity"
    allowed = f"{MOST_BYTES}, which a function's environment variables hold: fewer of them"
    return [Problem(path="$", given=given, allowed=allowed)]
