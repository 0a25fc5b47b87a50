"""The states that judge a model: what the map reads, runs and returns, and who may be asked."""

from fnmatch import fnmatchcase
from typing import Any

import pytest

from lambdas.catalogue import regions, runnable
from lambdas.catalogue.embedding import embedding_model
from lambdas.common.patience import ATTEMPTS, FIRST_WAIT_SECONDS
from lambdas.contract import places
from lambdas.contract.evaluation_steps import LONGEST_ANSWER_SECONDS, AnswerBatchEvent
from stacks.waiting_settings import READING_SECONDS
from tests.synth.assembly import Assembly
from tests.synth.definitions import Definition, machine, retriers
from tests.synth.shared_rights import DECRYPT_MODEL, of_every_function
from tests.synth.statements import rights_of, table
from tests.synth.test_rights_of_run_functions import ASK_MODELS, EMBED, TAKE_ON_TEAMS

ASK_BASES = table(
    """
    AskBaseModels: allow bedrock:InvokeModel
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-2-lite-v1:0
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-lite-v1:0
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-micro-v1:0
      on arn:aws:bedrock:<region>::foundation-model/amazon.nova-pro-v1:0
    """
)


@pytest.fixture
def every(embedded: Assembly) -> Definition:
    """The state in which all questions are answered."""
    state: Definition = machine(embedded, "RunMachine")["States"]["EvaluateModel"]
    return state


@pytest.fixture
def answer(every: Definition) -> Definition:
    """The one state of its children."""
    ((name, state),) = every["ItemProcessor"]["States"].items()
    assert name == every["ItemProcessor"]["StartAt"] == "AnswerBatch"
    found: Definition = state
    return found


def test_what_scores_touches_team_data_only(embedded: Assembly) -> None:
    name = "ScoreEvaluation"
    assert rights_of(embedded, name) == f"{of_every_function(name)}\n{TAKE_ON_TEAMS}"


def test_what_plans_asks_the_one_model_that_makes_vectors_besides(embedded: Assembly) -> None:
    wanted = [of_every_function("PlanEvaluation"), TAKE_ON_TEAMS, EMBED]
    assert rights_of(embedded, "PlanEvaluation") == "\n".join(wanted)
    assert f"foundation-model/{embedding_model().model_id}" in EMBED
    assert regions() <= set(embedding_model().regions)


def test_vectors_are_gone_on_with_at_once_for_as_long_as_a_plan_allows(embedded: Assembly) -> None:
    function = embedded.behind("<PlanEvaluation>", "AWS::Lambda::Function").properties
    state = machine(embedded, "RunMachine")["States"]["PlanEvaluation"]
    permanent, again, unforeseen = retriers(state)
    assert (permanent["MaxAttempts"], unforeseen["ErrorEquals"]) == (0, ["States.ALL"])
    assert again["ErrorEquals"] == ["StillEmbeddingError"]
    assert (again["IntervalSeconds"], again["BackoffRate"], again["MaxDelaySeconds"]) == (1, 1, 1)
    making = int(function["Environment"]["Variables"]["EMBED_SECONDS"])
    planner = embedded.behind("<PlanRun>", "AWS::Lambda::Function").properties
    longest = int(planner["Environment"]["Variables"]["LONGEST_EVALUATION_SECONDS"])
    # A call that leaves off ends long before its time-out, and begins by reading what there is.
    assert again["MaxAttempts"] * (making - 60) >= longest


def test_a_call_leaves_off_making_vectors_in_time_to_look_and_write(embedded: Assembly) -> None:
    function = embedded.behind("<PlanEvaluation>", "AWS::Lambda::Function").properties
    making = int(function["Environment"]["Variables"]["EMBED_SECONDS"])
    # One call of the model under way may last as long as an answer.
    assert making + LONGEST_ANSWER_SECONDS + 30 <= function["Timeout"]


@pytest.mark.parametrize(
    ("name", "variable"), [("PlanEvaluation", "EMBED_SECONDS"), ("AnswerBatch", "ANSWER_SECONDS")]
)
def test_every_try_at_what_never_comes_back_fits_into_one_call(
    embedded: Assembly, name: str, variable: str
) -> None:
    """Else the next call would begin to count anew, and nobody would ever leave off."""
    function = embedded.behind(f"<{name}>", "AWS::Lambda::Function").properties
    asking = int(function["Environment"]["Variables"][variable])
    waits = sum(FIRST_WAIT_SECONDS * 2**number for number in range(ATTEMPTS - 1))
    # The last one only has to begin in time; before the first, what there is is read.
    assert READING_SECONDS + (ATTEMPTS - 1) * LONGEST_ANSWER_SECONDS + waits < asking


def test_a_worker_asks_our_capacity_and_the_bases_and_nothing_else(embedded: Assembly) -> None:
    own = [ASK_MODELS, DECRYPT_MODEL, ASK_BASES]
    wanted = [of_every_function("AnswerBatch"), TAKE_ON_TEAMS, *own]
    assert rights_of(embedded, "AnswerBatch") == "\n".join(wanted)


def test_every_base_that_a_run_can_tune_may_be_asked() -> None:
    for model in runnable("us-east-1"):
        assert f"foundation-model/{model.ids.to_invoke}" in ASK_BASES


def test_each_line_of_the_manifest_is_a_child_of_its_own(every: Definition) -> None:
    assert every["ItemReader"] == {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSONL"},
        "Arguments": {"Bucket": "<ArtifactsBucket>", "Key": "{% $questions.manifest_key %}"},
    }
    config = every["ItemProcessor"]["ProcessorConfig"]
    assert config == {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    assert every["MaxConcurrency"] == "{% $questions.concurrency %}"
    assert "ItemBatcher" not in every
    key = places.evaluation_manifest_key("demo", "demo_first")
    assert fnmatchcase(key, places.every_evaluation_manifest())


def test_whose_run_and_which_models_is_the_machines_own_knowledge(every: Definition) -> None:
    selected = every["ItemSelector"]
    assert set(selected) == set(AnswerBatchEvent.__struct_fields__)
    assert selected.pop("batch") == "{% $states.context.Map.Item.Value %}"
    assert not [one for one in selected.values() if "Map.Item" in one]


def test_a_child_hands_on_what_it_gets_and_returns_a_number(
    every: Definition, answer: Definition
) -> None:
    payload: dict[str, Any] = answer["Arguments"]["Payload"]
    assert payload == {name: f"{{% $states.input.{name} %}}" for name in every["ItemSelector"]}
    assert answer["Arguments"]["FunctionName"] == "<AnswerBatch>"
    assert answer["Output"] == "{% $states.result.Payload.failed %}"


def test_one_batch_that_fails_fails_the_run(every: Definition) -> None:
    assert not [field for field in every if field.startswith("Tolerated") or field == "Catch"]
    assert [retry["ErrorEquals"] for retry in retriers(every)] == [["States.ItemReaderFailed"]]


def test_a_worker_is_called_again_at_once_for_what_is_left(answer: Definition) -> None:
    (again,) = [r for r in retriers(answer) if r["ErrorEquals"] == ["StillAnsweringError"]]
    assert (again["IntervalSeconds"], again["BackoffRate"], again["MaxDelaySeconds"]) == (1, 1, 1)


def test_a_worker_stops_asking_before_its_function_ends(
    embedded: Assembly, answer: Definition
) -> None:
    function = embedded.behind("<AnswerBatch>", "AWS::Lambda::Function").properties
    asking = int(function["Environment"]["Variables"]["ANSWER_SECONDS"])
    assert asking + LONGEST_ANSWER_SECONDS < function["Timeout"]
    assert asking >= 600
    attempts = {tuple(r["ErrorEquals"]): r["MaxAttempts"] for r in retriers(answer)}
    hours = attempts["StillAnsweringError",] * (function["Timeout"] + 1) / 3600
    assert 11.5 < hours <= 12


def test_all_answers_have_their_time_within_the_machines(embedded: Assembly) -> None:
    function = embedded.behind("<PlanRun>", "AWS::Lambda::Function").properties
    longest = int(function["Environment"]["Variables"]["LONGEST_EVALUATION_SECONDS"])
    definition = machine(embedded, "RunMachine")
    assert definition["TimeoutSeconds"] > longest + 3600
