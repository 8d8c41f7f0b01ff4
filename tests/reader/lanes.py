"""Lanes as a page draws them, and as they follow from the ledger day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.reader.pages import Element
from tracker.dates.edtf import parse_edtf
from tracker.ledger.models import Change
from tracker.stories.events import Event
from tracker.stories.models import Story

DAY = timedelta(days=1)


@dataclass
class Drawn:
    """What stands in a lane: kind of line, outcome or due mark, with places in percent."""

    lines: list[tuple[str, float, float]] = field(default_factory=list)
    squares: list[tuple[str, float]] = field(default_factory=list)
    dues: list[tuple[float, float]] = field(default_factory=list)


def percent(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


def drawn(row: Element) -> Drawn:
    """Read the lane of a table row."""
    lane = row.one("td", "lane")
    found = Drawn()
    for line in lane.all("line"):
        places = percent(line.attrs["x1"]), percent(line.attrs["x2"])
        if line.attrs["class"] == "rumored":
            found.lines.append(("rumored", *places))
        if line.attrs["class"] == "due":
            found.dues.append(places)
    for kind in ("reported", "confirmed"):
        for box in lane.all("rect", kind):
            start = percent(box.attrs["x"])
            found.lines.append((kind, start, start + percent(box.attrs["width"])))
    for mark in lane.all("svg"):
        kind = mark.attrs.get("class", "")
        if kind.startswith("is-") or kind == "past-outcome":
            outcome = mark.one("use").attrs["href"].removeprefix("#outcome-")
            found.squares.append((outcome, percent(mark.attrs["x"])))
    found.lines.sort(key=lambda line: line[1:])
    return found


def lanes_on(page: Element) -> dict[int, Element]:
    """Return the table rows of a page by event."""
    rows = page.one("table", "lanes").all("tr")
    return {
        int(row.attrs["id"].removeprefix("event-")): row for row in rows if "id" in row.attrs
    }


def entries(event: Event, day: date | None) -> list[Change]:
    changes = event.changes.select_related("withdrawn_by")
    counting = [change for change in changes if not hasattr(change, "withdrawn_by")]
    return [change for change in counting if day is None or change.effective <= day]


def value(known: list[Change], name: str, moment: date) -> str:
    """Return what was in force at the end of the day `moment`."""
    past = [c for c in known if c.field == name and c.effective <= moment]
    return max(past, key=lambda c: (c.effective, c.number)).value if past else ""


def predictions_on(story: Story, day: date | None) -> dict[Event, date]:
    """Map the predictions known by `day` to the day they became known."""
    found = {}
    for event in story.events.filter(kind="prediction", merged_into=None):
        days = [c.effective for c in entries(event, day) if c.field == "status"]
        if days:
            found[event] = min(days)
    return found


def ends_on(story: Story, day: date | None, today: date) -> tuple[date, date]:
    """Return the first and the last day of the axis."""
    starts = sorted(predictions_on(story, day).values())
    if day is None:
        last = max(c.effective for event in story.events.all() for c in entries(event, None))
        last = min(today, last + max(1, (last - starts[0]).days // 20) * DAY)
    else:
        last = day
    crowd = starts[len(starts) // 20]
    is_squeezed = (crowd - starts[0]).days / max(1, (last - starts[0]).days) > 1 / 4
    return crowd if is_squeezed else starts[0], last


def obvious(event: Event, day: date | None, first: date, last: date) -> Drawn:
    """Go through the axis day by day and write down what begins and ends."""
    known = entries(event, day)

    def at(moment: date) -> float:
        return 100 * (min(max(moment, first), last) - first).days / max(1, (last - first).days)

    found = Drawn()
    outcome = ""
    moment = first
    running = ""
    while moment <= last:
        status, now = value(known, "status", moment), value(known, "outcome", moment)
        runs = status if status == "confirmed" or now in ("", "open") else ""
        if moment == last:
            runs = ""
        if running and runs != running:
            kind, start, _ = found.lines.pop()
            found.lines.append((kind, start, at(moment)))
        if runs and runs != running:
            found.lines.append((runs, at(moment), 100))
        running = runs
        before = value(known, "outcome", moment - DAY) or "open"
        outcome = now or "open"
        if outcome != before:
            found.squares.append((outcome, at(moment)))
        moment += DAY
    stood: list[str] = []
    for moment in sorted({c.effective for c in known if c.field == "due"}):
        due = value(known, "due", moment)
        if not stood or stood[-1] != due:
            stood.append(due)
    for due in stood:
        edtf = parse_edtf(due)
        start, end = edtf.first or first, edtf.last or last
        if start <= last and end >= first:
            found.dues.append((at(start), at(end)))
    return found
