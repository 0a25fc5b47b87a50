"""The clients that the code makes are the ones the contract names, and each has its endpoint."""

import ast
from collections.abc import Iterator

import pytest

from lambdas.contract.clients import CLIENTS, GATEWAY_CLIENTS
from tests.contract import modules
from tests.synth.assembly import Assembly
from tests.synth.test_network import CALLED_BY_PROVIDERS, CLIENT_OF_SERVICE

MAKERS = {"client", "resource", "Session"}


def clients_made(tree: ast.AST) -> Iterator[str]:
    """Yield the service of every client that a module makes with boto3."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _maker(node.func) in MAKERS:
            assert _maker(node.func) == "client", "clients are made by boto3.client alone"
            (service, *_) = node.args
            assert isinstance(service, ast.Constant), "a client's service is written out"
            yield str(service.value)


def _maker(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id == "boto3" else ""
    return ""


def made_by_lambdas() -> dict[str, set[str]]:
    """Return the clients that each module below `lambdas` makes."""
    found = {
        name: set(clients_made(modules.tree(file)))
        for name, file in modules.sources().items()
        if name.startswith("lambdas.")
    }
    return {name: clients for name, clients in found.items() if clients}


def test_one_module_makes_the_clients_that_the_contract_names() -> None:
    assert made_by_lambdas() == {"lambdas.common.aws": set(CLIENTS)}


def test_each_client_has_an_endpoint_and_each_endpoint_a_client(embedded: Assembly) -> None:
    endpoints = embedded.all("AWS::EC2::VPCEndpoint")
    served = {CLIENT_OF_SERVICE[endpoint.properties["ServiceName"]] for endpoint in endpoints}
    assert served == CLIENTS | CALLED_BY_PROVIDERS
    assert GATEWAY_CLIENTS < CLIENTS


@pytest.mark.parametrize("code", ["boto3.resource('s3')", "boto3.Session()", "boto3.client(name)"])
def test_a_client_made_in_another_way_is_refused(code: str) -> None:
    with pytest.raises(AssertionError):
        list(clients_made(ast.parse(code)))
