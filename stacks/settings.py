"""What may be chosen for an environment: typed, checked, read from cdk.json's context.

The only reader of the context. A bad value ends the synth with one error that lists every problem.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from lambdas import catalogue
from lambdas.contract import names
from lambdas.contract.problems import Problem, describe
from stacks.form_problems import form_problems
from stacks.price_settings import EmbeddingPrice, PriceOverride, price_problems
from stacks.room_problems import room_problems
from stacks.serving_problems import serving_problems
from stacks.serving_settings import Serving
from stacks.waiting_settings import Approvals, Evaluation, Jobs, waiting_problems

MOST_TEAMS = 12
"""The functions learn the teams by environment variables, and those hold 4 KB.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""

S3_PREFIX_LISTS = {"us-east-1": "pl-63a5400a", "us-west-2": "pl-68a54001"}
"""AWS's prefix list of S3, by region: what a closed security group lets out to the gateway.
https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html"""

RETENTIONS = (30, 90, 180, 365, 731, 1827)
"""How many days logs may be kept, of those that CloudWatch Logs knows."""

SUBNET_MASK = 24
"""Each zone's subnet has 251 addresses, for functions, endpoints and training jobs."""


class SettingsError(Exception):
    """The settings can't be used; the message lists every problem."""


class Team(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A team: its own prefixes, roles and front door."""

    name: str
    budget_usd: Annotated[float, msgspec.Meta(gt=0)] | None = None
    """The most one run of the team may cost, in US dollars."""
    notify: list[Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+$")]] = []
    """E-mail addresses that hear how runs ended."""
    launchers: list[Annotated[str, msgspec.Meta(pattern=r"^arn:aws:iam::\d{12}:\S+$")]] = []
    """IAM principals that may assume the launcher role; none: whom the account's IAM lets."""
    approvers: list[Annotated[str, msgspec.Meta(pattern=r"^arn:aws:iam::\d{12}:\S+$")]] = []
    """IAM principals that may assume the approver role; none: whom the account's IAM lets."""
    notify_approvers: list[Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+$")]] = []
    """E-mail addresses that hear which plans wait for an answer; `notify` hears that too."""

    @property
    def construct_id(self) -> str:
        """The name in the alphabet of construct ids: research-faq is ResearchFaq."""
        return "".join(word.title() for word in self.name.split("-"))


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One environment."""

    environment: str
    region: str
    teams: list[Team]
    account: Annotated[str, msgspec.Meta(pattern=r"^\d{12}$")] | None = None
    """The account to deploy to; none: the account of the credentials at hand."""
    availability_zones: list[str] = []
    """The zones to use; none: the region's first two. Needed when the account is named, so that
    synthesis never asks AWS."""
    vpc_cidr: str = "10.0.0.0/20"
    jobs: Jobs = Jobs()
    approvals: Approvals = Approvals()
    evaluation: Evaluation = Evaluation()
    prices: dict[str, PriceOverride] = {}
    """By the catalogue's model name."""
    embedding_price: EmbeddingPrice | None = None
    """Of the model by which similar records are looked for."""
    serving: Serving = Serving()
    operators: list[Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+$")]] = []
    """E-mail addresses that hear the alarms."""
    price_keepers: list[Annotated[str, msgspec.Meta(pattern=r"^arn:aws:iam::\d{12}:\S+$")]] = []
    """IAM principals that may assume the price keeper's role; none: whom the account's IAM lets."""
    log_retention_days: int = 365
    layers: str = "lambda"
    """Which build of the layers to deploy: `lambda`, or `host` for the embedded AWS."""


def read(context: Mapping[str, Any]) -> Settings:
    """Return the settings of the environment that the context selects.

    Raises:
        SettingsError: listing every problem of the environment.
    """
    environments = context.get("environments", {})
    name = context.get("environment")
    if name not in environments:
        allowed = ", ".join(sorted(environments)) or "none is defined"
        raise SettingsError(f"no environment {name!r} in cdk.json; defined: {allowed}")
    values = environments[name]
    given = {"environment": name, **values} if isinstance(values, dict) else values
    _refuse(name, list(form_problems(given, Settings)))
    settings = msgspec.convert(given, Settings)
    _refuse(name, _problems(settings))
    return settings


def _refuse(environment: object, problems: Sequence[Problem]) -> None:
    if problems:
        raise SettingsError(f"environment {environment}: {describe(problems)}")


def _problems(settings: Settings) -> list[Problem]:
    return [
        *_environment_problems(settings),
        *_team_problems(settings.teams),
        *waiting_problems(settings.jobs, settings.approvals, settings.serving, settings.evaluation),
        *_zone_problems(settings),
        *_network_problems(settings),
        *_log_problems(settings.log_retention_days),
        *price_problems(settings.prices),
        *_serving_problems(settings),
        *room_problems([team.name for team in settings.teams], settings.serving, settings.prices),
    ]


def _environment_problems(settings: Settings) -> list[Problem]:
    problems = []
    name = settings.environment
    if not names.ENVIRONMENT_PATTERN.fullmatch(name) or len(name) > names.LONGEST_ENVIRONMENT:
        allowed = f"one lower-case word of at most {names.LONGEST_ENVIRONMENT} characters"
        problems.append(Problem(path="$.environment", given=repr(name), allowed=allowed))
    regions = sorted(catalogue.regions() & S3_PREFIX_LISTS.keys())
    if settings.region not in regions:
        allowed = f"a region where Bedrock customizes models: {', '.join(regions)}"
        problems.append(Problem(path="$.region", given=repr(settings.region), allowed=allowed))
    if settings.layers not in {"lambda", "host"}:
        problems.append(
            Problem(path="$.layers", given=repr(settings.layers), allowed="'lambda', 'host'")
        )
    return problems


def _team_problems(teams: Sequence[Team]) -> list[Problem]:
    problems = []
    if not 1 <= len(teams) <= MOST_TEAMS:
        problems.append(
            Problem(path="$.teams", given=f"{len(teams)} teams", allowed=f"1 to {MOST_TEAMS}")
        )
    seen: set[str] = set()
    for index, team in enumerate(teams):
        path = f"$.teams[{index}].name"
        if not names.TEAM_PATTERN.fullmatch(team.name) or len(team.name) > names.LONGEST_TEAM:
            allowed = f"lower-case words joined by hyphens, at most {names.LONGEST_TEAM} characters"
            problems.append(Problem(path=path, given=repr(team.name), allowed=allowed))
        if team.name in seen:
            problems.append(Problem(path=path, given=repr(team.name), allowed="each team once"))
        seen.add(team.name)
    return problems


def _serving_problems(settings: Settings) -> list[Problem]:
    return list(
        serving_problems(
            settings.serving,
            teams=[team.name for team in settings.teams],
            region=settings.region,
            prices=settings.prices,
        )
    )


def _zone_problems(settings: Settings) -> list[Problem]:
    if settings.account is None or len(settings.availability_zones) >= 2:  # noqa: PLR2004
        return []
    allowed = "at least two zones, because the account is named"
    given = str(settings.availability_zones)
    return [Problem(path="$.availability_zones", given=given, allowed=allowed)]


def _network_problems(settings: Settings) -> list[Problem]:
    zones = max(2, len(settings.availability_zones))
    longest = SUBNET_MASK - (zones - 1).bit_length()
    try:
        network = ipaddress.IPv4Network(settings.vpc_cidr)
    except ValueError:
        network = None
    if network and network.prefixlen in range(16, longest + 1):
        return []
    allowed = f"an IPv4 block from /16 to /{longest}, with room for {zones} subnets"
    return [Problem(path="$.vpc_cidr", given=repr(settings.vpc_cidr), allowed=allowed)]


def _log_problems(days: int) -> list[Problem]:
    if days in RETENTIONS:
        return []
    allowed = ", ".join(str(known) for known in RETENTIONS)
    return [Problem(path="$.log_retention_days", given=str(days), allowed=allowed)]
