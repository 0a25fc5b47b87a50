"""Raw data become sets: what is counted, kept and told of them."""

import hashlib
import json
from typing import Any

import pytest

from lambdas.catalogue.dataset import Validation
from lambdas.catalogue.model import Method
from lambdas.contract.preparation import Counts, Subset
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.target import choose_target
from lambdas.datasets.record_checks import record_check
from tests.unit.datasets_prepare.preparing import lines, made_of, made_of_records, pair, pairs


def adds_up(counts: Counts) -> bool:
    """Tell whether every record that was read is somewhere."""
    lost = sum(counts.left_out.values()) + counts.exact_duplicates + counts.near_duplicates
    return counts.read == lost + counts.over_cap + counts.kept


def test_records_become_what_the_model_wants() -> None:
    made = made_of_records([{"prompt": " Hello? ", "completion": "Hi.\n"}, *pairs(20)])
    assert {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": "Hello?"}]},
            {"role": "assistant", "content": [{"text": "Hi."}]},
        ],
    } in [record for subset in Subset for record in made.records(subset)]


def test_the_manifest_tells_exactly_what_was_made() -> None:
    made = made_of_records(pairs(100), seed=7)
    manifest = made.manifest
    assert (manifest.model, manifest.method, manifest.format) == (
        "nova-micro",
        "FINE_TUNING",
        "converse",
    )
    assert manifest.request.seed == 7
    assert manifest.request.validation_share == 0.1
    assert set(manifest.files) == set(Subset)
    for subset, file in manifest.files.items():
        body = made.files[subset]
        assert file.sha256 == hashlib.sha256(body).hexdigest()
        assert file.size_bytes == len(body)
        assert file.records == len(body.splitlines())
        messages = [message for r in made.records(subset) for message in r["messages"]]
        texts = [block["text"] for message in messages for block in message["content"]]
        assert file.characters == sum(map(len, texts))
        assert file.estimated_tokens == -(-file.characters // 6)
    (source,) = manifest.sources
    body = lines(pairs(100))
    assert source.sha256 == hashlib.sha256(body).hexdigest()
    assert (source.size_bytes, source.records) == (len(body), 100)
    assert "rensa" in manifest.libraries


def test_the_same_again_is_the_same_to_the_byte() -> None:
    first, second = (made_of_records(pairs(60)) for _ in range(2))
    assert first == second


def test_another_seed_divides_otherwise() -> None:
    first, second = (made_of_records(pairs(60), seed=seed) for seed in (1, 2))
    assert first.prompts.keys() == second.prompts.keys()
    assert first.prompts != second.prompts
    assert first.manifest.version != second.manifest.version


def test_every_lost_record_is_counted_with_its_reason() -> None:
    records: list[dict[str, Any]] = [
        *pairs(20),
        {"prompt": "", "completion": "Nothing was asked."},
        {"prompt": "Nothing is answered?", "completion": "  "},
        {"prompt": "Say it back.", "completion": "say  it BACK."},
        {"prompt": "A number?", "completion": 7},
        {"prompt": "No answer"},
        {"prompt": "What is reserved?", "completion": "The text User: is."},
        {"prompt": "How much?", "completion": "too much " * 22_000},
    ]
    body = lines(records) + b'\n{"prompt": \n[1, 2]\n\xff\xfe\n'
    counts = made_of({"faq.jsonl": body}).manifest.counts
    assert counts.left_out == {
        "answer_is_prompt": 1,
        "empty": 2,
        "empty_line": 1,
        "encoding": 1,
        "other_shape": 2,
        "record_tokens": 1,
        "reserved_text": 1,
        "unreadable": 2,
    }
    assert counts.kept == 20
    assert adds_up(counts)


def test_answers_can_be_held_to_a_length() -> None:
    records = [*pairs(20), pair(50, completion="No."), pair(51, completion="x " * 400)]
    made = made_of_records(records, min_answer_characters=4, max_answer_characters=500)
    assert made.manifest.counts.left_out == {"long_answer": 1, "short_answer": 1}


def test_a_system_prompt_is_for_records_without_one() -> None:
    records = [*pairs(20), pair(30, system="Be brief.")]
    made = made_of_records(records, system_prompt="Be polite.")
    found = [r["system"][0]["text"] for subset in Subset for r in made.records(subset)]
    assert sorted(found) == ["Be brief.", *["Be polite."] * 20]


def test_several_answers_to_a_prompt_are_told() -> None:
    answers = ["It opens at nine in the morning.", "We are closed for the whole of this month."]
    records = [*pairs(20), *(pair(99, completion=answer) for answer in answers)]
    manifest = made_of_records(records).manifest
    assert manifest.counts.prompts_with_several_answers == 1
    assert any("different answers" in warning for warning in manifest.warnings)


def test_the_result_is_what_the_check_accepts() -> None:
    made = made_of_records(pairs(50))
    target = choose_target(made.manifest.request)
    check = record_check(target.rules, Method.FINE_TUNING)
    for body in made.files.values():
        assert not [line for line in body.splitlines() if check(line).flaws]


def test_too_few_are_refused_with_what_became_of_them() -> None:
    records = [*pairs(3), *pairs(3), {"prompt": "", "completion": "x"}]
    with pytest.raises(RefusedError) as refused:
        made_of_records(records)
    (problem,) = refused.value.problems
    assert problem.given == "3 records to train on, of 7 read: 1 empty, 3 exact duplicates"
    assert problem.allowed == "at least 8 for Nova Micro"


def test_a_model_without_validation_gets_none() -> None:
    records = [{"prompt": f"{pair(n)['prompt']}"} for n in range(200)]
    made = made_of_records(records, method="DISTILLATION")
    assert set(made.files) == {Subset.TRAINING, Subset.TEST}
    assert made.manifest.request.validation_share == 0
    assert all(len(r["messages"]) == 1 for r in made.records(Subset.TRAINING))


def test_where_pages_disagree_about_validation_there_is_some() -> None:
    made = made_of_records(pairs(300), model="nova-2-lite")
    assert choose_target(made.manifest.request).rules.validation is Validation.UNCLEAR
    assert made.manifest.files[Subset.VALIDATION].records


@pytest.mark.parametrize(("bad", "is_told"), [(10, False), (12, True)])
def test_many_records_left_out_for_one_reason_are_told(bad: int, is_told: bool) -> None:
    records = [*pairs(90), *([{"prompt": "", "completion": "x"}] * bad)]
    warnings = made_of_records(records).manifest.warnings
    assert any("12 of 102 records were left out: empty" in one for one in warnings) is is_told


def test_duplicates_are_no_such_reason() -> None:
    assert not made_of_records([*pairs(50), *pairs(40)]).manifest.warnings


def test_no_records_text_is_in_the_manifest() -> None:
    made = made_of_records([*pairs(30), pair(40, completion="Write to jane.doe@acme-corp.com.")])
    text = json.dumps(str(made.manifest))
    assert "word" not in text
    assert "jane" not in text
    assert made.manifest.scan is not None
    assert made.manifest.scan["email"].lines == ["faq.jsonl:31"]


def test_nobody_looks_for_personal_data_who_was_not_asked() -> None:
    assert made_of_records(pairs(30), scan=False).manifest.scan is None
