"""The rules have one table, and the documentation shows it."""

from pathlib import Path

from lambdas.datasets.rules import Rule

REFERENCE = Path(__file__).parents[3] / "docs" / "data.md"


def test_the_documentation_shows_every_rule_and_no_other() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    table = text.partition("## Rules\n")[2].partition("## Formats")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{rule}` | {rule.meaning} |" for rule in Rule]


def test_every_rule_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("lambdas/datasets", "lambdas/plan_run")
        for path in (REFERENCE.parents[1] / folder).glob("*.py")
        if path.name != "rules.py"
    )
    assert [rule for rule in Rule if f"Rule.{rule.name}" not in code] == []
