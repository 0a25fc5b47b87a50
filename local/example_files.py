"""The files that `examples/` name, made of the demo's data, for those who look around."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

from local import dataset, other_task

FAQ = {"faq": dataset.TRAINING, "faq-validation": dataset.VALIDATION, "faq-test": dataset.TEST}
"""The datasets that runs name, by the set of the demo that they are."""
GENERAL = "general"
"""Another task, to see what a model forgot."""
RAW_RECORDS = 300
"""In each raw file, of two shapes that a preparation reads."""


def write(folder: Path, sets: Mapping[str, Path]) -> dict[str, Path]:
    """Write them; return every file by its key below a team's prefix."""
    raw = folder / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    records = dataset.examples()
    return {
        **{f"datasets/{name}.jsonl": sets[of] for name, of in FAQ.items()},
        f"datasets/{GENERAL}.jsonl": other_task.write(folder / f"{GENERAL}.jsonl"),
        "raw/tickets.jsonl": _jsonl(raw / "tickets.jsonl", records[:RAW_RECORDS]),
        "raw/questions.csv": _csv(raw / "questions.csv", records[RAW_RECORDS:][:RAW_RECORDS]),
    }


def _jsonl(path: Path, records: list[dataset.Example]) -> Path:
    lines = [json.dumps({"prompt": one.question, "completion": one.answer}) for one in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _csv(path: Path, records: list[dataset.Example]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["question", "answer"])
        rows.writerows((one.question, one.answer) for one in records)
    return path
