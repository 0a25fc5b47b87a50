"""What serves has names that AWS takes, that tell things apart, and that policies can hold."""

import itertools

from hypothesis import given, settings

from lambdas.contract import names, places
from tests.fakes.requests import broken_rules
from tests.unit.contract.strategies import EXECUTION_NAMES
from tests.unit.contract.test_names import ALIAS, ENVIRONMENT, MOST_ATTEMPTS, TEAM

DEPLOYMENT = ("bedrock", "CreateCustomModelDeployment")
THROUGHPUT = ("bedrock", "CreateProvisionedModelThroughput")
LONGEST_FIXED = "provisioned/1000/six_months/amazon.nova-2-lite-v1:0:256k"


def refusals(name: str) -> list[str]:
    """Return what AWS would say against a name of capacity, and of the schedule that ends it."""
    token = names.client_request_token(name, "arn:aws:states:us-east-1:111122223333:execution:x:y")
    return [
        *broken_rules(*DEPLOYMENT, "modelDeploymentName", name),
        *broken_rules(*DEPLOYMENT, "clientRequestToken", token),
        *broken_rules(*THROUGHPUT, "provisionedModelName", name),
        *broken_rules(*THROUGHPUT, "clientRequestToken", token),
        *broken_rules("scheduler", "CreateSchedule", "Name", name),
    ]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(EXECUTION_NAMES)
def test_whatever_a_run_is_called_aws_takes_its_capacitys_name(execution: str) -> None:
    name = names.run_capacity_name(ENVIRONMENT, names.run_id(TEAM, execution), MOST_ATTEMPTS)
    assert refusals(name) == []
    assert name.startswith(names.job_name_prefix(ENVIRONMENT))


def test_the_longest_name_of_an_aliass_capacity_just_fits() -> None:
    name = names.alias_capacity_name(ENVIRONMENT, TEAM, ALIAS, LONGEST_FIXED)
    assert refusals(name) == []
    assert len(name) <= names.LONGEST_CAPACITY_NAME
    too_long = names.alias_capacity_name(ENVIRONMENT, TEAM, ALIAS + "ab", LONGEST_FIXED)
    assert refusals(too_long)


def test_what_cannot_be_changed_in_place_has_another_name() -> None:
    fixed = ["on_demand/0/none/a", "provisioned/1/none/a", "provisioned/2/none/a"]
    made = {names.alias_capacity_name("dev", "demo", "faq", one) for one in fixed}
    assert len(made) == len(fixed)
    again = names.alias_capacity_name("dev", "demo", "faq", fixed[0])
    assert again in made
    assert all(name.startswith(names.alias_capacity_prefix("dev", "demo", "faq")) for name in made)


def test_two_aliases_whose_words_run_together_have_two_names() -> None:
    pairs = [("a-b", "c"), ("a", "b-c")]
    made = {names.alias_capacity_name("dev", team, alias, "same") for team, alias in pairs}
    assert len(made) == len(pairs)


def test_attempts_and_jobs_of_a_run_have_names_of_their_own() -> None:
    made = [
        *(names.run_capacity_name("dev", "demo_run", attempt) for attempt in range(1, 4)),
        *(names.job_name("dev", "demo_run", attempt) for attempt in range(1, 4)),
    ]
    assert len(set(made)) == len(made)


def test_a_token_tells_everything_apart_that_it_is_made_of() -> None:
    parts = [("a", "b"), ("ab",), ("a",), ("b", "a")]
    made = [names.client_request_token(*given) for given in parts]
    assert not [pair for pair in itertools.combinations(made, 2) if pair[0] == pair[1]]


def test_the_longest_groups_and_parameters_are_taken() -> None:
    group = names.schedule_group_name(ENVIRONMENT)
    assert broken_rules("scheduler", "CreateScheduleGroup", "Name", group) == []
    parameter = names.alias_parameter(ENVIRONMENT, TEAM, ALIAS)
    assert broken_rules("ssm", "PutParameter", "Name", parameter) == []


def test_aliases_of_a_team_lie_below_its_prefix_and_no_other_teams() -> None:
    key = places.alias_key("demo", "faq")
    assert key.startswith(places.aliases_prefix("demo"))
    assert not key.startswith(
        (places.aliases_prefix("dem"), places.CONTROL_PREFIX, "runs/", "teams/")
    )
    assert names.alias_parameter("dev", "a", "b") != names.alias_parameter("dev", "a-b", "b")
