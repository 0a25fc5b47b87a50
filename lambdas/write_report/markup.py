"""HTML that is safe by construction: what isn't markup already is escaped when it goes in."""

from html import escape


class Html(str):
    """Text that is markup already. Every other string is data."""

    __slots__ = ()


def element(name: str, *content: str, **attributes: str) -> Html:
    """Return an element with escaped content and attributes.

    Attribute names are Python names: `class_` is `class`, `aria_label` is `aria-label`.
    """
    given = "".join(
        f' {attribute.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for attribute, value in attributes.items()
    )
    return Html(f"<{name}{given}>{join(*content)}</{name}>")


def unbroken(text: str) -> str:
    """Return text in which a number and its percent sign stay on one line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def join(*content: str) -> Html:
    """Return pieces one after the other, each escaped unless it is markup."""
    return Html("".join(piece if isinstance(piece, Html) else escape(piece) for piece in content))
