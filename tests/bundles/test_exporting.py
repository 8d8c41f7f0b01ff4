from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bundles.makers import REAL, bridge, empty_record, small, take
from tracker.bundles.exporting import export_story
from tracker.bundles.past import NothingKnown, export_story_as_of
from tracker.evidence.models import Citation, ReviewState
from tracker.ledger.models import Change
from tracker.ledger.verify import faults
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 10)


def read(content: bytes) -> dict[str, Any]:
    return json.loads(content)


class TestWhole:
    def test_the_real_story_comes_out_as_it_went_in(self) -> None:
        take(REAL.read_bytes())
        first = export_story(Story.objects.get())
        empty_record()
        take(first, by="somebody else")
        assert export_story(Story.objects.get()) == first

    def test_nothing_of_the_given_bundle_is_lost(self) -> None:
        given_data = read(REAL.read_bytes())
        take(REAL.read_bytes())
        out = read(export_story(Story.objects.get()))
        for source in given_data["sources"]:
            # Which documents are relayed is a set; a bundle lists it sorted.
            source.get("relays", []).sort()
        for name in ("outlets", "sources", "events", "citations"):
            assert {i["id"]: i for i in out[name]} == {i["id"]: i for i in given_data[name]}
        ours = {"recorded_at", "recorded_by", "digest"}
        plain = [{k: v for k, v in c.items() if k not in ours} for c in out["changes"]]
        assert plain == given_data["changes"]
        assert out["story"] == given_data["story"]

    def test_the_order_of_the_given_lists_makes_no_difference(self) -> None:
        take(small())
        first = export_story(bridge())
        empty_record()
        turned = small()
        for name in ("outlets", "sources", "events", "citations"):
            turned[name].reverse()
        take(turned)
        assert export_story(bridge()) == first

    def test_what_came_in_by_the_desk_gets_ids_that_it_keeps(self) -> None:
        take(small())
        outlet = Outlet.objects.create(name="Radio", slug="radio", kind="broadcaster")
        source = Source.objects.create(outlet=outlet, title="On air", known_on=APRIL)
        event = Event.objects.get(key="p-may")
        Citation.objects.create(
            story=event.story, key="c-air", event=event, source=source, stance="mentions",
            basis="first_hand", review=ReviewState.ACCEPTED,
        )  # fmt: skip
        names = {item["id"] for item in read(export_story(bridge()))["sources"]}
        assert "s-on-air" in names
        source.title = "Renamed"
        source.save()
        assert {item["id"] for item in read(export_story(bridge()))["sources"]} == names

    def test_the_number_of_queries_is_constant(
        self, django_assert_max_num_queries: Any
    ) -> None:
        take(REAL.read_bytes())
        story = Story.objects.get()
        with django_assert_max_num_queries(23):
            export_story(story)


class TestAsOf:
    def test_nothing_later_is_in_it(self) -> None:
        take(REAL.read_bytes())
        content = export_story_as_of(Story.objects.get(), APRIL).decode()
        data = json.loads(content)
        assert "pivot" not in data["story"] and "summary" not in data["story"]
        assert '"o-release"' not in content and "digest" not in content
        assert "recorded_at" not in content and "partly_held" not in content
        # What is left of later days are due dates and windows that were foretold.
        later = {day for day in re.findall(r"20\d\d-\d\d-\d\d", content) if day > "2026-04-10"}
        due = {c["value"] for c in data["changes"] if c["field"] == "due"}
        assert later <= {day for value in due for day in value.split("/")}

    def test_it_is_a_valid_bundle_that_comes_out_again(self) -> None:
        take(REAL.read_bytes())
        content = export_story_as_of(Story.objects.get(), APRIL)
        empty_record()
        report = take(content)
        assert report.added["events"] == 45
        assert export_story_as_of(Story.objects.get(), APRIL) == content

    def test_documents_are_known_on_the_same_days(self) -> None:
        take(REAL.read_bytes())
        rows = Source.objects.filter(known_on__lte=APRIL, citations__isnull=False)
        before = dict(rows.values_list("title", "known_on"))
        content = export_story_as_of(Story.objects.get(), APRIL)
        empty_record()
        take(content)
        after = dict(Source.objects.values_list("title", "known_on"))
        assert {t: d for t, d in after.items() if t in before} == {
            t: d for t, d in before.items() if t in after
        }
        assert len(after) > 50

    def test_a_day_before_everything_has_no_bundle(self) -> None:
        take(small())
        with pytest.raises(NothingKnown, match="2026-03-03"):
            export_story_as_of(bridge(), date(2026, 3, 3))

    def test_a_withdrawn_entry_and_its_withdrawal_leave_no_trace(self) -> None:
        data = small()
        wrong = data["changes"][1] | {"value": "2026-06"}
        data["changes"][1:1] = [wrong]
        data["changes"][2] |= {"withdraws": 2, "reason": "Misread."}
        take(data)
        out = read(export_story_as_of(bridge(), APRIL))
        assert [c["value"] for c in out["changes"]] == ["reported", "2026-05"]
        assert "withdraws" not in out["changes"][1]

    def test_an_entry_whose_evidence_was_rejected_is_marked_as_overridden(self) -> None:
        data = small()
        data["citations"].append(data["citations"][0] | {"id": "c3", "stance": "mentions"})
        take(data)
        Citation.objects.filter(key="c1").update(review=ReviewState.REJECTED)
        out = read(export_story_as_of(bridge(), APRIL))
        assert out["changes"][0]["evidence"] == ["c3"]
        assert out["changes"][0]["override"] is True
        empty_record()
        take(out)
        assert faults(bridge()) == []


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(days=st.integers(0, 460))
def test_the_real_story_of_any_day_can_be_imported(days: int, db: None) -> None:
    if not Story.objects.exists():
        take(REAL.read_bytes())
    day = date(2025, 8, 14) + timedelta(days=days)
    content = export_story_as_of(Story.objects.get(), day)
    assert not [flaw for flaw in imported_elsewhere(content) if flaw]
    numbers = [*Change.objects.values_list("number", flat=True)]
    assert numbers == [*range(1, len(numbers) + 1)]


def imported_elsewhere(content: bytes) -> list[str]:
    """Import a bundle as a new story and take it away again; return what was warned of."""
    data = read(content)
    data["story"]["slug"] = "elsewhere"
    with transaction.atomic():
        report = take(data)
        transaction.set_rollback(True)
    return [str(flaw) for flaw in report.warnings]
