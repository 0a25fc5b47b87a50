"""cdk-nag judges every synthesis, and what was accepted is listed, fresh, narrow and founded."""

from collections import defaultdict

import pytest

from stacks.constructs.acknowledgements import UNSCOPED_ACTIONS, WILDCARDS
from tests.synth import register
from tests.synth.assembly import Assembly
from tests.synth.register import Acknowledgement, Finding
from tests.synth.synthesis import CANARY

WRITTEN = "rules_to_suppress"
POLICY = "stack/Part/Policy"
RULE = "AwsSolutions::AwsSolutions-IAM5[Resource::*]"
REASON = "No resource can be named for these actions: https://docs.aws.amazon.com/"
SOUND = Acknowledgement(POLICY, RULE, REASON)
FOUND = [Finding(f"{POLICY}/Resource", RULE)]


def test_a_bad_bucket_in_the_app_ends_synthesis(dev: Assembly) -> None:
    assert "ValidationFailed" in (dev.folder / "refused.txt").read_text()
    assert {finding.rule for finding in register.violations(dev)} == {
        "AwsSolutions-S1",
        "AwsSolutions-S10",
    }


def test_nothing_but_the_bad_bucket_is_found(dev: Assembly) -> None:
    assert {finding.path for finding in register.violations(dev)} == {f"{CANARY}/Bucket/Resource"}


def test_the_app_has_no_finding_that_nobody_accepted(embedded: Assembly) -> None:
    assert not register.violations(embedded)


@pytest.mark.parametrize("environment", ["embedded", "dev"])
def test_the_register_is_sound(request: pytest.FixtureRequest, environment: str) -> None:
    assembly = request.getfixturevalue(environment)
    accepted = register.acknowledgements(assembly)
    assert accepted
    assert not list(register.problems(accepted, register.findings(assembly)))


def test_the_register_is_printed(embedded: Assembly) -> None:
    """Show it with `pytest -rP tests/synth/test_register.py -k printed`."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for entry in register.acknowledgements(embedded):
        by_reason[entry.reason].append(f"  {entry.path.partition('/')[2]}  {entry.rule}")
    print(f"{sum(map(len, by_reason.values()))} accepted findings of cdk-nag:")
    for reason, entries in sorted(by_reason.items()):
        print("\n".join(["", reason, *entries]))


def test_every_accepted_finding_reaches_the_templates(embedded: Assembly) -> None:
    written = {
        (entry["id"], entry["reason"])
        for resource in embedded.resources
        for entry in resource.raw.get("Metadata", {}).get("cdk_nag", {}).get(WRITTEN, [])
        if not entry["id"].startswith(register.OWN_OF_CDK)
    }
    accepted = register.acknowledgements(embedded)
    assert written == {(entry.rule, entry.reason) for entry in accepted}


def test_every_shape_of_wildcard_in_the_register_is_used(embedded: Assembly) -> None:
    reasons = {entry.reason for entry in register.acknowledgements(embedded)}
    assert {entry.name for entry in WILDCARDS if entry.evidence not in reasons} == set()
    sources = " ".join(reasons)
    assert {source for source in UNSCOPED_ACTIONS.values() if source not in sources} == set()


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (SOUND._replace(rule="AwsSolutions-IAM5[Resource::*]"), "isn't qualified"),
        (SOUND._replace(reason=" "), "there is no reason"),
        (SOUND._replace(reason="not needed"), "no evidence"),
        (SOUND._replace(reason="Everybody does it like this, so do we."), "no evidence"),
        (SOUND._replace(path="stack"), "a whole stack or app"),
        (SOUND._replace(path=""), "a whole stack or app"),
        (SOUND._replace(rule="AwsSolutions::AwsSolutions-IAM5[Resource::x/*]"), "stale"),
        (SOUND._replace(path="stack/Part/Other"), "stale"),
    ],
)
def test_an_unsound_entry_is_a_problem(entry: Acknowledgement, problem: str) -> None:
    assert any(problem in found for found in register.problems([entry], FOUND))


def test_a_sound_entry_is_none() -> None:
    assert not list(register.problems([SOUND], FOUND))
