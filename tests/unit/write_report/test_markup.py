"""Markup: data goes in as data."""

from hypothesis import given
from hypothesis import strategies as st

from lambdas.write_report.markup import Html, element, join, unbroken
from tests.unit.write_report.reading import parse

data = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]))


@given(data)
def test_text_comes_back_as_it_was(text: str) -> None:
    (shown,) = parse(element("p", text)).all("p")
    assert shown.text == text


@given(data)
def test_attributes_come_back_as_they_were(text: str) -> None:
    (shown,) = parse(element("p", "x", data_name=text)).all("p")
    assert shown.attributes == {"data-name": text}


def test_a_percent_sign_stays_with_its_number() -> None:
    assert unbroken("a 95 % interval of 2 %") == "a 95\xa0% interval of 2\xa0%"


def test_markup_is_not_escaped_twice() -> None:
    inner = element("b", "1 < 2")
    assert element("p", inner, class_="a") == '<p class="a"><b>1 &lt; 2</b></p>'
    assert join(inner, "&") == "<b>1 &lt; 2</b>&amp;"
    assert isinstance(join(inner), Html)
