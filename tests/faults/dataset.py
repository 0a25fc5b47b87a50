"""A dataset small enough to train on hundreds of times."""

import json

RECORDS = 8
"""The least that Nova takes."""


def jsonl() -> bytes:
    """Return records of one turn each, all different."""
    return "\n".join(json.dumps(_record(number)) for number in range(RECORDS)).encode()


def _record(number: int) -> dict[str, object]:
    return {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": f"What is number {number}?"}]},
            {"role": "assistant", "content": [{"text": f"It is number {number}, and no other."}]},
        ],
    }
