"""Links between rows on file and rows that were merged, when a bundle comes in again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bundles.makers import Outlet, Source, bridge, empty_record, small, take
from tracker.bundles.exporting import export_story
from tracker.evidence.models import Citation
from tracker.evidence.provenance import provenance_of
from tracker.stories.events import Event

pytestmark = pytest.mark.django_db


def two_origins() -> dict[str, Any]:
    """A bundle in which two outlets report the prediction, each first-hand."""
    data = small()
    for name in ("one", "two"):
        outlet = {"id": name, "name": name, "kind": "blog", "domain": f"{name}.example"}
        data["outlets"].append(outlet)
        url = f"https://{name}.example/"
        source = {"id": f"s-{name}", "outlet": name, "title": name, "url": url}
        data["sources"].append(source | {"published": "2026-03-05"})
        cited = {"stance": "supports", "basis": "first_hand", "source": f"s-{name}"}
        data["citations"].append({"id": f"c-{name}", "event": "p-may"} | cited)
    return data


def merge(model: type[Any], one: str, into: str, *, by: str) -> None:
    model.objects.filter(**{by: one}).update(merged_into=model.objects.get(**{by: into}))


def counts() -> tuple[int, int]:
    """Return (reports, origins) of the prediction."""
    event = Event.objects.get(key="p-may")
    trace = provenance_of([event.pk], None)[event.pk].trace
    return trace.reports, len(trace.origins)


@pytest.mark.behind_the_desk
@pytest.mark.parametrize(("model", "by"), [(Outlet, "name"), (Source, "title")])
def test_after_a_merge_the_same_bundle_changes_nothing(model: type[Any], by: str) -> None:
    take(two_origins())
    merge(model, "two", "one", by=by)
    assert take(two_origins()).changes_nothing


@pytest.mark.parametrize(
    ("model", "by", "expected"), [(Outlet, "name", (3, 2)), (Source, "title", (2, 2))]
)
def test_what_was_merged_stays_one_in_the_export(
    model: type[Any], by: str, expected: tuple[int, int]
) -> None:
    take(two_origins())
    merge(model, "two", "one", by=by)
    assert counts() == expected
    exported = export_story(bridge())
    assert take(exported).changes_nothing
    empty_record()
    take(exported)
    assert counts() == expected
    assert export_story(bridge()) == exported


def test_links_that_differ_from_the_record_are_told_and_kept() -> None:
    data = small()
    data["events"].append(data["events"][1] | {"id": "p-part", "part_of": "p-may"})
    take(data)
    data["story"]["pivot"] = "p-may"
    data["sources"][0]["outlet"] = "paper"
    data["sources"][2]["relays"] = ["s-paper"]
    del data["events"][2]["part_of"]
    del data["citations"][0]["relays"]
    report = take(data)
    assert report.changes_nothing
    assert [flaw.path for flaw in report.kept] == [
        "story.pivot",
        "sources[0].outlet",
        "sources[2].relays",
        "events[2].part_of",
        "citations[0].relays",
    ]
    assert Citation.objects.get(key="c1").relays == Source.objects.get(title="Bridge to open")
