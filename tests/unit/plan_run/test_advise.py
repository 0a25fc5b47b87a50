"""Advice before training: each rule on both sides of its line, and what follows from reasons."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lambdas.contract.advice import Advice, AdviceReason, Recommendation
from lambdas.contract.request import Answers
from lambdas.plan_run.advice_rules import RULES
from lambdas.plan_run.advise import NOTHING_KNOWN, DataFacts, advise, recommend
from tests.unit.plan_run.cases import FACTS, RULES_OF_DATA, cost, data

DOCUMENT = Path(__file__).parents[3] / "docs" / "advice.md"

UNKNOWN = msgspec.structs.replace(
    RULES_OF_DATA, recommended_records=None, max_tokens_per_record=None
)

TUNE, RETRIEVE, BOTH, NEITHER = (
    Recommendation.FINE_TUNE,
    Recommendation.RETRIEVE,
    Recommendation.BOTH,
    Recommendation.NEITHER,
)


def answers(**given: Any) -> Answers:
    return Answers(**given)


def said(given: Answers, facts: DataFacts = FACTS) -> set[str]:
    """Return the names of all rules that speak, warnings as well."""
    return {rule.name for rule in RULES if rule.sentence(given, facts) is not None}


def test_nothing_known_takes_the_team_at_its_word_and_says_what_would_change_that() -> None:
    advice = advise(Answers(), FACTS)
    assert advice == Advice(
        recommendation=TUNE,
        headline=NOTHING_KNOWN,
        reasons=[],
        warnings=[
            "Not answered, and could change this advice: facts_change, labels, cite_sources, tried."
        ],
    )


ANSWERED: dict[str, list[tuple[dict[str, Any], bool]]] = {
    "changing_facts": [
        ({"facts_change": "daily"}, True),
        ({"facts_change": "weekly"}, True),
        ({"facts_change": "monthly"}, True),
        ({"facts_change": "yearly"}, False),
        ({"facts_change": "never"}, False),
        ({}, False),
    ],
    "stable_facts": [
        ({"facts_change": "monthly"}, False),
        ({"facts_change": "yearly"}, True),
        ({"facts_change": "never"}, True),
        ({}, False),
    ],
    "cited_sources": [
        ({"cite_sources": True}, True),
        ({"cite_sources": False}, False),
        ({}, False),
    ],
    "many_labels": [({"labels": "many"}, True), ({"labels": "few"}, False), ({}, False)],
    "few_labels": [
        ({"labels": "few"}, True),
        ({"labels": "many"}, False),
        ({"labels": "none"}, False),
    ],
    "answers_in_documents": [({"labels": "none"}, True), ({"labels": "few"}, False), ({}, False)],
    "nothing_to_copy": [({"labels": "none"}, True), ({"labels": "few"}, False), ({}, False)],
    "tight_latency": [({"latency": "tight"}, True), ({"latency": "relaxed"}, False), ({}, False)],
    "prompting_fell_short": [
        ({"tried": ["prompting"]}, True),
        ({"tried": ["examples_in_prompt"]}, True),
        ({"tried": ["retrieval", "fine_tuning"]}, False),
        ({"tried": []}, False),
        ({}, False),
    ],
    "prompt_first": [
        ({"tried": []}, True),
        ({"tried": ["retrieval", "fine_tuning"]}, True),
        ({"tried": ["prompting"]}, False),
        ({"tried": ["examples_in_prompt"]}, False),
        ({}, False),
    ],
    "retrieval_fell_short": [
        ({"tried": ["retrieval"]}, True),
        ({"tried": ["prompting"]}, False),
        ({}, False),
    ],
    "tuning_fell_short": [
        ({"tried": ["fine_tuning"]}, True),
        ({"tried": ["prompting"]}, False),
        ({}, False),
    ],
    "untried_examples": [
        ({"tried": ["prompting"]}, True),
        ({"tried": ["prompting", "examples_in_prompt"]}, False),
        ({"tried": []}, False),
        ({}, False),
    ],
}

KNOWN: dict[str, list[tuple[DataFacts, bool]]] = {
    "few_records": [
        (FACTS._replace(training=data(99)), True),
        (FACTS._replace(training=data(100)), False),
        (FACTS._replace(training=data(9), rules=UNKNOWN), False),
    ],
    "over_budget": [
        (cost(budget_usd=5.94), True),
        (cost(budget_usd=5.95), False),
        (cost(cautious_total_usd=0.1 + 0.2, budget_usd=0.3), False),
        (cost(budget_usd=None), False),
        (cost(cautious_total_usd=None, budget_usd=0.01), False),
    ],
    "small_set": [
        (FACTS._replace(training=data(999)), True),
        (FACTS._replace(training=data(1000)), False),
    ],
    "large_set": [
        (FACTS._replace(training=data(10_001)), True),
        (FACTS._replace(training=data(10_000)), False),
    ],
    "small_validation": [
        (FACTS._replace(validation=data(99)), True),
        (FACTS._replace(validation=data(100)), False),
        (FACTS._replace(validation=None), False),
    ],
    "tiny_answers": [
        (FACTS._replace(training=data(answers=12)), True),
        (FACTS._replace(training=data(answers=13)), False),
        (FACTS._replace(training=data(answers=0)), False),
    ],
    "long_answers": [
        (FACTS._replace(training=data(characters=9000, answers=6001)), True),
        (FACTS._replace(training=data(characters=9000, answers=6000)), False),
        (FACTS._replace(training=data(characters=9000, answers=0)), False),
    ],
    "mostly_prompt": [
        (FACTS._replace(training=data(characters=1200, answers=59)), True),
        (FACTS._replace(training=data(characters=1200, answers=60)), False),
        (FACTS._replace(training=data(characters=1200, answers=0)), False),
    ],
    "long_records": [
        (FACTS._replace(training=data(characters=96_001)), True),
        (FACTS._replace(training=data(characters=96_000)), False),
        (FACTS._replace(training=data(characters=96_001), rules=UNKNOWN), False),
        (FACTS._replace(training=data(records=0)), False),
    ],
}


@pytest.mark.parametrize(
    ("rule", "given", "speaks"),
    [(rule, given, speaks) for rule, cases in ANSWERED.items() for given, speaks in cases],
)
def test_a_rule_on_answers(rule: str, given: dict[str, Any], speaks: bool) -> None:
    assert (rule in said(answers(**given))) is speaks


@pytest.mark.parametrize(
    ("rule", "facts", "speaks"),
    [(rule, facts, speaks) for rule, cases in KNOWN.items() for facts, speaks in cases],
)
def test_a_rule_on_data(rule: str, facts: DataFacts, speaks: bool) -> None:
    assert (rule in said(Answers(), facts)) is speaks


def test_every_rule_has_its_cases() -> None:
    assert [rule.name for rule in RULES if rule.name not in ANSWERED | KNOWN] == []
    assert len({rule.name for rule in RULES}) == len(RULES)


def _reason(kind: Recommendation) -> AdviceReason:
    return AdviceReason(rule="test", speaks_for=kind, sentence="")


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([], TUNE),
        ([TUNE], TUNE),
        ([NEITHER], NEITHER),
        ([TUNE, NEITHER], NEITHER),
        ([RETRIEVE], RETRIEVE),
        ([RETRIEVE, NEITHER], RETRIEVE),
        ([RETRIEVE, TUNE], BOTH),
        ([RETRIEVE, TUNE, NEITHER], RETRIEVE),
    ],
)
def test_what_follows_from_the_reasons(
    kinds: list[Recommendation], expected: Recommendation
) -> None:
    reasons = [_reason(kind) for kind in kinds]
    assert recommend(reasons) is expected
    assert recommend(reversed(reasons * 2)) is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"facts_change": "daily"}, RETRIEVE),
        ({"facts_change": "daily", "labels": "many"}, BOTH),
        ({"facts_change": "daily", "labels": "many", "tried": []}, RETRIEVE),
        ({"facts_change": "never", "labels": "many", "tried": ["prompting"]}, TUNE),
        ({"facts_change": "never", "labels": "many", "tried": []}, NEITHER),
        ({"labels": "none"}, RETRIEVE),
        ({"labels": "none", "latency": "tight"}, RETRIEVE),
        ({"labels": "few"}, TUNE),
        ({"cite_sources": True, "latency": "tight"}, BOTH),
        ({"cite_sources": True, "tried": ["prompting", "retrieval"]}, BOTH),
        ({"tried": ["prompting", "fine_tuning"]}, BOTH),
    ],
)
def test_stories(given: dict[str, Any], expected: Recommendation) -> None:
    assert advise(answers(**given), FACTS).recommendation is expected


def _sentence(rule: str, given: Answers, facts: DataFacts = FACTS) -> str:
    (found,) = [one for one in RULES if one.name == rule]
    sentence = found.sentence(given, facts)
    assert sentence is not None
    return sentence


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("monthly", "12 times a year, for an estimated $24.00"),
        ("daily", "365 times a year, for an estimated $730.00"),
    ],
)
def test_changing_facts_say_what_keeping_up_would_cost(change: str, told: str) -> None:
    assert told in _sentence("changing_facts", answers(facts_change=change))


def test_an_unknown_cost_is_not_reckoned_with() -> None:
    unknown = cost(training_usd=None)
    assert "365 times a year." in _sentence(
        "changing_facts", answers(facts_change="daily"), unknown
    )
    assert "$" not in _sentence("large_set", Answers(), unknown._replace(training=data(20_000)))


@pytest.mark.parametrize(
    ("rule", "facts", "figures"),
    [
        ("few_records", FACTS._replace(training=data(1)), ["1 record to", "100"]),
        ("over_budget", cost(budget_usd=5.0), ["$5.95", "$5.00"]),
        ("small_set", FACTS._replace(training=data(800)), ["800 records", "1,000", "2 epochs"]),
        ("large_set", FACTS._replace(training=data(20_000)), ["20,000 records", "$0.10", "$2.00"]),
        ("small_validation", FACTS._replace(validation=data(40)), ["40 held-out records"]),
        ("long_answers", FACTS._replace(training=data(1000, 9000, 7200)), ["1,200 tokens"]),
        ("mostly_prompt", FACTS._replace(training=data(1000, 1000, 12)), ["1.2 %"]),
        ("long_records", FACTS._replace(training=data(1000, 120_000)), ["40,000", "32,000"]),
    ],
)
def test_sentences_hold_their_figures(rule: str, facts: DataFacts, figures: list[str]) -> None:
    sentence = _sentence(rule, Answers(), facts)
    assert all(figure in sentence for figure in figures)


def test_reasons_that_did_not_prevail_are_told_as_well() -> None:
    advice = advise(answers(labels="many", tried=[]), FACTS)
    assert advice.recommendation is NEITHER
    assert [reason.rule for reason in advice.reasons] == ["many_labels", "prompt_first"]


def test_warnings_change_nothing() -> None:
    small = advise(Answers(), FACTS._replace(training=data(500)))
    assert small.recommendation is TUNE
    assert small.warnings[0].startswith("A small set (500 records)")


def test_the_table_in_the_documents_is_the_code() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (\w+) \| (.+?) \| .+ \|$", DOCUMENT.read_text(), re.MULTILINE
    )
    assert rows == [(rule.name, rule.speaks_for or "warning", rule.when) for rule in RULES]
