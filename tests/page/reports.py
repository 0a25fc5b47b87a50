"""The reports whose pages are looked at: every shape that a run can give them."""

import msgspec

from lambdas.contract.evaluation import Arm, ArmFacts, MetricResult
from lambdas.contract.evaluation_result import Shown
from lambdas.contract.report import Report
from lambdas.contract.serving import Kind
from tests.unit.write_report.evaluations import (
    FORGETFUL,
    PROMOTED,
    RETIRED,
    UNDECIDED,
    report_with,
    unheard,
    with_words,
    without_prices,
)
from tests.unit.write_report.reports import (
    TRAINING,
    VALIDATION,
    approved,
    report_of,
    report_on,
    served,
)

MANY = 43
"""Times larger than the sample: 10,320 records tested."""


def _large() -> Report:
    """Return a report of large numbers and long names, which no space lets break."""
    scaled = {
        name: [_scaled(one) for one in results]
        for name, results in (
            ("metrics", PROMOTED.metrics),
            ("retrieval_against_base", PROMOTED.retrieval_against_base),
            ("custom_against_retrieval", PROMOTED.custom_against_retrieval),
            ("arms", PROMOTED.arms),
        )
    }
    named = [msgspec.structs.replace(one, id="faq-" * 40) for one in PROMOTED.gains]
    evaluation = msgspec.structs.replace(
        PROMOTED, **scaled, records=PROMOTED.records * MANY, gains=named
    )
    report = report_with(evaluation)
    run = msgspec.structs.replace(report.run, run_id=f"demo_{'x' * 120}")
    data = msgspec.structs.replace(report.datasets.training, source_key="teams/" + "y" * 300)
    return msgspec.structs.replace(
        report,
        run=run,
        datasets=msgspec.structs.replace(report.datasets, training=data),
        warnings=["z" * 200],
    )


def _scaled(one: MetricResult | ArmFacts) -> MetricResult | ArmFacts:
    counts = {
        name: value * MANY
        for name in one.__struct_fields__
        if isinstance(value := getattr(one, name), int)
    }
    return msgspec.structs.replace(one, **counts)


def _nasty() -> Report:
    """Return a report on records that would break a page that trusted them."""
    shown = Shown(
        prompt="unbroken" * 1250,
        reference="\u202eהמשאבה אינה פועלת, והנורה מהבהבת פעמיים\u202c (E-17)",
        base="</dd></main><script>document.title = 'taken'</script><img src=x onerror=alert(1)>",
        custom="line\n" * 2000 + "\x00\x0c\x1b[31m",
    )
    ids = ("x" * 200, "سجل", "<b>bold</b>", "\u202ereversed", "faq-5")
    gains = [
        msgspec.structs.replace(one, id=name, shown=shown)
        for one, name in zip(PROMOTED.gains, ids, strict=True)
    ]
    losses = [msgspec.structs.replace(one, shown=None) for one in gains]
    return report_with(msgspec.structs.replace(PROMOTED, gains=gains, losses=losses))


REPORTS = {
    "trained": report_of(TRAINING, VALIDATION),
    "unvalidated": report_of([1.5], [], steps=1),
    "served": report_on(approved(served(Kind.PROVISIONED, 4, alias=True))),
    "promoted": report_with(with_words(PROMOTED)),
    "retired": report_with(RETIRED),
    "forgetful": report_with(FORGETFUL),
    "undecided": report_with(without_prices(UNDECIDED)),
    "unheard": report_with(unheard(Arm.BASE)),
    "large": _large(),
    "nasty": _nasty(),
}
