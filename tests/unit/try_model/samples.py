"""Records that a model is tried with."""

import json

SECRET = "Ada Lovelace, born 1815"
"""Data that no log, error or answer may hold."""


def record(*turns: str, system: str = "") -> bytes:
    """Return a record whose turns are the user's and the model's by turns."""
    roles = ["user", "assistant"] * len(turns)
    messages = [
        {"role": role, "content": [{"text": turn}]}
        for role, turn in zip(roles, turns, strict=False)
    ]
    head: dict[str, object] = {"schemaVersion": "bedrock-conversation-2024"}
    if system:
        head["system"] = [{"text": system}]
    return json.dumps({**head, "messages": messages}).encode()
