"""TryModel from event to answer, on S3 and a model in memory."""

import io
import json
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.common import aws
from lambdas.common.entry import logger
from lambdas.contract import places
from lambdas.contract.errors import (
    PERMANENT,
    AccessRefusedError,
    DeploymentGoneError,
    ModelNotAnsweringError,
)
from lambdas.contract.run import Plan
from lambdas.contract.serving import DeployedModel, Kind, Trial
from lambdas.try_model import handler as state
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.fakes.custom_models import ACCOUNT
from tests.fakes.s3 import OWNER, FakeS3
from tests.unit.analyze_training.samples import PLAN, RUN
from tests.unit.deploy_model.samples import MODEL_ARN
from tests.unit.try_model.samples import SECRET, record

DATA = "data"
ROLE = f"arn:aws:iam::{OWNER}:role/bedrock-customization/dev/teams/demo/data"
KEY = places.trial_key(RUN.team, RUN.run_id)
MODEL = DeployedModel(
    kind=Kind.ON_DEMAND,
    name="bc-dev-demo-run-1-d1",
    arn=f"{ACCOUNT}:custom-model-deployment/abcdefghijkl",
    model_arn=MODEL_ARN,
    created_at="2026-08-21T12:00:00+00:00",
    expires_at=None,
    attempt=1,
)
TRAINING = "teams/demo/datasets/faq.jsonl"
VALIDATION = "teams/demo/datasets/held-out.jsonl"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return written


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    variables = {
        "ACCOUNT_ID": OWNER,
        "ARTIFACTS_BUCKET_NAME": ARTIFACTS,
        "DATA_BUCKET_NAME": DATA,
        "TEAM_DATA_ROLE_ARNS": json.dumps({RUN.team: ROLE, "other": "arn:other"}),
    }
    made.install(monkeypatch, variables)
    clients = {(ROLE, RUN.run_id): made.s3}
    monkeypatch.setattr(aws, "s3_as", lambda role, run_id: clients[role, run_id])
    put(made.s3, VALIDATION, record("Who?", "She.") + b"\n" + record("Not this", "one"))
    put(made.s3, TRAINING, record("Nor", "this"))
    return made


def put(s3: FakeS3, key: str, body: bytes) -> None:
    """Keep a dataset in the version that PlanRun read, and a newer one."""
    s3.versions[DATA, key] = {"v-1": body, "v-2": body, "v-3": record("Later", "data")}


def plan(**members: object) -> Plan:
    """Return the sample plan with other members."""
    return msgspec.structs.replace(PLAN, **members)


def tried(planned: Plan = PLAN) -> Any:
    """Call the function as the state does."""
    event = {"plan": planned, "deployed": MODEL}
    return state.handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]


def kept(cloud: Cloud) -> Any:
    """Return what was stored."""
    return json.loads(cloud.s3.body(ARTIFACTS, KEY))


def test_the_first_held_out_prompt_is_answered_and_kept(cloud: Cloud) -> None:
    assert msgspec.convert(tried(), Trial) == Trial(
        key=KEY, latency_ms=250, input_tokens=12, output_tokens=3
    )
    assert kept(cloud) == {"prompt": "Who?", "answer": "It does.", "reference": "She."}
    assert cloud.s3.written == [f"s3://{ARTIFACTS}/{KEY}"]
    assert cloud.bedrock_runtime.asked == [
        {
            "modelId": MODEL.arn,
            "messages": [{"role": "user", "content": [{"text": "Who?"}]}],
            "inferenceConfig": {"maxTokens": 256, "temperature": 0},
        }
    ]


def test_without_validation_data_the_training_data_is_asked_from(cloud: Cloud) -> None:
    tried(plan(validation=None))
    assert kept(cloud)["prompt"] == "Nor"


def test_a_conversation_is_sent_whole_but_for_its_last_turn(cloud: Cloud) -> None:
    put(cloud.s3, VALIDATION, record("Who?", "She.", "When?", "Then.", system="Be short."))
    tried()
    (asked,) = cloud.bedrock_runtime.asked
    assert asked["system"] == [{"text": "Be short."}]
    assert [turn["content"][0]["text"] for turn in asked["messages"]] == ["Who?", "She.", "When?"]
    assert kept(cloud)["reference"] == "Then."


def test_the_version_that_was_checked_is_read(cloud: Cloud) -> None:
    del cloud.s3.versions[DATA, VALIDATION]["v-2"]
    with pytest.raises(ClientError, match="NoSuchVersion"):
        tried()


def test_blocks_of_an_answer_are_one_text(cloud: Cloud) -> None:
    cloud.bedrock_runtime.texts = ["It ", "", "does."]
    tried()
    assert kept(cloud)["answer"] == "It does."


@pytest.mark.parametrize("texts", [[], [""], [" \n", "\t"]])
def test_an_empty_answer_is_none(cloud: Cloud, texts: list[str]) -> None:
    cloud.bedrock_runtime.texts = texts
    with pytest.raises(ModelNotAnsweringError, match=f"{MODEL.name} gave an empty answer"):
        tried()
    assert cloud.s3.written == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ResourceNotFoundException", DeploymentGoneError),
        ("ValidationException", ModelNotAnsweringError),
        ("ModelErrorException", ModelNotAnsweringError),
        ("AccessDeniedException", AccessRefusedError),
    ],
)
def test_a_refusal_is_permanent(cloud: Cloud, code: str, error: type[Exception]) -> None:
    cloud.bedrock_runtime.refuse("Converse", code)
    with pytest.raises(error):
        tried()
    assert error.__name__ in PERMANENT


@pytest.mark.parametrize(
    "code",
    [
        "ModelNotReadyException",
        "ModelTimeoutException",
        "ServiceUnavailableException",
        "ThrottlingException",
    ],
)
def test_an_accident_is_worth_another_try(cloud: Cloud, code: str) -> None:
    cloud.bedrock_runtime.refuse("Converse", code)
    with pytest.raises(ClientError, match=code):
        tried()
    assert tried()["key"] == KEY


@pytest.mark.parametrize("code", ["", "ValidationException", "ModelErrorException"])
def test_no_data_is_logged_answered_or_told(cloud: Cloud, log: io.StringIO, code: str) -> None:
    put(cloud.s3, VALIDATION, record(SECRET, SECRET, SECRET, SECRET, system=SECRET))
    cloud.bedrock_runtime.texts = [SECRET]
    if code:
        cloud.bedrock_runtime.refuse("Converse", code, f"can't answer {SECRET}")
        with pytest.raises(ModelNotAnsweringError) as raised:
            tried()
        # Lambda logs an error with everything that Python would print of it.
        assert raised.value.__cause__ is None
        assert raised.value.__suppress_context__
        assert SECRET not in str(raised.value)
    else:
        assert SECRET not in json.dumps(tried())
        assert kept(cloud)["answer"] == SECRET
    assert log.getvalue()
    assert SECRET not in log.getvalue()
