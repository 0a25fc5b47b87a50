"""PromoteModel from event to answer: its configuration, and payloads of other versions."""

import io
import json
from typing import Any

import msgspec
import pytest

from lambdas.common.entry import logger
from lambdas.contract import places
from lambdas.contract.aliases import AliasRecord, Promotion
from lambdas.contract.errors import AccessRefusedError, PromotionRefusedError
from lambdas.promote_model.handler import handler
from tests.fakes.cloud import ARTIFACTS, Cloud, execution_arn
from tests.fakes.custom_models import NOVA_MICRO
from tests.fakes.s3 import OWNER
from tests.fakes.ssm import FakeSsm
from tests.unit.promote_model.world import ON_DEMAND, PROVISIONED

RUN_ID = "demo_run-1"
MODEL = "bc-dev-run-1-a1"
VARIABLES = {
    "ACCOUNT_ID": OWNER,
    "ARTIFACTS_BUCKET_NAME": ARTIFACTS,
    "ENVIRONMENT_NAME": "dev",
    "DECLARED_CAPACITY": msgspec.json.encode([ON_DEMAND, PROVISIONED]).decode(),
    "DEPLOYMENTS_QUOTA": "10",
    "MODEL_UNITS_QUOTAS": json.dumps({NOVA_MICRO: 2}),
    "CUSTOM_MODEL_UNITS_QUOTA": "2",
    "LONGEST_DEPLOYMENT_SECONDS": "7200",
}


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud(ssm=FakeSsm())
    made.install(monkeypatch, VARIABLES)
    made.bedrock.auto_ready = True
    made.stepfunctions.run(execution_arn(RUN_ID))
    made.bedrock.add_model(MODEL)
    return made


def promoted(cloud: Cloud, **members: object) -> Any:
    """Call the function as a run does."""
    event = {
        "action": "promote",
        "team": "demo",
        "alias": "faq",
        "execution_arn": execution_arn(RUN_ID),
        "model_arn": cloud.bedrock.models[MODEL]["modelArn"],
        "run_id": RUN_ID,
    }
    return handler(event | members, None)  # type: ignore[arg-type]


def test_the_answer_is_a_promotion(cloud: Cloud) -> None:
    answer = msgspec.convert(promoted(cloud), Promotion)
    record = msgspec.json.decode(
        cloud.s3.body(ARTIFACTS, places.alias_key("demo", "faq")), type=AliasRecord
    )
    assert record.current is not None
    assert (answer.arn, answer.model_arn) == (record.arn, record.current.model_arn)
    assert (record.current.run_id, record.schema_version) == (RUN_ID, 1)


@pytest.mark.parametrize("alias", ["typo", "../other/faq", "faq/../../x", ""])
def test_an_alias_is_a_declared_one_before_it_is_a_place(cloud: Cloud, alias: str) -> None:
    with pytest.raises(PromotionRefusedError, match="its aliases: bulk, faq"):
        promoted(cloud, alias=alias)
    assert cloud.s3.written == []


def test_members_of_a_newer_machine_are_let_through(cloud: Cloud) -> None:
    assert promoted(cloud, added_later=1, kind=None, declared=None)["changed"]


def test_a_record_of_a_newer_version_is_understood(cloud: Cloud) -> None:
    promoted(cloud)
    key = places.alias_key("demo", "faq")
    newer = json.loads(cloud.s3.body(ARTIFACTS, key)) | {"added_later": 1}
    cloud.s3.put(ARTIFACTS, key, json.dumps(newer).encode())
    assert promoted(cloud, action="conform")["arn"] == newer["arn"]


def test_a_record_of_the_first_version_is_understood(cloud: Cloud) -> None:
    older = {"team": "demo", "alias": "faq", "kind": "on_demand"}
    cloud.s3.put(ARTIFACTS, places.alias_key("demo", "faq"), json.dumps(older).encode())
    assert promoted(cloud)["changed"]


def test_a_refusal_by_aws_is_not_repeated(cloud: Cloud) -> None:
    cloud.bedrock.refuse("CreateCustomModelDeployment", "AccessDeniedException", "No right.")
    with pytest.raises(AccessRefusedError, match="No right"):
        promoted(cloud)


def test_a_bucket_of_somebody_else_is_not_written(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCOUNT_ID", "999999999999")
    with pytest.raises(AccessRefusedError):
        promoted(cloud)
    assert cloud.bedrock.made == []


def test_the_log_tells_the_alias_and_the_action(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    promoted(cloud)
    first = json.loads(written.getvalue().splitlines()[-1])
    assert (first["team"], first["alias"], first["action"]) == ("demo", "faq", "promote")
