"""report.html: one file that asks for nothing else."""

from pathlib import Path
from string import Template

from lambdas.contract.report import Report
from lambdas.write_report import sections
from lambdas.write_report.advice_section import advice
from lambdas.write_report.approval_section import approval
from lambdas.write_report.comparison_section import comparison
from lambdas.write_report.cost_section import cost
from lambdas.write_report.examples_section import examples
from lambdas.write_report.forgetting_section import forgetting
from lambdas.write_report.markup import join
from lambdas.write_report.opening import opening
from lambdas.write_report.serving_section import serving

_HERE = Path(__file__).parent

SECTIONS = (
    opening,
    comparison,
    forgetting,
    sections.losses,
    cost,
    sections.next_steps,
    sections.warnings,
    examples,
    serving,
    approval,
    advice,
    sections.datasets,
    sections.model,
    sections.closing,
)
"""In reading order: what was decided and what it rests on, the money, what to do now; then what
one looks up: the records, what serves, who agreed, the makings."""


def page(report: Report) -> str:
    """Return the whole page."""
    template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=join(f"{report.headline} · {report.run.run_id}"),
        style=(_HERE / "page.css").read_text(encoding="utf-8"),
        content=join(*(section(report) for section in SECTIONS)),
    )
