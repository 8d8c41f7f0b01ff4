"""Bundles that nobody would write by hand: refused in sentences, never with a traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bundles.makers import SMALL, bridge, flaws_of, small, take
from tests.bundles.test_checks import put, story
from tracker.bundles.exporting import export_story
from tracker.bundles.flaws import BundleRefused
from tracker.ledger.verify import faults
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db

Data = dict[str, Any]

REFUSED = {
    "a part that looks like an item": (
        lambda data: data.update({"events[99]": 1}),
        "events[99]",
    ),
    "half a character as slug": (story(slug="\ud800"), "story.slug"),
    "a zero byte as slug": (story(slug="\x00"), "story.slug"),
    "a slug that ends in a line break": (story(slug="bridge\n"), "story.slug"),
    "a country that ends in a line break": (
        put("outlets", 0, country="DE\n"),
        "outlets[0].country",
    ),
    "a moment before all time": (
        put("changes", 4, recorded_at="0001-01-01T00:00:00+23:59"),
        "changes[4].recorded_at",
    ),
    "a list as event": (put("citations", 0, event=["p-may"]), "citations[0].event"),
    "an address too long once escaped": (
        put("sources", 2, url="https://city.example/" + "桥" * 500),
        "sources[2].url",
    ),
    "a long category": (story(category="x" * 121), "story.category"),
    "a long language": (
        put("outlets", 0, language="en" + "-abcdefgh" * 5),
        "outlets[0].language",
    ),
    "a long name of who recorded": (
        put("changes", 0, recorded_by="x" * 151),
        "changes[0].recorded_by",
    ),
}


@pytest.mark.parametrize(("alter", "path"), REFUSED.values(), ids=REFUSED.keys())
def test_what_no_record_can_hold_is_refused_with_its_place(
    alter: Callable[[Data], None], path: str
) -> None:
    data = small()
    alter(data)
    assert path in flaws_of(data)


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    content = json.dumps(small()).replace('"version": 1', '"version": ' + "1" * 5000)
    assert flaws_of(content.encode()) == {"": "A number in it is too long."}


def test_a_whole_number_may_be_written_with_a_point_and_keeps_its_digest() -> None:
    data = small()
    data["changes"].append(data["changes"][1] | {"value": "2026-06", "withdraws": 2.0})
    data["changes"][4]["effective"] = "2026-05-02"
    take(data)
    assert faults(bridge()) == []


def test_a_new_part_of_what_is_a_part_on_file_is_refused() -> None:
    data = small()
    prediction = data["events"][1]
    data["events"].append(prediction | {"id": "p-part", "part_of": "p-may"})
    take(data)
    del data["events"][2]["part_of"]
    data["events"].append(prediction | {"id": "p-deep", "part_of": "p-part"})
    assert "a part has no parts" in flaws_of(data)["events[3].part_of"]


def test_a_new_event_merged_into_what_was_merged_on_file_is_refused() -> None:
    data = small()
    prediction = data["events"][1]
    data["events"].append(prediction | {"id": "p-twin", "merged_into": "p-may"})
    take(data)
    del data["events"][2]["merged_into"]
    data["events"].append(prediction | {"id": "p-third", "merged_into": "p-twin"})
    assert "was merged" in flaws_of(data)["events[3].merged_into"]


def places(value: Any, *place: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every value inside `value`."""
    if isinstance(value, dict | list):
        for name in value if isinstance(value, dict) else range(len(value)):
            yield (*place, name)
            yield from places(value[name], *place, name)


PLACES = [*places(SMALL)]
ODD = [
    None, True, 0, -1, 2.0, 10**30, "", " ", "\ud800", "\x00", "a\nb", "x" * 600, [], {},
    [None], ["c1", "c1"], [[]], "0000-01-01", "9999-12-31", "9999-12-31T23:59:59-23:59",
    "2026-02-30", "../..", "2026-05-01/..", "c1", "o-open", "p-may", "s-wire", "wire", "held",
    "failed", "void", "open", "confirmed", "rumored", "due", "status", "https://a.example:99999/",
    "https://[::1", "https://xn--/", "denies", "proposed", "primary", "relayed", "prediction",
]  # fmt: skip
NAMES = [
    "part_of", "merged_into", "relays", "digest", "withdraws", "override", "miss",
    "recorded_at", "recorded_by", "date", "accessed", "tags", "published", "url",
    "review", "pivot",
]  # fmt: skip


def altered(data: Data, place: tuple[Any, ...], how: str, odd: Any) -> None:
    """Alter the value at `place`, if earlier alterations left it there."""
    holder: Any = data
    try:
        for name in place[:-1]:
            holder = holder[name]
        value = holder[place[-1]]
    except (LookupError, TypeError):
        return
    if not isinstance(holder, dict | list):
        return
    if how == "drop":
        del holder[place[-1]]
    elif how == "repeat" and isinstance(holder, list):
        holder.append(copy.deepcopy(value))
    elif how in NAMES and isinstance(value, dict):
        value[how] = odd
    else:
        holder[place[-1]] = odd


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    alterations=st.lists(
        st.tuples(
            st.sampled_from(PLACES),
            st.sampled_from(["drop", "repeat", "put", "put", *NAMES]),
            st.sampled_from(ODD),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_an_altered_bundle_is_refused_with_flaws_or_taken_whole(
    alterations: list[tuple[Any, ...]],
) -> None:
    data = small()
    for alteration in alterations:
        altered(data, *copy.deepcopy(alteration))
    with transaction.atomic():
        try:
            take(data)
        except BundleRefused as refused:
            assert refused.flaws
            assert not Story.objects.exists()
        else:
            record = Story.objects.get()
            exported = export_story(record)
            assert faults(record) == []
            again = take(exported)
            assert again.changes_nothing
            assert again.kept == []
        transaction.set_rollback(True)
