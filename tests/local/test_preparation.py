"""A team prepares its data with its own machine, and trains on what came of it."""

import io
import json
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from lambdas.contract import names, places, status
from lambdas.contract.preparation import PreparationRequest, Subset
from lambdas.datasets.prepare.preparation import prepare
from lambdas.datasets.prepare.sources import Source
from local.session import Session
from tests.local.preparation_plays import RECORDS, REQUEST, bring, machine, raw
from tests.local.system import TEAM, Json, System, wait_for
from tests.local.test_teams import OTHER, refused


def prepared(system: System, name: str, request: Json = REQUEST) -> Json:
    """Prepare data as a person of the team and return how that ended."""
    bring(system)
    client = system.team.client("stepfunctions")
    started = client.start_execution(
        stateMachineArn=system.deployment.teams[TEAM].prepare_machine_arn,
        name=name,
        input=json.dumps(request),
    )["executionArn"]

    def ended() -> Json | None:
        found = client.describe_execution(executionArn=started)
        return dict(found) if found["status"] != status.RUN_RUNNING else None

    return dict(wait_for("the preparation", ended))


@pytest.fixture(scope="module")
def answer(system: System) -> Json:
    """What the team's machine answers."""
    end = prepared(system, "first")
    assert end["status"] == status.RUN_SUCCEEDED, end.get("cause")
    return dict(json.loads(end["output"]))


def body(session: Session, system: System, key: str) -> bytes:
    found = session.client("s3").get_object(Bucket=system.deployment.data_bucket, Key=key)
    return bytes(found["Body"].read())


def test_the_sets_are_those_that_the_same_code_makes_here(
    system: System, answer: Json, tmp_path: Path
) -> None:
    sources = [Source(key, lambda text=text: io.BytesIO(text)) for key, text in raw().items()]  # type: ignore[misc]
    manifest = prepare(PreparationRequest(**REQUEST), sources, tmp_path)
    assert answer["version"] == manifest.version
    assert answer["counts"]["kept"] == 2 * RECORDS
    assert answer["counts"]["left_out"] == {"empty": 1}
    for subset in Subset:
        here = (tmp_path / places.prepared_file(subset)).read_bytes()
        assert body(system.team, system, answer["places"][subset]) == here


def test_the_manifest_names_the_versions_that_were_read(system: System, answer: Json) -> None:
    manifest = json.loads(body(system.team, system, answer["manifest"]))
    assert [source["shape"] for source in manifest["sources"]] == ["chat", "prompt_answer"]
    assert all(source["version_id"] for source in manifest["sources"])


def test_a_run_trains_on_it_and_tells_where_it_comes_from(system: System, answer: Json) -> None:
    request = {**answer["run_request"], "hyperparameters": {"epochs": 1}}
    end = system.end_of(system.start("prepared", request))
    assert end["status"] == status.RUN_SUCCEEDED, end.get("cause")
    run_id = names.run_id(TEAM, "prepared")
    found = system.team.client("s3").get_object(
        Bucket=system.deployment.artifacts_bucket, Key=places.plan_key(TEAM, run_id)
    )
    assert json.loads(found["Body"].read())["training"]["lineage"] == {
        "manifest_key": answer["manifest"],
        "version": answer["version"],
        "seed": 7,
        "source_records": 2 * RECORDS + 1,
    }


def test_done_again_it_answers_the_same_and_writes_nothing(system: System, answer: Json) -> None:
    end = prepared(system, "second")
    assert json.loads(end["output"]) == answer
    versions = system.operator.client("s3").list_object_versions(
        Bucket=system.deployment.data_bucket, Prefix=places.prepared_prefix(TEAM)
    )
    keys = [version["Key"] for version in versions["Versions"]]
    assert sorted(keys) == sorted([answer["manifest"], *answer["places"].values()])


def test_a_bad_request_is_told_whole(system: System) -> None:
    request = {**REQUEST, "sources": ["raw/none.jsonl"], "seed": "x", "team": OTHER}
    end = prepared(system, "bad", request)
    assert end["error"] == "InvalidRequestError"
    for path in ("$.sources[0]", "$.seed", "$.team"):
        assert path in end["cause"]


def test_no_person_writes_where_prepared_data_are(system: System, answer: Json) -> None:
    with pytest.raises(ClientError) as error:
        system.team.client("s3").put_object(
            Bucket=system.deployment.data_bucket, Key=answer["manifest"], Body=b"{}"
        )
    assert refused(error)


def test_a_team_starts_no_preparation_of_another(system: System) -> None:
    with pytest.raises(ClientError) as error:
        system.launcher(OTHER).client("stepfunctions").start_execution(
            stateMachineArn=system.machine(machine()), input=json.dumps(REQUEST)
        )
    assert refused(error)
