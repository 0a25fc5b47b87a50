"""docs/report.png: the report on a desk and on a phone.

`python -m tests.page.picture [report.html]`: of the sample of the tests, or of a run's own page.
"""

import sys
import tempfile
from pathlib import Path

from lambdas.write_report.page import page
from tests.page import browser
from tests.page.reports import REPORTS

PICTURE = Path(__file__).parents[2] / "docs" / "report.png"
WIDTH, HEIGHT, PHONE = 1400, 1240, 390
BOTH = """<!doctype html>
<style>
  body {{ display: flex; gap: 24px; margin: 0; padding: 24px; background: #d9d6ce; }}
  iframe {{ flex: 1; height: {height}px; border: 0; border-radius: 12px; color-scheme: light; }}
  .phone {{ flex: none; width: {phone}px; border-radius: 28px; color-scheme: dark; }}
</style>
<iframe src="{page}"></iframe><iframe class="phone" src="{page}"></iframe>
"""
"""A page shows itself in the colour scheme of what it is shown in."""


def main(arguments: list[str]) -> None:
    """Draw the picture.

    Raises:
        SystemExit: there is no browser.
    """
    program = browser.find()
    if program is None:
        sys.exit("no browser: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, browser.started(program) as one:
        shown = Path(folder, "report.html")
        given = Path(arguments[0]).read_text(encoding="utf-8") if arguments else None
        shown.write_text(given or page(REPORTS["promoted"]), encoding="utf-8")
        both = shown.with_name("both.html")
        both.write_text(BOTH.format(height=HEIGHT - 48, phone=PHONE, page=shown.name))
        one.screen(WIDTH, HEIGHT)
        one.open(both)
        PICTURE.write_bytes(one.picture(whole=False))


if __name__ == "__main__":
    main(sys.argv[1:])
