"""Nothing of a real account gets through; a proxy and a company's authority do."""

import re
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from local import surroundings
from local.certificate import write_certificate

REAL = {
    "AWS_ACCESS_KEY_ID": "real",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real",
    "AWS_PROFILE": "real",
    "AWS_DEFAULT_PROFILE": "real",
    "AWS_REGION": "eu-real-1",
    "AWS_DEFAULT_REGION": "eu-real-1",
    "AWS_ENDPOINT_URL": "https://real",
    "AWS_ENDPOINT_URL_BEDROCK": "https://real",
    "AWS_CONFIG_FILE": "/real",
    "AWS_SHARED_CREDENTIALS_FILE": "/real",
    "AWS_ROLE_ARN": "real",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/real",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://real",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "real",
    "AWS_EC2_METADATA_DISABLED": "real",
    "AWS_CA_BUNDLE": "/real",
    "CDK_DEFAULT_ACCOUNT": "real",
    "CDK_DEFAULT_REGION": "eu-real-1",
}
OTHERS = {"PATH": "/bin", "HOME": "/home/ada", "HTTPS_PROXY": "http://proxy:3128"}
ENDPOINT = "https://localhost:4566"
BUNDLE = Path("/tmp/bundle.pem")
PEM = re.compile(r"^-----BEGIN CERTIFICATE-----$.+?^-----END CERTIFICATE-----$", re.M | re.S)


def pointed(source: dict[str, str]) -> dict[str, str]:
    """Return the environment of a process that talks to the embedded AWS."""
    return surroundings.pointed_at(source, endpoint=ENDPOINT, ca_bundle=BUNDLE)


@pytest.mark.parametrize("make", [surroundings.clean, pointed])
def test_nothing_of_a_real_account_gets_through(
    make: Callable[[dict[str, str]], dict[str, str]],
) -> None:
    made = make(REAL | OTHERS)
    assert [name for name, value in made.items() if "real" in value] == []
    assert OTHERS.items() <= made.items()


def test_a_clean_environment_looks_nowhere_for_credentials() -> None:
    assert surroundings.clean(REAL) == {
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_a_process_is_pointed_at_the_embedded_aws() -> None:
    made = pointed(REAL)
    assert made["AWS_ENDPOINT_URL"] == ENDPOINT
    assert made["AWS_ACCESS_KEY_ID"] == made["AWS_SECRET_ACCESS_KEY"] == "test"
    assert made["AWS_REGION"] == made["AWS_DEFAULT_REGION"] == "us-east-1"
    assert "AWS_SESSION_TOKEN" not in made
    assert {made[name] for name in surroundings.CA_VARIABLES} == {str(BUNDLE)}


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        ({}, "localhost,127.0.0.1"),
        ({"NO_PROXY": ""}, "localhost,127.0.0.1"),
        ({"NO_PROXY": "corp.example,.intern"}, "corp.example,.intern,localhost,127.0.0.1"),
        ({"no_proxy": "corp.example,"}, "corp.example,localhost,127.0.0.1"),
    ],
)
def test_this_machine_is_added_to_what_no_proxy_serves(given: dict[str, str], hosts: str) -> None:
    made = pointed(given)
    assert (made["NO_PROXY"], made["no_proxy"]) == (hosts, hosts)


@pytest.mark.parametrize("variable", surroundings.CA_VARIABLES)
def test_the_bundle_trusts_the_company_and_the_emulator(tmp_path: Path, variable: str) -> None:
    company, emulator = tmp_path / "company.pem", tmp_path / "emulator.pem"
    write_certificate(company, tmp_path / "company.key")
    write_certificate(emulator, tmp_path / "emulator.key")
    company.write_bytes(company.read_bytes().rstrip())
    bundle = tmp_path / "bundle.pem"
    surroundings.write_ca_bundle({variable: str(company)}, emulator, bundle)
    trusted = PEM.findall(bundle.read_text())
    assert {company.read_text(), emulator.read_text().rstrip()} <= set(trusted)
    assert ssl.create_default_context(cafile=str(bundle))


def test_the_bundle_keeps_what_this_machine_trusts(tmp_path: Path) -> None:
    emulator, bundle = tmp_path / "emulator.pem", tmp_path / "bundle.pem"
    write_certificate(emulator, tmp_path / "emulator.key")
    surroundings.write_ca_bundle({"SSL_CERT_FILE": "/not/there"}, emulator, bundle)
    system = ssl.get_default_verify_paths().cafile
    assert emulator.read_bytes() in bundle.read_bytes()
    assert system is None or Path(system).read_bytes() in bundle.read_bytes()
