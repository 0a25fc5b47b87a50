"""Raw data of a team, and the play in which its machine prepares them."""

import csv
import io
import json

from lambdas.contract import names, places
from local import deploy
from tests.local import machine_plays
from tests.local.system import TEAM, Json, System

CHATS, TABLE = "raw/chats.jsonl", "raw/questions.csv"
REQUEST: Json = {"name": "support", "sources": [CHATS, TABLE], "seed": 7}
RECORDS = 60
"""In each source."""


def raw() -> dict[str, bytes]:
    """Return the sources by their keys below the team's prefix: no shape the model wants."""
    chats = b"".join(json.dumps(_chat(number)).encode() + b"\n" for number in range(RECORDS))
    table = io.StringIO()
    rows = [_words(number) for number in range(RECORDS, 2 * RECORDS)]
    csv.writer(table).writerows([("Question", "Answer"), *rows, ("No answer?", "")])
    return {CHATS: chats, TABLE: table.getvalue().encode()}


def machine(team: str = TEAM) -> str:
    """Return the name of a team's machine."""
    return names.prepare_machine_name(deploy.ENVIRONMENT, team)


def bring(system: System) -> None:
    """Upload the sources as a person of the team."""
    s3 = system.team.client("s3")
    for key, body in raw().items():
        place = f"{places.team_prefix(TEAM)}{key}"
        s3.put_object(Bucket=system.deployment.data_bucket, Key=place, Body=body)


def prepare(system: System) -> str:
    """Prepare the team's data; return what failed."""
    bring(system)
    return machine_plays.told(system, machine(), REQUEST)


def _chat(number: int) -> Json:
    question, answer = _words(number)
    turns = [("system", "Be brief."), ("user", question), ("assistant", answer)]
    return {"messages": [{"role": role, "content": text} for role, text in turns]}


def _words(number: int) -> tuple[str, str]:
    words = " ".join(f"item{number * 37 + step * step}" for step in range(12))
    return f"Where do I find {words}?", f"Look behind {words[::-1]}, then ask again."
