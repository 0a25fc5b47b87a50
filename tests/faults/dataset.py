"""A dataset small enough to train on hundreds of times."""

import json

RECORDS = 8
"""The least that Nova takes."""


def jsonl() -> bytes:
    """Return records of one turn each, all different."""
    return "\n".join(json.dumps(_record(number)) for number in range(RECORDS)).encode()


def held_out() -> bytes:
    """Return a test set: questions that are nothing like those that are trained on."""
    asked = [f"Which river has the length {number * 7919} km?" for number in range(RECORDS)]
    return "\n".join(json.dumps(_turns(one, "The Nile.")) for one in asked).encode()


def _record(number: int) -> dict[str, object]:
    return _turns(f"What is number {number}?", f"It is number {number}, and no other.")


def _turns(question: str, answer: str) -> dict[str, object]:
    return {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": question}]},
            {"role": "assistant", "content": [{"text": answer}]},
        ],
    }
