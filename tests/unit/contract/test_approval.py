"""The hash that an answer names, and what the proof of identity is bound to."""

import json

from lambdas.contract.approval import Decision, hash_of, signed_answer

PLAN = {"run": {"run_id": "demo_r1"}, "cost": {"usd": 25.0, "unknown": [], "served": False}}


def test_a_hash_is_one_of_sha_256() -> None:
    assert len(hash_of(PLAN)) == 64
    assert set(hash_of(PLAN)) <= set("0123456789abcdef")


def test_the_same_plan_has_the_same_hash_however_it_is_written() -> None:
    for written in (
        '{"cost": {"unknown": [], "usd": 25, "served": false}, "run": {"run_id": "demo_r1"}}',
        '{"run":{"run_id":"demo_r1"},"cost":{"usd":2.5E1,"unknown":[],"served":false}}',
    ):
        assert hash_of(json.loads(written)) == hash_of(PLAN)


def test_whatever_differs_changes_the_hash() -> None:
    others = [
        {**PLAN, "added_later": None},
        {"run": PLAN["run"]},
        {**PLAN, "cost": {"usd": 25.000001, "unknown": [], "served": False}},
        {**PLAN, "cost": {"usd": 25.0, "unknown": [], "served": 0}},
        {**PLAN, "cost": {"usd": 25.0, "unknown": ["storage"], "served": False}},
    ]
    assert len({hash_of(PLAN), *map(hash_of, others)}) == len(others) + 1


def test_no_two_answers_share_their_proof() -> None:
    answers = [
        ("demo_r1", "ab", Decision.APPROVED, ""),
        ("demo_r1", "ab", Decision.REJECTED, ""),
        ("demo_r1", "ab", Decision.APPROVED, "x"),
        ("demo_r1", "a", Decision.APPROVED, "b"),
        ("demo_r1a", "b", Decision.APPROVED, ""),
    ]
    assert len({signed_answer(*answer) for answer in answers}) == len(answers)
