"""An AWS in memory for the Bedrock stand-in, and a real boto3 client in front of it."""

import asyncio
import io
import json
import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from local.bedrock import Bedrock, Options
from local.bedrock.answers import Respondent
from local.bedrock.clock import Clock
from local.bedrock.records import Record
from local.bedrock.runtime import Runtime
from local.bedrock.things import CustomModel, Job, Scope, Status
from local.bedrock.trainer import Examples, Model, Settings, train
from local.bedrock.world import CannotAssumeError, MissingError, Need, RefusedError

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

ACCOUNT = "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/bedrock"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
SCOPE = Scope(ACCOUNT, "us-east-1")
TRAINING = "s3://data/train.jsonl"
VALIDATION = "s3://data/validation.jsonl"
OUTPUT = "s3://artifacts/runs"


@dataclass
class FakePrincipal:
    """May do everything but what is denied."""

    world: "FakeWorld"
    arn: str
    denied: set[str]
    scope: Scope = SCOPE
    is_root: bool = True

    def require(self, need: Need) -> None:
        self.world.asked.append(need)
        if need.action in self.denied:
            raise RefusedError(self.arn, need.action, need.resource)

    def check_listing(self, bucket: str, key: str) -> None:
        self.require(Need("s3:ListBucket", f"arn:aws:s3:::{bucket}/{key}"))

    def read(self, bucket: str, key: str) -> bytes:
        self.require(Need("s3:GetObject", f"arn:aws:s3:::{bucket}/{key}"))
        self.world.during_read()
        if (bucket, key) not in self.world.objects:
            raise MissingError(f"no object {key}")
        return self.world.objects[bucket, key]

    def write(self, bucket: str, key: str, body: bytes) -> None:
        self.require(Need("s3:PutObject", f"arn:aws:s3:::{bucket}/{key}"))
        self.world.objects[bucket, key] = body


@dataclass
class FakeWorld:
    """Roles, objects, keys, networks and events in memory."""

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    invocations: list[tuple[str, datetime]] = field(default_factory=list)
    asked: list[Need] = field(default_factory=list)
    denied_to_role: set[str] = field(default_factory=set)
    denied_to_caller: set[str] = field(default_factory=set)
    region: str = "us-east-1"
    caller_is_root: bool = True
    during_read: Callable[[], object] = bool

    def scope(self) -> Scope:
        return Scope(ACCOUNT, self.region)

    def caller(
        self, headers: Mapping[str, str], query: Mapping[str, Sequence[str]]
    ) -> FakePrincipal:
        assert isinstance(headers, Mapping)
        assert isinstance(query, Mapping)
        arn = f"arn:aws:iam::{ACCOUNT}:user/caller"
        denied = self.denied_to_caller
        return FakePrincipal(self, arn, denied, self.scope(), self.caller_is_root)

    @contextmanager
    def within(self, scope: Scope) -> Iterator[None]:
        assert scope.account == ACCOUNT
        yield

    def trusts(self, role_arn: str, job_arn: str, scope: Scope) -> None:
        if role_arn != ROLE:
            raise CannotAssumeError(f"no such role for {job_arn} in {scope.region}")

    def assume(self, role_arn: str, job_arn: str, scope: Scope) -> FakePrincipal:
        self.trusts(role_arn, job_arn, scope)
        return FakePrincipal(self, role_arn, self.denied_to_role, scope)

    def key_arn(self, key_id: str, scope: Scope) -> str | None:
        return KEY if key_id == KEY and scope.region == "us-east-1" else None

    def missing_network(self, names: Sequence[str], scope: Scope) -> list[str]:
        return [name for name in names if name.endswith("missing") and scope]

    def publish(self, event: Mapping[str, Any]) -> None:
        self.events.append(json.loads(event["Detail"]))

    def count(self, model_id: str, moment: datetime) -> None:
        self.invocations.append((model_id, moment))

    def put(self, uri: str, lines: Sequence[object]) -> None:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        self.objects[bucket, key] = "\n".join(json.dumps(line) for line in lines).encode()

    def statuses(self) -> list[str]:
        return [event["jobStatus"] for event in self.events]


def record(prompt: str = "What is the answer?", answer: str = "Forty-two.") -> dict[str, Any]:
    """Return a conversation of one turn each."""
    return {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": prompt}]},
            {"role": "assistant", "content": [{"text": answer}]},
        ],
    }


def conversations(count: int, seed: int) -> list[dict[str, Any]]:
    """Return records whose prompts tell what the answers are about, most of the time."""
    dice = random.Random(seed)  # noqa: S311 - data, not secrets
    return [_conversation(dice) for _ in range(count)]


def _conversation(dice: random.Random) -> dict[str, Any]:
    topic = dice.randrange(12)
    answered = topic if dice.random() > 0.1 else dice.randrange(12)
    prompt = [f"topic{topic}q{dice.randrange(15)}" for _ in range(4)]
    answer = [f"topic{answered}a{dice.randrange(6)}" for _ in range(4)]
    chatter = [f"word{dice.randrange(100)}" for _ in range(13)]
    return record(" ".join(prompt + chatter[:10]), " ".join(answer + chatter[10:]))


def request(**changes: Any) -> dict[str, Any]:
    """Return a good request for a job, changed; None takes a member out."""
    good = {
        "jobName": "job",
        "customModelName": "model",
        "roleArn": ROLE,
        "clientRequestToken": f"token-{zlib.crc32(str(changes.get('jobName', 'job')).encode())}",
        "baseModelIdentifier": "amazon.nova-micro-v1:0:128k",
        "trainingDataConfig": {"s3Uri": TRAINING},
        "outputDataConfig": {"s3Uri": OUTPUT},
        "hyperParameters": {"epochCount": "1"},
    }
    return {key: value for key, value in (good | changes).items() if value is not None}


def standin(world: FakeWorld, clock: Clock | None = None, **options: Any) -> Bedrock:
    """Return a stand-in that doesn't wait, unless it gets a clock."""
    return Bedrock(Options(**({"time_scale": 0} | options)), world, clock)


def custom_model(
    bedrock: Bedrock,
    name: str = "model",
    *,
    base: str = "amazon.nova-micro-v1:0:128k",
    region: str = "us-east-1",
    records: Sequence[Record] = (Record("A question", "An answer"),),
    epochs: int = 1,
    tags: Mapping[str, str] | None = None,
) -> str:
    """Put a custom model into a stand-in, as if a job had left it there; return its ARN."""
    now, store, scope = bedrock._clock.now(), bedrock._store, Scope(ACCOUNT, region)
    found = bedrock._catalogue.find(base, region, now)
    assert found
    examples = Examples.of(records)
    model = Model(examples)
    list(train(model, examples, [], Settings(epochs, 1e-5, 10), seed=0))
    job = Job(
        arn=scope.arn("model-customization-job", found.model, store.new_id()),
        scope=scope,
        caller_arn="",
        request=request(jobName=name, customModelName=name),
        hyperparameters={},
        base=found.model,
        kms_key_arn=None,
        created=now,
        tags={},
        status=Status.COMPLETED,
        training_loss=1.0,
    )
    arn = scope.arn("custom-model", found.model, store.new_id())
    store.jobs[job.arn] = job
    store.models[arn] = CustomModel(
        arn=arn,
        job=job,
        created=now,
        tags=dict(tags or {}),
        respondent=Respondent.of(model, records),
    )
    return arn


def send(
    service: Bedrock | Runtime, method: str, path: str, body: bytes = b"", query: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """Send a request as MiniStack hands it over: path decoded, query parsed."""
    return asyncio.run(
        service.handle_request(
            method, unquote(path), {}, body, parse_qs(query, keep_blank_values=True)
        )
    )


def client(bedrock: Bedrock) -> "BedrockClient":
    """Return a boto3 client whose requests the stand-in answers, unchecked by botocore."""
    made = boto3.client("bedrock", **_CLIENT)
    # A handler that returns something answers in the place of the network.
    made.meta.events.register("before-send.bedrock", _answering(bedrock))  # type: ignore[arg-type]
    return made


def runtime_client(bedrock: Bedrock) -> "BedrockRuntimeClient":
    """Return the same for those who invoke what serves."""
    made = boto3.client("bedrock-runtime", **_CLIENT)
    made.meta.events.register("before-send.bedrock-runtime", _answering(bedrock.runtime))  # type: ignore[arg-type]
    return made


_CLIENT: Any = {
    "region_name": "us-east-1",
    "endpoint_url": "https://localhost",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
    "config": Config(parameter_validation=False, retries={"total_max_attempts": 1}),
}


def _answering(service: Bedrock | Runtime) -> Callable[..., AWSResponse]:
    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        url = urlsplit(request.url)
        body = request.body or b""
        assert isinstance(body, bytes)
        status, headers, content = send(service, str(request.method), url.path, body, url.query)
        return AWSResponse(request.url, status, headers, _Raw(content))  # type: ignore[arg-type]

    return answer


class _Raw(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something holds; as long as a slow machine may need."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def finished(bedrock_client: "BedrockClient", job: str = "job") -> dict[str, Any]:
    """Return a job's details when it has ended."""
    ended = {"Completed", "Failed", "Stopped"}
    get = bedrock_client.get_model_customization_job
    until(lambda: get(jobIdentifier=job)["status"] in ended)
    return dict(get(jobIdentifier=job))
