"""report.html: one file that asks for nothing else."""

from pathlib import Path
from string import Template

from lambdas.contract.report import Report
from lambdas.write_report import sections
from lambdas.write_report.markup import join
from lambdas.write_report.opening import opening
from lambdas.write_report.serving_section import serving

_HERE = Path(__file__).parent

SECTIONS = (
    opening,
    sections.losses,
    sections.cost,
    sections.datasets,
    sections.model,
    serving,
    sections.next_steps,
    sections.warnings,
    sections.closing,
)
"""In reading order: the verdict and what it rests on, the cost, the makings, what to do now."""


def page(report: Report) -> str:
    """Return the whole page."""
    template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=join(f"{report.headline} · {report.run.run_id}"),
        style=(_HERE / "page.css").read_text(encoding="utf-8"),
        content=join(*(section(report) for section in SECTIONS)),
    )
