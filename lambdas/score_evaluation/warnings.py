"""What to know before a verdict is believed."""

from collections.abc import Iterator, Sequence

from lambdas.common.figures import count
from lambdas.common.used_sets import used_before
from lambdas.contract.evaluation import EmbeddedTexts, EmbeddingFacts, Metric
from lambdas.contract.evaluation_steps import QuestionSet
from lambdas.contract.run import EvaluationPlan
from lambdas.score_evaluation.sides import Scored


def warnings(
    evaluation: EvaluationPlan,
    scored: dict[QuestionSet, Scored],
    *,
    earlier_uses: int,
    left_out: Sequence[Metric],
    embedding: EmbeddingFacts | None = None,
) -> Iterator[str]:
    """Yield what the numbers themselves don't say."""
    if earlier_uses:
        yield used_before(earlier_uses)
    if left_out:
        yield f"Some references can't be judged by {', '.join(left_out)}: left out."
    if embedding:
        yield from _of_vectors("training record", embedding.index)
        yield from _of_vectors("question", embedding.questions)
    for question_set, one in scored.items():
        yield from _of_sides(question_set, one, evaluation.rules.max_answer_tokens)


def _of_vectors(what: str, made: EmbeddedTexts) -> Iterator[str]:
    if made.cut:
        yield (
            f"{count(made.cut, what)} had a longer prompt than the embedding model takes: similar "
            "records were looked for by its beginning."
        )
    if made.refused:
        verb = "was" if made.refused == 1 else "were"
        yield (
            f"{count(made.refused, what)} {verb} refused by the embedding model: nothing is "
            "similar to what it refuses."
        )
    if made.failed:
        yield (
            f"{count(made.failed, what)} got no vector, because every attempt went wrong: "
            "nothing is similar to what has none."
        )


def _of_sides(question_set: QuestionSet, scored: Scored, most_tokens: int) -> Iterator[str]:
    for arm, side in scored.sides.items():
        whose = f"of {arm} on the {question_set} set"
        if side.failures:
            causes = ", ".join(f"{name} {number}" for name, number in side.failures.most_common())
            yield f"{count(side.failures.total(), 'answer')} {whose} failed: {causes}."
        if side.truncated:
            verb = "was" if side.truncated == 1 else "were"
            yield (
                f"{count(side.truncated, 'answer')} {whose} {verb} cut at {most_tokens} tokens and "
                "scored as they are."
            )
