"""Every service that meets an encrypted target gets past its key, and no service else.

The embedded AWS can't see this: it decrypts for everybody.
"""

import pytest

from tests.synth import key_needs
from tests.synth.assembly import Assembly
from tests.synth.key_needs import LOGS, Need
from tests.synth.statements import KEY, ROLE, Statement, key_statements, statements_of

Policies = dict[str, list[Statement]]

SERVICES = {
    Need(LOGS, "LogsKey"),
    Need("delivery.logs", "WorkflowKey"),
    Need("events", "WorkflowKey"),
    Need("cloudwatch", "WorkflowKey"),
}


@pytest.fixture(scope="module")
def policies(embedded: Assembly) -> Policies:
    return {key.name: key_statements(embedded, key.name) for key in embedded.all(KEY)}


@pytest.fixture(scope="module")
def rights(embedded: Assembly) -> Policies:
    return {role.name: statements_of(embedded, role.name) for role in embedded.all(ROLE)}


def test_the_services_are_the_ones_we_know(embedded: Assembly) -> None:
    assert key_needs.of_services(embedded) == SERVICES


def test_every_service_is_let_in(embedded: Assembly, policies: Policies) -> None:
    assert not key_needs.unmet(key_needs.of_services(embedded), policies)


@pytest.mark.parametrize("need", sorted(SERVICES))
def test_without_its_statement_a_service_is_locked_out(need: Need, policies: Policies) -> None:
    kept = [s for s in policies[need.key] if f"{need.who}.amazonaws.com" not in str(s["Principal"])]
    assert len(kept) == len(policies[need.key]) - 1, "one statement a service"
    assert key_needs.unmet(SERVICES, policies | {need.key: kept}) == {need}


def test_no_service_is_let_in_without_need(policies: Policies) -> None:
    let_in = {
        Need(statement["Principal"]["Service"].removesuffix(".amazonaws.com"), key)
        for key, statements in policies.items()
        for statement in statements
        if "Service" in statement["Principal"]
    }
    assert let_in == SERVICES


def test_every_role_has_one_right_on_each_key_it_meets(
    embedded: Assembly, rights: Policies
) -> None:
    needs = key_needs.of_roles(embedded)
    assert {need.via for need in needs} == {"", "s3", "sns", "sqs"}
    # One, so that taking it out leaves the role locked out.
    assert {need: len(key_needs.serving(need, rights)) for need in needs} == dict.fromkeys(needs, 1)


def test_no_role_has_a_right_on_a_key_it_does_not_meet(
    embedded: Assembly, rights: Policies
) -> None:
    needs = key_needs.of_roles(embedded)
    serving = {str(s) for need in needs for s in key_needs.serving(need, rights)}
    spare = {s["Sid"] for given in rights.values() for s in given if "kms:" in str(s["Action"])} - {
        s["Sid"] for given in rights.values() for s in given if str(s) in serving
    }
    # Custom models, logs on their way and executions are no targets that a template shows.
    assert spare == {"DecryptModel", "EncryptModel", "EncryptLog", "DecryptExecutions"}


def test_deployment_reaches_the_key_of_functions_and_machines(policies: Policies) -> None:
    (statement,) = (s for s in policies["WorkflowKey"] if s["Sid"] == "Deployment")
    via = statement["Condition"]["StringEquals"]["kms:ViaService"]
    assert via == ["lambda.<region>.amazonaws.com", "states.<region>.amazonaws.com"]
    assert {"kms:CreateGrant", "kms:Encrypt", "kms:GenerateDataKey"} <= set(statement["Action"])


def test_a_machines_key_is_never_used_through_a_service(embedded: Assembly) -> None:
    for machine in embedded.all("AWS::StepFunctions::StateMachine"):
        role = key_needs.name_in(machine.properties["RoleArn"])
        (use,) = (s for s in statements_of(embedded, role) if s["Sid"] == "UseKey")
        assert "kms:ViaService" not in str(use["Condition"])
