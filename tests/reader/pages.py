"""Pages as tests read them: elements by tag and class, with their text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "circle", "use"}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    parts: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """Walk through all elements inside, in their order."""
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part

    @property
    def text(self) -> str:
        words = [part if isinstance(part, str) else part.text for part in self.parts]
        return " ".join("".join(words).split())

    def all(self, tag: str = "", kind: str = "", **attrs: str) -> list[Element]:
        """Return the elements inside of this tag, class `kind` and attributes."""
        return [
            element
            for element in self
            if (not tag or element.tag == tag)
            and (not kind or kind in element.attrs.get("class", "").split())
            and all(element.attrs.get(key) == value for key, value in attrs.items())
        ]

    def one(self, tag: str = "", kind: str = "", **attrs: str) -> Element:
        found = self.all(tag, kind, **attrs)
        assert len(found) == 1, f"{len(found)} of <{tag} class={kind} {attrs}>"
        return found[0]


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read(html: str) -> Element:
    """Parse a page; fails on tags that do not close in order."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def get(address: str, query: dict[str, Any] | None = None, *, status: int = 200) -> Element:
    """Return the page at `address`, which must answer with `status`."""
    response = Client().get(address, query)
    assert response.status_code == status, f"{response.status_code} at {address}"
    return read(response.content.decode())


def statements(page: Element) -> list[str]:
    """Return the statements of a timeline in their order."""
    return [entry.one("h5").text for entry in page.all("li", "entry")]


def entry(page: Element, statement: str) -> Element:
    """Return the timeline entry with that statement."""
    found = [one for one in page.all("li", "entry") if one.one("h5").text == statement]
    assert len(found) == 1
    return found[0]


def numbers(page: Element) -> dict[str, int]:
    """Return the counts of statuses (from the filters) and outcomes (from the tally)."""
    counts = {
        box.attrs["value"]: int(page.one(id=f"count-{box.attrs['value']}").text)
        for box in page.all("input", name="status", type="checkbox")
    }
    for cell in page.one(id="tally").all("li"):
        outcome = cell.attrs["class"].removeprefix("is-")
        counts[outcome] = int(cell.one("span", "num").text)
    return counts
