"""What report.json says of how an evaluation asked; its numbers are those of evaluation.json."""

import msgspec


class Questioning(msgspec.Struct, frozen=True, kw_only=True):
    """How the sides of an evaluation were asked."""

    base_model_id: str
    max_answer_tokens: int
    most_failures: float
    """The share of failed answers of a side from which on nothing is decided."""
    retrieval_records: int | None
    """Similar training records in each prompt of the retrieval arm; None: there was none."""
    retrieval_by: str | None
