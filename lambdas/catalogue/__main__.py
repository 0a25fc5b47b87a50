"""`make catalogue`: what is to be reviewed, what is unknown, and the tables of docs/models.md."""

import datetime as dt
import sys
from pathlib import Path

from lambdas.catalogue.document import written
from lambdas.catalogue.embedding import embedding_model
from lambdas.catalogue.gaps import gaps
from lambdas.catalogue.shelf import due_for_review, models

DOCUMENT = Path("docs/models.md")


def report(today: dt.date) -> str:
    """Return what somebody who keeps the catalogue has to know on the day `today`."""
    due = due_for_review(today)
    lines = [f"{len(models())} models, {len(due)} past review on {today}:"]
    lines += [f"  {model.name}: to be reviewed by {model.review_by}" for model in due] or ["  none"]
    lines.append("Unknown:")
    for model in models():
        found = gaps(model)
        lines.append(f"  {model.name}: {len(found)}")
        lines += [f"    {path}" for path in found]
    vectors = embedding_model()
    late = "past review" if vectors.review_by < today else f"review by {vectors.review_by}"
    lines.append(f"{vectors.title}, for vectors: {late}; unknown: {', '.join(gaps(vectors))}")
    return "\n".join(lines)


def main() -> None:
    """Print the report and write the tables anew."""
    sys.stdout.write(report(dt.datetime.now(dt.UTC).date()) + "\n")
    DOCUMENT.write_text(written(DOCUMENT.read_text()))


if __name__ == "__main__":
    main()
