"""The states of a run that judge its model, and what their machine may do for them.

Between the first and the last the machine runs a child execution for each batch of questions; no
question or answer passes through a state.
"""

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lambdas.contract import errors, names, places
from stacks.constructs import rights
from stacks.constructs.lambda_state import lambda_state
from stacks.constructs.looking_state import Looks, looking_state
from stacks.constructs.managed_role import allow
from stacks.constructs.run_functions import RunFunctions
from stacks.waiting_settings import Evaluation, embedding_looks

EVALUATE_MODEL = names.EVALUATE_MODEL
"""Also the label in the ARNs of what the map starts."""
AT_ONCE = Duration.seconds(1)


def plan_evaluation(
    scope: Construct, functions: RunFunctions, evaluation: Evaluation
) -> tasks.LambdaInvoke:
    """Return the state that writes down what is asked, as soon as all vectors for it are made."""
    function = functions.plan_evaluation.function
    return looking_state(
        scope,
        "PlanEvaluation",
        function=function,
        payload={"plan": "{% $plan %}", "deployed": "{% $deployed %}"},
        assign={"questions": "{% $states.result.Payload %}"},
        looks=embedding(evaluation),
    )


def evaluate_model(
    scope: Construct, functions: RunFunctions, evaluation: Evaluation, artifacts: s3.IBucket
) -> sfn.DistributedMap:
    """Return the state in which every side answers everything, a batch a child execution.

    A batch that can't be answered fails the run: a redrive goes on with what has no answer yet.
    Results are numbers: all together they must fit into a state.
    """
    every = sfn.DistributedMap.jsonata(
        scope,
        EVALUATE_MODEL,
        label=EVALUATE_MODEL,
        item_reader=sfn.S3JsonLItemReader(bucket=artifacts, key="{% $questions.manifest_key %}"),
        jsonata_max_concurrency="{% $questions.concurrency %}",
        item_selector={
            "run": "{% $plan.run %}",
            "models": "{% $questions.models %}",
            "max_answer_tokens": "{% $plan.evaluation.rules.max_answer_tokens %}",
            "batch": "{% $states.context.Map.Item.Value %}",
        },
        map_execution_type=sfn.StateMachineType.STANDARD,
        outputs={
            "batches": "{% $count($states.result) %}",
            "failed_answers": "{% $sum($states.result) %}",
        },
    )
    every.add_retry(errors=["States.ItemReaderFailed"], max_attempts=3)
    return every.item_processor(_answer_batch(scope, functions.answer_batch.function, evaluation))


def score_evaluation(scope: Construct, functions: RunFunctions) -> tasks.LambdaInvoke:
    """Return the state that says whether the model is better."""
    return lambda_state(
        scope,
        "ScoreEvaluation",
        function=functions.score_evaluation.function,
        payload={"plan": "{% $plan %}"},
        assign={"evaluation": "{% $states.result.Payload %}"},
    )


def embedding(evaluation: Evaluation) -> Looks:
    """Return how vectors are gone on with: as long as they and all answers may take."""
    return Looks(
        errors=[errors.StillEmbeddingError],
        interval=AT_ONCE,
        attempts=embedding_looks(evaluation),
    )


def answering(evaluation: Evaluation, function: lambda_.Function) -> Looks:
    """Return how a batch is gone on with: no longer than all answers together may take."""
    timeout = function.timeout or Duration.seconds(0)
    each = timeout.plus(AT_ONCE).to_seconds()
    return Looks(
        errors=[errors.StillAnsweringError],
        interval=AT_ONCE,
        attempts=int(evaluation.longest_hours * 3600 // each),
    )


def longest_wait(functions: RunFunctions, evaluation: Evaluation) -> Duration:
    """Return how long the vectors can take where Bedrock is busy, and after them the answers."""
    vectors = embedding(evaluation).longest(functions.plan_evaluation.function)
    return vectors.plus(Duration.hours(evaluation.longest_hours))


def statements(
    machine_name: str, artifacts: s3.IBucket, data_key: kms.IKey
) -> list[iam.PolicyStatement]:
    """Allow a machine to read the manifests of its runs, and to run and end its own children.

    https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
    """
    states = f"arn:{Aws.PARTITION}:states:{Aws.REGION}:{Aws.ACCOUNT_ID}"
    executions = f"{states}:execution:{machine_name}"
    children = f"{executions}/{EVALUATE_MODEL}:*"
    return [
        allow("RunBatches", ["states:StartExecution"], [f"{states}:stateMachine:{machine_name}"]),
        allow(
            "EndBatches",
            ["states:DescribeExecution", "states:StopExecution"],
            [f"{executions}:*", children],
        ),
        allow("RedriveBatches", ["states:RedriveExecution"], [children]),
        allow(
            "ReadManifests",
            ["s3:GetObject"],
            [artifacts.arn_for_objects(places.every_evaluation_manifest())],
            rights.OWN_ACCOUNT,
        ),
        rights.object_key("DecryptManifests", data_key, ["kms:Decrypt"]),
    ]


def _answer_batch(
    scope: Construct, function: lambda_.Function, evaluation: Evaluation
) -> tasks.LambdaInvoke:
    return looking_state(
        scope,
        "AnswerBatch",
        function=function,
        payload={
            "run": "{% $states.input.run %}",
            "models": "{% $states.input.models %}",
            "max_answer_tokens": "{% $states.input.max_answer_tokens %}",
            "batch": "{% $states.input.batch %}",
        },
        outputs="{% $states.result.Payload.failed %}",
        looks=answering(evaluation, function),
    )
