from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.bundles.makers import flaws_of, small
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db

Data = dict[str, Any]


def put(name: str, position: int, **parts: Any) -> Callable[[Data], None]:
    """An alteration that sets parts of one item."""
    return lambda data: data[name][position].update(parts)


def story(**parts: Any) -> Callable[[Data], None]:
    return lambda data: data["story"].update(parts)


def add(to: str, **item: Any) -> Callable[[Data], None]:
    """An alteration that copies the first item of a list under other parts."""
    return lambda data: data[to].append(data[to][0] | item)


FLAWS = {
    "same id": (add("outlets", name="Other"), "outlets[3].id", "outlets[0]"),
    "same outlet": (add("outlets", id="other"), "outlets[3].name", "same outlet"),
    "same document": (
        lambda data: data["sources"].append(
            data["sources"][2]
            | {"id": "s4", "url": "http://www.city.example/open/?utm_source=x"}
        ),
        "sources[3].url",
        "sources[2]",
    ),
    "unknown outlet": (put("sources", 0, outlet="nobody"), "sources[0].outlet", "nobody"),
    "unknown event": (put("citations", 1, event="gone"), "citations[1].event", "gone"),
    "unknown relay": (put("sources", 1, relays=["x"]), "sources[1].relays[0]", "“x”"),
    "unknown pivot": (story(pivot="x"), "story.pivot", "“x”"),
    "unknown evidence": (put("changes", 0, evidence=["c9"]), "changes[0].evidence[0]", "c9"),
    "unknown zone": (story(time_zone="Mars/North"), "story.time_zone", "Mars/North"),
    "unclear date": (put("sources", 0, published="March"), "sources[0].published", "March"),
    "unclear due": (put("changes", 1, value="soon"), "changes[1].value", "soon"),
    "unclear watch": (
        story(watch=[{"question": "And?", "due": "some day"}]),
        "story.watch[0].due",
        "some day",
    ),
    "no day": (put("changes", 0, effective="2026-02-30"), "changes[0].effective", "calendar"),
    "odd day": (put("changes", 0, effective="2026-W10-3"), "changes[0].effective", "calendar"),
    "no moment": (put("changes", 0, recorded_at="noon"), "changes[0].recorded_at", "zone"),
    "read in the future": (
        put("sources", 1, accessed="2027-01-01"),
        "sources[1].accessed",
        "future",
    ),
    "script address": (put("sources", 1, url="javascript:alert(1)"), "sources[1].url", "http"),
    "ftp address": (put("sources", 1, url="ftp://a.example/"), "sources[1].url", "http"),
    "no host": (put("sources", 1, url="https:///x"), "sources[1].url", "host"),
    "wildcard archive": (
        put("sources", 1, archive_url="https://web.archive.org/web/*/x"),
        "sources[1].archive_url",
        "snapshot",
    ),
    "control character": (put("events", 1, detail="a\x00b"), "events[1].detail", "U+0000"),
    "control in a list": (put("events", 1, tags=["a\x07"]), "events[1].tags[0]", "U+0007"),
    "www domain": (put("outlets", 0, domain="www.wire.example"), "outlets[0].domain", "www."),
    "date of a prediction": (put("events", 1, date="2026-05"), "events[1].date", "due"),
    "part of an occurrence": (
        put("events", 1, part_of="o-open"),
        "events[1].part_of",
        "predictions",
    ),
    "part of itself": (put("events", 1, part_of="p-may"), "events[1].part_of", "itself"),
    "merged into another kind": (
        put("events", 1, merged_into="o-open"),
        "events[1].merged_into",
        "same kind",
    ),
    "relay without basis": (
        put("citations", 0, basis="first_hand"),
        "citations[0].relays",
        "basis",
    ),
    "translation of nothing": (
        put("citations", 1, translation="Open"),
        "citations[1].translation",
        "quote",
    ),
    "circle of relays": (put("sources", 0, relays=["s-paper"]), "sources", "s-paper"),
    "never known": (
        lambda data: data["sources"].append({"id": "s4", "outlet": "wire", "title": "?"}),
        "sources[3]",
        "accessed",
    ),
    "effective in the future": (
        put("changes", 4, effective="2026-12-24"),
        "changes[4].effective",
        "future",
    ),
    "evidence not known yet": (
        put("changes", 0, effective="2026-03-01"),
        "changes[0].evidence",
        "2026-03-04",
    ),
    "too little evidence": (
        put("changes", 0, value="confirmed"),
        "changes[0].evidence",
        "1 known origin",
    ),
    "evidence rejected": (
        put("citations", 0, review="rejected"),
        "changes[0].evidence",
        "accepted",
    ),
    "outcome without actual": (
        lambda data: data["changes"][4].pop("actual"),
        "changes[4].actual",
        "actually",
    ),
    "held without confirmed": (
        lambda data: data["changes"].pop(3),
        "changes[3].value",
        "together",
    ),
    "late": (put("changes", 1, value="2026-04"), "changes[4].value", "late"),
    "judged before it is known": (
        put("changes", 1, effective="2026-03-03"),
        "changes[1].effective",
        "first status",
    ),
    "withdraws nothing": (put("changes", 4, withdraws=9), "changes[4].withdraws", "earlier"),
}


@pytest.mark.parametrize(("alter", "path", "words"), FLAWS.values(), ids=FLAWS)
def test_a_flaw_is_named_with_its_place(
    alter: Callable[[Data], Any], path: str, words: str
) -> None:
    data = small()
    alter(data)
    found = flaws_of(data)
    assert path in found, found
    assert words in found[path]
    assert not Story.objects.exists()


def test_the_small_bundle_has_no_flaw() -> None:
    assert flaws_of(small()) == {}


def test_all_flaws_are_told_at_once_in_the_order_of_the_file() -> None:
    data = small()
    put("outlets", 0, kind="gossip")(data)
    put("sources", 2, url="javascript:x")(data)
    put("events", 0, date="May")(data)
    put("changes", 0, evidence=[])(data)
    assert [*flaws_of(data)] == [
        "outlets[0].kind",
        "sources[2].url",
        "events[0].date",
        "changes[0].evidence",
    ]


def test_one_mistake_is_told_once() -> None:
    data = small()
    put("citations", 0, stance="agrees")(data)
    assert [*flaws_of(data)] == ["citations[0].stance"]
