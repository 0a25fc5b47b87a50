"""The report as a browser shows it: quiet, whole, readable, on every screen and on paper."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.page.browser import Browser
from tests.page.looking import (
    CELL_LABELS,
    CLUTTER,
    DIRECTIONS,
    FOCUSABLE,
    FOCUSED,
    OVERFLOWING,
    UNREADABLE,
)

pytestmark = pytest.mark.xdist_group("browser")

DESKTOP, PHONE, PAPER = 1200, 360, 672
"""Widths in CSS pixels; paper is A4 without its margins."""
SAID = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
WIDTH = "document.scrollingElement.scrollWidth"
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
SCREENS = pytest.mark.parametrize("width", [DESKTOP, 600, PHONE])


def events(browser: Browser, *methods: str) -> list[dict[str, Any]]:
    """Return what the browser told since the page was opened."""
    # Everything that was caused before this is answered has been told.
    browser.run("1")
    return [event["params"] for event in browser.events if event["method"] in methods]


def asked_for(browser: Browser) -> list[str]:
    """Return the addresses that the page asked for."""
    return [one["request"]["url"] for one in events(browser, "Network.requestWillBeSent")]


def test_nothing_is_said_in_the_console_and_nothing_else_asked_for(
    chromium: Browser, path: Path
) -> None:
    chromium.screen(DESKTOP)
    chromium.open(path)
    assert asked_for(chromium) == [path.as_uri()]
    assert events(chromium, *SAID) == []


def test_a_page_that_asked_for_something_would_be_found(chromium: Browser, folder: Path) -> None:
    loose, text = folder / "loose.html", (folder / "trained.html").read_text(encoding="utf-8")
    loose.write_text(
        re.sub(r"<meta http-equiv[^>]*>", "", text).replace("<main>", '<main><img src="x.png">'),
        encoding="utf-8",
    )
    chromium.open(loose)
    assert asked_for(chromium) == [loose.as_uri(), (folder / "x.png").as_uri()]
    assert events(chromium, *SAID)


def test_the_browser_is_kept_from_asking(chromium: Browser, folder: Path) -> None:
    barred, text = folder / "barred.html", (folder / "trained.html").read_text(encoding="utf-8")
    barred.write_text(text.replace("<main>", '<main><img src="x.png">'), encoding="utf-8")
    chromium.open(barred)
    assert "Content Security Policy" in str(events(chromium, *SAID))


@SCREENS
def test_no_screen_scrolls_sideways(chromium: Browser, path: Path, width: int) -> None:
    chromium.screen(width)
    chromium.open(path)
    assert chromium.run(WIDTH) == width


@SCREENS
def test_what_is_too_wide_scrolls_by_itself_and_by_keyboard(
    chromium: Browser, path: Path, width: int
) -> None:
    chromium.screen(width)
    chromium.open(path)
    wide = chromium.run(OVERFLOWING)
    assert not [one for one in wide if not (one["focusable"] and one["scrolls"])]


@SCHEMES
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_every_text_has_contrast(chromium: Browser, path: Path, scheme: str, width: int) -> None:
    chromium.screen(width, scheme=scheme)
    chromium.open(path)
    found = chromium.run(UNREADABLE)
    assert found["seen"] > 100
    assert found["wrong"] == []


def test_the_schemes_differ(chromium: Browser, folder: Path) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        chromium.screen(DESKTOP, scheme=scheme)
        chromium.open(folder / "trained.html")
        grounds.append(chromium.run("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(247, 246, 243)", "rgb(19, 19, 22)"]


@pytest.mark.parametrize("width", [DESKTOP, 800, 600, 560, PHONE])
def test_words_in_charts_are_whole_apart_and_large_enough(
    chromium: Browser, path: Path, width: int
) -> None:
    chromium.screen(width)
    chromium.open(path)
    found = chromium.run(CLUTTER)
    assert found["seen"] in range(2, 8)
    assert found["wrong"] == []


def test_the_keyboard_goes_through_the_page_in_its_order(chromium: Browser, path: Path) -> None:
    chromium.screen(PHONE)
    chromium.open(path)
    reached = []
    for _ in chromium.run(FOCUSABLE):
        chromium.press("Tab")
        focus = chromium.run(FOCUSED)
        assert focus["style"] == "solid"
        assert focus["outline"] >= 2
        reached.append(focus["name"])
    assert reached == chromium.run(FOCUSABLE)
    assert reached[-1] == "Cost"


def test_records_stay_text_whatever_they_say(chromium: Browser, folder: Path) -> None:
    chromium.screen(PHONE)
    chromium.open(folder / "nasty.html")
    assert chromium.run("document.title") == "Better than its base, and promoted · demo_run-1"
    assert chromium.run("document.querySelectorAll('script, img, main b').length") == 0
    assert "<script>document.title = 'taken'</script>" in chromium.run("document.body.innerText")
    # A text from right to left turns neither the words before it nor those after it around.
    assert chromium.run(DIRECTIONS) == {"page": "ltr", "prompt": "ltr", "reference": "rtl"}


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_no_record_takes_more_than_its_share_of_the_page(
    chromium: Browser, folder: Path, width: int
) -> None:
    chromium.screen(width)
    chromium.open(folder / "nasty.html")
    heights = chromium.run(
        "[...document.querySelectorAll('.words dd')].map(one => one.clientHeight)"
    )
    assert len(heights) == 20
    assert max(heights) < 900


def test_a_phone_shows_every_table_whole(chromium: Browser, folder: Path) -> None:
    for name in ("promoted", "large", "forgetful", "undecided"):
        chromium.screen(PHONE)
        chromium.open(folder / f"{name}.html")
        wide = chromium.run(OVERFLOWING)
        assert [one["label"] for one in wide if "scroll" in one["name"]] == [], name
        assert "Interval" in chromium.run(CELL_LABELS)


@SCHEMES
def test_paper_is_white_and_cuts_nothing_off(chromium: Browser, path: Path, scheme: str) -> None:
    chromium.screen(PAPER, media="print", scheme=scheme)
    chromium.open(path)
    assert chromium.run("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert chromium.run(WIDTH) == PAPER
    assert chromium.run(OVERFLOWING) == []
    assert chromium.run(UNREADABLE)["wrong"] == []
    assert chromium.run(CLUTTER)["wrong"] == []


def test_it_prints(chromium: Browser, path: Path) -> None:
    chromium.screen(DESKTOP)
    chromium.open(path)
    paper = chromium.pdf()
    assert paper.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", paper)) in range(2, 16)
