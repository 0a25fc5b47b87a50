"""A small AWS in memory: the few operations that the command calls."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.validate import validate_parameters

from lambdas.contract import names

ACCOUNT = "111122223333"
REGION = "us-east-1"
BUCKET = "artifacts-bucket"
BEGUN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MACHINES = f"arn:aws:states:{REGION}:{ACCOUNT}"
PRICE_KEEPER = f"arn:aws:iam::{ACCOUNT}:role/bedrock-customization/dev/PriceKeeper"
RUN_MACHINE = "bedrock-customization-dev-run"

Json = dict[str, Any]


def after(seconds: float) -> datetime:
    """Return a moment of the run, counted from its beginning."""
    return BEGUN + timedelta(seconds=seconds)


def refusal(code: str, operation: str, message: str = "no further words") -> ClientError:
    """Return the error that botocore raises when a service answers with `code`."""
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def run_arn(run_id: str) -> str:
    """Return the ARN of a run's execution."""
    return f"{MACHINES}:execution:{RUN_MACHINE}:{run_id}"


def front_door_arn(team: str) -> str:
    """Return the ARN of a team's front door."""
    return f"{MACHINES}:stateMachine:bedrock-customization-dev-{team}-start"


def rollback_machine_arn(team: str) -> str:
    """Return the ARN of a team's rollback machine."""
    return f"{MACHINES}:stateMachine:bedrock-customization-dev-{team}-rollback"


def answer_approval_arn(team: str) -> str:
    """Return the ARN of the function that takes a team's answers."""
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:answer-{team}"


def deployment(*teams: str, account: str = ACCOUNT) -> Json:
    """Return what a deployed environment says of itself."""
    return {
        "environment": "dev",
        "account": account,
        "region": REGION,
        "data_bucket": "data-bucket",
        "artifacts_bucket": BUCKET,
        "run_machine_arn": f"{MACHINES}:stateMachine:{RUN_MACHINE}",
        "teams": {
            team: {
                "front_door_arn": front_door_arn(team),
                "launcher_role_arn": "any",
                "rollback_machine_arn": rollback_machine_arn(team),
                "answer_approval_arn": answer_approval_arn(team),
            }
            for team in teams
        },
        "price_keeper_role_arn": PRICE_KEEPER,
        "hours_to_answer": 72,
    }


@cache
def _shape(service: str, operation: str) -> Any:
    model = botocore.session.get_session().get_service_model(service)
    return model.operation_model(operation).input_shape


@dataclass
class Cloud:
    """What AWS knows, what it was asked, and what it will refuse."""

    account: str = ACCOUNT
    parameters: dict[str, str] = field(default_factory=dict)
    executions: dict[str, Json] = field(default_factory=dict)
    jobs: dict[str, Json] = field(default_factory=dict)
    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    price_list: dict[str, list[str]] = field(default_factory=dict)
    """Rows of the AWS Price List, by usage type."""
    callers: dict[str, str] = field(default_factory=dict)
    """Who made the last call of each operation: a person, or the role taken on."""
    failures: dict[str, Exception] = field(default_factory=dict)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    front_door: Json = field(default_factory=dict)
    """What the front door's execution looks like, apart from its output if it succeeds."""
    rollback: Json = field(default_factory=dict)
    """What the rollback machine's execution looks like."""
    functions: dict[str, Callable[[Json], tuple[Json, bool]]] = field(default_factory=dict)
    """By ARN: what each answers, and whether it failed."""
    page_size: int = 1000
    waits: list[Callable[[], None]] = field(default_factory=list)
    """What happens while the command sleeps; one entry a sleep."""

    def deploy(self, *teams: str, account: str = ACCOUNT, environment: str = "dev") -> None:
        """Deploy an environment."""
        name = names.deployment_parameter(environment)
        self.parameters[name] = json.dumps(deployment(*teams, account=account))

    def add_run(self, run_id: str, status: str, history: list[Json], **more: Any) -> Json:
        """Add a run's execution, and return it to be changed."""
        execution = {"status": status, "startDate": BEGUN, "history": history, **more}
        if status != "RUNNING":
            execution.setdefault("stopDate", after(100))
        self.executions[run_arn(run_id)] = execution
        return execution

    def asked(self, operation: str) -> list[Json]:
        """Return the parameters of every call of an operation."""
        return [parameters for name, parameters in self.calls if name == operation]

    def sleep(self, _seconds: float) -> None:
        """Let the next thing happen instead of waiting."""
        assert self.waits, "the command would wait for ever"
        self.waits.pop(0)()

    def call(self, service: str, operation: str, parameters: Json) -> Any:
        """Answer one call as the service would."""
        validate_parameters(parameters, _shape(service, operation))
        self.calls.append((operation, parameters))
        if operation in self.failures:
            raise self.failures[operation]
        return getattr(self, f"_{xform_name(operation)}")(**parameters)

    def _get_caller_identity(self) -> Json:
        return {"Account": self.account}

    def _get_parameter(self, Name: str) -> Json:
        if Name not in self.parameters:
            raise refusal("ParameterNotFound", "GetParameter")
        return {"Parameter": {"Value": self.parameters[Name]}}

    def _start_execution(self, **given: str) -> Json:
        machine, name = given["stateMachineArn"], given["name"]
        arn = f"{machine.replace(':stateMachine:', ':execution:')}:{name}"
        if arn in self.executions:
            raise refusal("ExecutionAlreadyExists", "StartExecution")
        if machine.endswith("-rollback"):
            self.executions[arn] = {"startDate": BEGUN, "status": "RUNNING", **self.rollback}
            return {"executionArn": arn}
        run_id = names.run_id("demo", name)
        output = {"run_id": run_id, "execution_arn": run_arn(run_id), "console_url": "https://c"}
        self.executions[arn] = {
            "status": "SUCCEEDED",
            "output": json.dumps(output),
            "startDate": BEGUN,
            "name": name,
            "machine": machine,
            **self.front_door,
        }
        return {"executionArn": arn}

    def _describe_execution(self, executionArn: str, includedData: str = "ALL_DATA") -> Json:
        if executionArn not in self.executions:
            raise refusal("ExecutionDoesNotExist", "DescribeExecution")
        execution = {"executionArn": executionArn, **self.executions[executionArn]}
        del includedData
        return execution

    def _stop_execution(self, executionArn: str, **reason: str) -> Json:
        self.executions[executionArn] |= {"status": "ABORTED", "stopDate": after(50), **reason}
        return {"stopDate": after(50)}

    def _list_executions(self, stateMachineArn: str, maxResults: int) -> Json:
        mine = [e for e in self.executions.values() if e.get("machine") == stateMachineArn]
        return {"executions": mine[:maxResults]}

    def _get_model_customization_job(self, jobIdentifier: str) -> Json:
        if jobIdentifier not in self.jobs:
            raise refusal("ResourceNotFoundException", "GetModelCustomizationJob")
        return self.jobs[jobIdentifier]

    def _get_object(self, Bucket: str, Key: str, ExpectedBucketOwner: str) -> Json:
        assert (Bucket, ExpectedBucketOwner) == (BUCKET, ACCOUNT)
        if Key not in self.objects:
            raise refusal("NoSuchKey", "GetObject")
        body, changed = self.objects[Key]
        return {"Body": io.BytesIO(body), "ETag": "any", "LastModified": changed}

    def _invoke(self, FunctionName: str, Payload: bytes) -> Json:
        said, failed = self.functions[FunctionName](json.loads(Payload))
        body = {"Payload": io.BytesIO(json.dumps(said).encode())}
        return body | ({"FunctionError": "Unhandled"} if failed else {})

    def _put_object(self, Bucket: str, Key: str, ExpectedBucketOwner: str, **given: Any) -> Json:
        assert (Bucket, ExpectedBucketOwner) == (BUCKET, ACCOUNT)
        if "IfNoneMatch" in given and Key in self.objects:
            raise refusal("PreconditionFailed", "PutObject")
        self.objects[Key] = (given["Body"], BEGUN)
        return {"ETag": "any"}

    def _assume_role(self, RoleArn: str, RoleSessionName: str) -> Json:
        assert RoleSessionName
        secrets = {"AccessKeyId": "any", "SecretAccessKey": "any", "SessionToken": RoleArn}
        return {"Credentials": secrets}

    def _get_products(self, ServiceCode: str, Filters: list[Json], **page: str) -> Json:
        assert ServiceCode == "AmazonBedrock"
        wanted = {one["Field"]: one["Value"] for one in Filters if one["Type"] == "TERM_MATCH"}
        rows = self.price_list.get(wanted["usagetype"], [])
        begin = int(page.get("NextToken", 0))
        more = {"NextToken": str(begin + 1)} if begin + 1 < len(rows) else {}
        return {"PriceList": rows[begin : begin + 1], **more}

    def _list_objects_v2(self, Bucket: str, Prefix: str, ExpectedBucketOwner: str) -> Json:
        assert (Bucket, ExpectedBucketOwner) == (BUCKET, ACCOUNT)
        return {
            "Contents": [
                {"Key": key, "LastModified": changed, "ETag": f"{hash(body)}"}
                for key, (body, changed) in self.objects.items()
                if key.startswith(Prefix)
            ]
        }

    def _get_execution_history(self, executionArn: str, **given: Any) -> Json:
        events = list(self.executions[executionArn]["history"])
        if given["reverseOrder"]:
            events.reverse()
        begin = int(given.get("nextToken", 0))
        end = begin + min(self.page_size, given["maxResults"])
        more = {"nextToken": str(end)} if end < len(events) else {}
        return {"events": events[begin:end], **more}
