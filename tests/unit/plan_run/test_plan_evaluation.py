"""A run that is evaluated, planned: its sets, cost and warnings."""

import datetime as dt
import json
from typing import Any

import msgspec
import pytest

from lambdas.catalogue.embedding import embedding_model
from lambdas.contract import places
from lambdas.contract.errors import InvalidRequestError
from lambdas.contract.evaluation import Metric, Task
from lambdas.contract.money import ApprovalReason
from lambdas.contract.run import Plan
from lambdas.plan_run.pace import EvaluationTerms
from lambdas.plan_run.plan import plan_run
from lambdas.plan_run.prices import EmbeddingPrice
from lambdas.plan_run.terms import Terms
from tests.fakes.s3 import FakeS3
from tests.unit.plan_run.records import dataset, lines, record, turn
from tests.unit.plan_run.surroundings import BASE, OVERRIDE, RUN, terms

FOLDER = places.run_prefix("alpha", "alpha_first")
PRICED = msgspec.structs.replace(
    OVERRIDE, input_usd_per_1k_tokens=0.5, output_usd_per_1k_tokens=2.0
)
REQUEST = {
    "training": "faq.jsonl",
    "deployment": {"kind": "on_demand", "hours_to_live": 0},
    "evaluation": {"test": "test.jsonl", "max_answer_tokens": 10},
}


def held_out(count: int, word: str = "river") -> bytes:
    """Return records that are nothing like those of `dataset`."""
    return lines(
        *(
            record(
                turn("user", f"Which {word} has number {n * 7919}?"), turn("assistant", f"No {n}")
            )
            for n in range(count)
        )
    )


@pytest.fixture
def s3() -> FakeS3:
    fake = FakeS3()
    fake.put("data", "teams/alpha/faq.jsonl", dataset(8))
    fake.put("data", "teams/alpha/test.jsonl", held_out(60))
    fake.put("data", "teams/alpha/other.jsonl", held_out(50, "mountain"))
    return fake


def priced(**members: Any) -> Terms:
    """Return the terms of an environment that knows the prices of answers."""
    return terms()._replace(price_overrides={"nova-micro": PRICED}, **members)


def plan(s3: FakeS3, at: Terms | None = None, **evaluation: Any) -> Plan:
    """Return the plan of the sample request with other rules."""
    request = {**REQUEST, "evaluation": {**REQUEST["evaluation"], **evaluation}}  # type: ignore[dict-item]
    return plan_run(RUN, request, at or priced(), s3.bucket("data"), s3.bucket("artifacts"))


def problems(s3: FakeS3, **evaluation: Any) -> list[str]:
    """Return the lines of the error, and make sure that nothing was written."""
    with pytest.raises(InvalidRequestError) as caught:
        plan(s3, **evaluation)
    assert s3.written == []
    return str(caught.value).splitlines()[1:]


def test_the_sets_are_copied_and_their_facts_kept(s3: FakeS3) -> None:
    found = plan(s3, regression={"test": "other.jsonl", "most_loss": 0.1}).evaluation
    assert found
    assert found.regression
    assert (found.test.records, found.regression.records) == (60, 50)
    assert found.test.source_key == "teams/alpha/test.jsonl"
    assert found.test.uri == f"s3://data/{FOLDER}input/test.jsonl"
    assert found.regression.uri == f"s3://data/{FOLDER}input/regression.jsonl"
    assert s3.body("data", f"{FOLDER}input/test.jsonl") == held_out(60)
    assert found.base_model_id == "amazon.nova-micro-v1:0"
    assert (found.batch_records, found.concurrency) == (100, 4)
    assert found.rules.regression
    assert found.rules.regression.most_loss == 0.1
    assert found.earlier_uses == 0


def test_the_plan_that_is_kept_holds_it(s3: FakeS3) -> None:
    result = plan(s3)
    assert msgspec.json.decode(s3.body("artifacts", f"{FOLDER}plan.json"), type=Plan) == result


def test_a_run_that_is_not_evaluated_says_so(s3: FakeS3) -> None:
    request = {"training": "faq.jsonl"}
    found = plan_run(RUN, request, terms(), s3.bucket("data"), s3.bucket("artifacts"))
    assert found.evaluation is None
    assert found.cost.evaluation_usd == 0
    assert found.cost.input_price_per_1k_tokens is None


def test_the_environment_sets_the_pace(s3: FakeS3) -> None:
    found = plan(s3, priced(evaluation=EvaluationTerms(most_workers=1))).evaluation
    assert found
    assert found.concurrency == 1


def test_the_bound_of_its_cost_is_part_of_the_runs(s3: FakeS3) -> None:
    cost = plan(s3).cost
    # 2 sides, 60 answers of 10 tokens, and prompts by 3 characters a token.
    characters = sum(
        len(json.loads(line)["messages"][0]["content"][0]["text"])
        for line in held_out(60).splitlines()
    )
    usd = (-(-2 * characters // 3) * 0.5 + 2 * 60 * 10 * 2.0) / 1000
    assert cost.evaluation_usd == pytest.approx(usd)
    assert cost.output_price_per_1k_tokens
    assert cost.output_price_per_1k_tokens.usd == 2.0
    without = cost.cautious_training_usd, 1.95, usd
    assert cost.cautious_total_usd == pytest.approx(sum(one or 0 for one in without))


def test_over_the_budget_it_asks(s3: FakeS3) -> None:
    need = plan(s3, priced(team_budget_usd=3.0)).approval
    assert need
    assert need.reasons == [ApprovalReason.OVER_BUDGET]
    assert "evaluation $" in need.sentences[0]


def test_units_that_are_paid_by_the_hour_answer_for_nothing(s3: FakeS3) -> None:
    by_token = plan(s3).cost.evaluation_usd
    request = {**REQUEST, "deployment": {"kind": "provisioned", "hours_to_live": 1}}
    at = terms(custom_model_units_quota=1, model_units_quotas={"amazon.nova-micro-v1:0:128k": 1})
    at = at._replace(price_overrides={"nova-micro": PRICED})
    found = plan_run(RUN, request, at, s3.bucket("data"), s3.bucket("artifacts"))
    assert by_token
    assert found.cost.evaluation_usd == pytest.approx(by_token / 2, rel=0.01)


def test_an_unknown_price_asks_and_is_never_zero(s3: FakeS3) -> None:
    found = plan(s3, terms())
    assert found.cost.evaluation_usd is None
    assert found.cost.cautious_total_usd is None
    assert found.cost.unknown == ["inference"]
    assert found.approval
    assert found.approval.reasons == [ApprovalReason.UNKNOWN_PRICE]
    assert "The inference price of Nova Micro is not known" in found.approval.sentences[0]


def test_vectors_of_an_unknown_price_ask(s3: FakeS3) -> None:
    by_vectors = {"by": "embeddings"}
    found = plan(s3, retrieval=by_vectors)
    assert found.cost.unknown == ["embedding"]
    assert found.cost.evaluation_usd is None
    assert found.approval
    assert found.approval.sentences == [
        "The price of Amazon Titan Text Embeddings V2 is not known: the environment's settings "
        "can state it (embedding_price)."
    ]
    both = plan(s3, terms(), retrieval=by_vectors).approval
    assert both
    assert both.sentences[0].startswith("The inference price of Nova Micro is not known")
    assert both.sentences[0].endswith("can state it (embedding_price).")


def test_the_budget_covers_answers_beside_vectors_of_an_unknown_price(s3: FakeS3) -> None:
    need = plan(s3, priced(team_budget_usd=3.0), retrieval={"by": "embeddings"}).approval
    assert need
    assert need.reasons == [ApprovalReason.OVER_BUDGET, ApprovalReason.UNKNOWN_PRICE]
    assert "evaluation at least $" in need.sentences[0]


def test_vectors_are_in_the_plan_and_in_its_cost(s3: FakeS3) -> None:
    price = EmbeddingPrice(usd_per_1k_tokens=7.0, as_of="2026-11-01")
    at = priced(embedding_price=price)
    found, by_words = (plan(s3, at, retrieval={"by": by}) for by in ("embeddings", "bm25"))
    assert found.evaluation
    assert found.evaluation.embedding
    assert found.cost.embedding_price_per_1k_tokens == price.as_price()
    assert by_words.cost.embedding_price_per_1k_tokens is None
    assert found.cost.evaluation_usd
    assert by_words.cost.evaluation_usd
    asked = found.training.characters + found.evaluation.test.characters
    assert 0 < found.cost.evaluation_usd - by_words.cost.evaluation_usd < asked / 3 * 7 / 1000
    (told,) = [one for one in found.warnings if "Similar records are looked for" in one]
    assert told.endswith("vectors of Amazon Titan Text Embeddings V2.")
    assert not [one for one in by_words.warnings if "Similar records" in one]


@pytest.mark.parametrize(("by", "told"), [("embeddings", 1), ("bm25", 0)])
def test_an_entry_of_the_embedding_model_past_its_review_is_told(
    s3: FakeS3, by: str, told: int
) -> None:
    last = embedding_model().review_by
    for today, wanted in ((last, 0), (last + dt.timedelta(days=1), told)):
        found = plan(s3, priced(today=today), retrieval={"by": by}).warnings
        sentence = (
            "What the catalogue says of Amazon Titan Text Embeddings V2 was to be reviewed by "
            f"{last}: its limits, quota and price may have changed since."
        )
        assert found.count(sentence) == wanted


def test_a_model_that_makes_no_vectors_is_a_problem_before_anything_is_written(s3: FakeS3) -> None:
    at = priced(find_embedding_refusal=lambda: "AccessDeniedException")
    with pytest.raises(InvalidRequestError, match=r"\$\.evaluation\.retrieval\.by: given embed"):
        plan(s3, at, retrieval={"by": "embeddings"})
    assert s3.written == []
    assert plan(s3, at, retrieval={"by": "bm25"}).evaluation


def test_what_the_figures_rest_on_is_told(s3: FakeS3) -> None:
    (told,) = [one for one in plan(s3).warnings if "The evaluation asks" in one]
    assert told.startswith("The evaluation asks for 120 answers, at most $")
    assert "the base is reckoned with the prices of the custom model" in told
    longest = ", every similar record as long as the longest: "
    assert longest not in told
    assert [one for one in plan(s3, retrieval={}).warnings if longest in one]
    (unknown,) = [one for one in plan(s3, terms()).warnings if "The evaluation asks" in one]
    assert "at most unknown" in unknown


def test_few_records_and_repeated_prompts_are_told(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/test.jsonl", held_out(49) + held_out(1))
    found = plan(s3).warnings
    assert "The test set asks 1 prompt again, which tells less than other prompts would." in found
    assert not [one for one in found if "inconclusive" in one]
    s3.put("data", "teams/alpha/test.jsonl", held_out(49))
    (few,) = [one for one in plan(s3).warnings if "no verdict but inconclusive" in one]
    assert few.startswith("The test set has 49 records: with fewer than 50")


def test_an_earlier_use_of_the_set_is_told(s3: FakeS3) -> None:
    found = plan(s3).evaluation
    assert found
    key = places.used_set_key("alpha", found.test.sha256)
    s3.put("artifacts", key, b'{"run_ids": ["alpha_one", "alpha_two", "alpha_first"]}')
    again = plan(s3)
    assert again.evaluation
    assert again.evaluation.earlier_uses == 2
    assert [one for one in again.warnings if "has decided 2 runs before" in one]


def test_what_is_asked_for_is_read_member_by_member(s3: FakeS3) -> None:
    found = plan(
        s3, task="classification", metrics=["exact_match"], promotion={"margin": 0.02}
    ).evaluation
    assert found
    assert found.rules.task is Task.CLASSIFICATION
    assert found.rules.metrics == [Metric.EXACT_MATCH]
    assert found.rules.promotion.margin == 0.02


def test_every_problem_of_it_has_its_place(s3: FakeS3) -> None:
    told = problems(
        s3,
        test=7,
        task="poetry",
        metrics=["bleu"],
        promotion={"margin": 2, "colour": 1},
        regression={"task": "numeric"},
        retrieval={"records": 50},
        max_answer_tokens=0,
    )
    places_told = [line.removeprefix("- ").partition(": ")[0] for line in told]
    assert sorted(places_told) == [
        "$.evaluation.max_answer_tokens",
        "$.evaluation.metrics",
        "$.evaluation.promotion.colour",
        "$.evaluation.promotion.margin",
        "$.evaluation.regression.test",
        "$.evaluation.retrieval.records",
        "$.evaluation.task",
        "$.evaluation.test",
    ]
    assert "generation" in next(line for line in told if "$.evaluation.task" in line)


@pytest.mark.parametrize("value", [5, "yes", []])
def test_an_evaluation_is_an_object(s3: FakeS3, value: object) -> None:
    with pytest.raises(InvalidRequestError, match=r"\$.evaluation: given"):
        plan_run(RUN, {**REQUEST, "evaluation": value}, priced(), s3.bucket("data"), s3.bucket("x"))


def test_problems_of_data_and_sets_are_told_together(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/faq.jsonl", b"no\n")
    s3.put("data", "teams/alpha/test.jsonl", b"no\n")
    told = problems(s3)
    assert {"- training:1", "- test:1"} <= {line.split(": ")[0] for line in told}


def test_a_trained_record_is_no_test(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/test.jsonl", held_out(55) + dataset(1))
    (told,) = problems(s3)
    assert told == (
        "- test:56: given the prompt of training:1; allowed: records that the model was not "
        "trained on"
    )


@pytest.mark.parametrize(("records", "hours"), [(10, 1), (3000, 4)])
def test_units_are_reckoned_for_as_long_as_the_evaluation_can_take(
    s3: FakeS3, records: int, hours: int
) -> None:
    s3.put("data", "teams/alpha/test.jsonl", held_out(records))
    units = {"kind": "provisioned", "hours_to_live": 0, "units": 1}
    asked = {**REQUEST["evaluation"], "max_answer_tokens": 1000}  # type: ignore[dict-item]
    request = {**REQUEST, "deployment": units, "evaluation": asked}
    at = terms(custom_model_units_quota=9, model_units_quotas={BASE: 9})
    made = plan_run(RUN, request, at, s3.bucket("data"), s3.bucket("artifacts"))
    assert made.evaluation
    longest = made.evaluation.longest_seconds / 3600
    assert (longest > 1) is (hours > 1)
    assert made.cost.serving_usd == pytest.approx(20 * max(longest, 1))
