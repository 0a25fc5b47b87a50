"""What may be chosen for an environment: typed, checked, read from cdk.json's context.

The only reader of the context. A bad value ends the synth with one error that lists every problem.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from lambdas import catalogue
from lambdas.contract import names
from lambdas.contract.approval import LONGEST_ANSWER_SECONDS
from lambdas.contract.problems import Problem, describe
from stacks.price_settings import PriceOverride, price_problems
from stacks.room_problems import room_problems
from stacks.serving_problems import serving_problems
from stacks.serving_settings import LOOKS_OF_A_RUN, Serving, looks_needed

MOST_TEAMS = 12
"""The functions learn the teams by environment variables, and those hold 4 KB.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""

HISTORY_EVENTS = 25_000
"""https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
EVENTS_A_SWEEP = 4
HISTORY_SHARE = 0.8
"""How much of the history waiting may fill; the rest is for the other states and redrives."""

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


class Jobs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long to wait for Bedrock's jobs, and how often to look."""

    sweep_seconds: Annotated[int, msgspec.Meta(ge=15, le=3600)] = 1800
    """How often a waiting run looks by itself; events usually wake it sooner."""
    longest_hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 48
    """A job older than this, counted from its creation, is stopped."""
    quota_wait_seconds: Annotated[int, msgspec.Meta(ge=5, le=3600)] = 600
    quota_wait_hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 24
    """How long a run waits for one of the account's ten places for jobs."""
    grace_seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 14_400
    """How long a healthy job goes on after its run failed, so that a redrive can save it."""


class Approvals(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a plan waits for its answer, and how often its run looks for one."""

    hours_to_answer: Annotated[int, msgspec.Meta(ge=1, le=336)] = 72
    """After that nobody's answer counts, and the run ends without having made anything."""
    sweep_seconds: Annotated[int, msgspec.Meta(ge=15, le=3600)] = 1800
    """How often a waiting run looks by itself; an answer usually wakes it at once."""


class Evaluation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast a run asks the models that it compares, and how long that may take."""

    concurrency: Annotated[int, msgspec.Meta(ge=1, le=500)] = 20
    """Questions at a time; fewer where the quotas of a model allow fewer."""
    longest_hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 12
    """A test set that can take longer is refused."""


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
    settings = _convert({"environment": name, **environments[name]})
    problems = _problems(settings)
    if problems:
        raise SettingsError(f"environment {name}: {describe(problems)}")
    return settings


def _convert(values: Mapping[str, Any]) -> Settings:
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"environment {values['environment']}: {error}") from error


def _problems(settings: Settings) -> list[Problem]:
    return [
        *_environment_problems(settings),
        *_team_problems(settings.teams),
        *_waiting_problems(settings),
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


def _waiting_problems(settings: Settings) -> list[Problem]:
    """Return what doesn't fit into a run's history, each wait together with those before it."""
    jobs, serving = settings.jobs, settings.serving
    waits = {
        "$.jobs": sweeps(jobs) + quota_waits(jobs),
        "$.approvals": approval_looks(settings.approvals),
        "$.serving": LOOKS_OF_A_RUN * looks_needed(serving),
    }
    looks = 0
    for path, needed in waits.items():
        looks += needed
        if problems := _history_problems(path, looks * EVENTS_A_SWEEP):
            return problems
    return []


def _serving_problems(settings: Settings) -> list[Problem]:
    return list(
        serving_problems(
            settings.serving,
            teams=[team.name for team in settings.teams],
            region=settings.region,
            prices=settings.prices,
        )
    )


def _history_problems(path: str, events: int) -> list[Problem]:
    most = int(HISTORY_EVENTS * HISTORY_SHARE)
    if events <= most:
        return []
    given = f"{events} history events of waiting"
    allowed = f"at most {most}: look less often or wait less long"
    return [Problem(path=path, given=given, allowed=allowed)]


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


def sweeps(jobs: Jobs) -> int:
    """Return how many looks the longest job can need."""
    return -(-jobs.longest_hours * 3600 // jobs.sweep_seconds) + 1


def approval_looks(approvals: Approvals) -> int:
    """Return how many looks a plan can need that nobody answers."""
    longest = approvals.hours_to_answer * 3600 + LONGEST_ANSWER_SECONDS
    return -(-longest // approvals.sweep_seconds) + 1


def quota_waits(jobs: Jobs) -> int:
    """Return how often a run asks for a place among the account's jobs."""
    return -(-jobs.quota_wait_hours * 3600 // jobs.quota_wait_seconds)
