"""What can be typed about plans: see them, approve or reject them.

Each command's work has a module of its own, imported where it is used: the SDK alone takes longer
to import than `--help` may take to answer.
"""

from typing import Annotated

import typer

from cli.options import Environment, Json, Profile, Region, RunId

commands = typer.Typer()

PlanHash = Annotated[
    str,
    typer.Option("--plan", help="The hash that `plan` printed: no other plan is answered."),
]
Reason = Annotated[
    str,
    typer.Option("--reason", help="Why: in the report of an approved run, else in its error."),
]


@commands.command()
def plan(
    run_id: RunId,
    *,
    environment: Environment = "dev",
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Show what a run will do and cost, and whether it waits for an answer."""
    from cli import plan
    from cli.deployment import Target, open_site

    site = open_site(Target(environment, region, profile))
    plan.show_plan(site, run_id, as_json=as_json)


@commands.command()
def approve(
    run_id: RunId,
    *,
    plan_hash: PlanHash,
    reason: Reason = "",
    environment: Environment = "dev",
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Let a waiting run go on. Needs the approver role."""
    from cli import approvals
    from cli.deployment import Target, open_site

    site = open_site(Target(environment, region, profile))
    approvals.answer(site, run_id, plan_hash, reason, approve=True, as_json=as_json)


@commands.command()
def reject(
    run_id: RunId,
    *,
    plan_hash: PlanHash,
    reason: Reason = "",
    environment: Environment = "dev",
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """End a waiting run before it spends anything. Needs the approver role."""
    from cli import approvals
    from cli.deployment import Target, open_site

    site = open_site(Target(environment, region, profile))
    approvals.answer(site, run_id, plan_hash, reason, approve=False, as_json=as_json)
