"""The part of the comparison about money: cost against quality, and when what is cheaper."""

from collections.abc import Sequence

from lambdas.contract.evaluation import Arm, ArmFacts, BreakEven
from lambdas.contract.evaluation_result import Evaluation
from lambdas.write_report import quality_chart
from lambdas.write_report.drawing import figure
from lambdas.write_report.facts import facts
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.quantities import fine_usd, integer, usd


def quality(evaluation: Evaluation) -> Html:
    """Cost against quality as chart and in figures, and which side overtakes which."""
    chart = quality_chart.quality_chart(evaluation)
    heading = "Cost against quality"
    if chart is None:
        return element("div", element("h3", heading), _costs(evaluation), class_="card")
    drawn = figure(
        chart,
        quality_chart.legend(evaluation),
        "Higher is better, further left is cheaper. What the custom model costs however much it "
        "answers is not in its point.",
        heading,
    )
    return join(drawn, element("div", _costs(evaluation), class_="card"))


def _costs(evaluation: Evaluation) -> Html:
    fixed = evaluation.custom_fixed_usd
    pairs = [
        (
            "Custom, however many answers",
            join(usd(fixed), ": training, a month of storage, serving"),
        ),
        ("For 1,000 answers", _each(evaluation.arms)),
    ]
    if evaluation.embedding is not None:
        index = join(usd(evaluation.retrieval_fixed_usd), ": vectors of the training records")
        pairs.insert(1, ("Retrieval, however many answers", index))
    if any(one.arm is Arm.RETRIEVAL for one in evaluation.arms):
        pairs.append(("Retrieval or custom", _overtaking(evaluation.break_even)))
    return facts(pairs)


def _each(arms: Sequence[ArmFacts]) -> Html:
    told = [join(f"{one.arm} ", fine_usd(one.usd_per_1k_answers)) for one in arms]
    return join(told[0], *(join(", ", one) for one in told[1:]))


def _overtaking(found: BreakEven | None) -> Html:
    if found is None:
        return join("not known which is the cheaper: a price is unknown, or a side never answered")
    if found.answers is None:
        return join("they cost the same")
    if not found.answers:
        return join(
            f"{found.cheaper_in_the_end} is the cheaper from the first answer on (", integer(0), ")"
        )
    return join(
        f"{found.cheaper_at_first} is the cheaper at first; from ",
        integer(found.answers),
        f" answers on {found.cheaper_in_the_end} is",
    )
