"""The part of the comparison about how the sides were asked and what the rule was."""

from lambdas.contract.evaluation import EmbeddedTexts, EmbeddingFacts
from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.report_evaluation import Questioning
from lambdas.evaluation import wording
from lambdas.write_report.facts import code, facts
from lambdas.write_report.markup import Html, join
from lambdas.write_report.quantities import integer, limit, percent

FOUND_BY = {"bm25": "BM25", "embeddings": "Bedrock's embeddings"}


def basis(evaluation: Evaluation, asked: Questioning | None) -> Html:
    """What the evaluation rests on, beside the answers."""
    pairs: list[tuple[str, str]] = [
        ("Must be better by", join("more than ", limit(evaluation.verdict.margin))),
        ("Task", evaluation.task),
        ("Resamples, seed", join(integer(evaluation.resamples), ", ", integer(evaluation.seed))),
        ("Runs this test set decided before", integer(evaluation.earlier_uses)),
        *(_questioning(asked) if asked else []),
        *(_vectors(evaluation.embedding) if evaluation.embedding else []),
    ]
    if evaluation.left_out:
        left_out = ", ".join(wording.NAMES[metric] for metric in evaluation.left_out)
        pairs.append(("Metrics left out", f"{left_out}: they can't judge every reference"))
    return facts(pairs)


def _questioning(asked: Questioning) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = [
        ("Asked as the base", code(asked.base_model_id)),
        ("Longest answer", join(integer(asked.max_answer_tokens), " tokens")),
        ("Failed answers allowed", percent(asked.most_failures)),
    ]
    if asked.retrieval_records is not None:
        found_by = FOUND_BY.get(asked.retrieval_by or "", asked.retrieval_by)
        similar = join(
            integer(asked.retrieval_records),
            f" similar training records in each prompt, found by {found_by}",
        )
        pairs.append(("Retrieval", similar))
    return pairs


def _vectors(made: EmbeddingFacts) -> list[tuple[str, str]]:
    return [
        ("Vectors made by", code(made.model_id)),
        ("Training records embedded", _texts(made.index)),
        ("Questions embedded", _texts(made.questions)),
    ]


def _texts(made: EmbeddedTexts) -> Html:
    return join(
        integer(made.texts),
        ", ",
        integer(made.tokens),
        " tokens; cut: ",
        integer(made.cut),
        ", refused: ",
        integer(made.refused),
        ", failed: ",
        integer(made.failed),
    )
