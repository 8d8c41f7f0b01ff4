from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.ledger.helpers import MAY_1, make_ledger
from tests.makers import make_known
from tracker.ledger.chain import GENESIS, canonical, digest, stamp
from tracker.ledger.entries import Entry
from tracker.ledger.models import Change, ChangeEvidence, ChangeSettler
from tracker.ledger.verify import faults
from tracker.stories.models import Story

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
ENTRY = Entry(
    number=1, event="p-1", field="status", value="rumored", effective=MAY_1, recorded_at=NOON
)


def digests_by_hand(story: Story) -> list[str]:
    """Work out the digests of `story` from its rows, as docs/ledger.md tells."""
    previous, found = "", []
    for change in Change.objects.filter(story=story).order_by("number"):
        told: dict[str, Any] = {
            "event": change.event.key,
            "field": change.field,
            "value": change.value,
            "effective": str(change.effective),
            "recorded_at": change.recorded_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "recorded_by": change.recorded_by,
            "number": change.number,
        }
        evidence = ChangeEvidence.objects.filter(change=change).order_by("position")
        settlers = ChangeSettler.objects.filter(change=change).order_by("position")
        optional = {
            "evidence": [row.citation.key for row in evidence],
            "resolved_by": [row.event.key for row in settlers],
            "reason": change.reason,
            "actual": change.actual,
            "miss": change.miss,
            "override": change.override,
            "withdraws": change.withdraws and change.withdraws.number,
        }
        told |= {name: part for name, part in optional.items() if part}
        parts = [f"{json.dumps(n)}:{compact(told[n])}" for n in sorted(told)]
        text = "{" + ",".join(parts) + "}"
        previous = hashlib.sha256((previous + text).encode("utf-8")).hexdigest()
        found.append(previous)
    return found


def compact(part: Any) -> str:
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))


def test_only_a_recorded_entry_has_a_digest() -> None:
    with pytest.raises(ValueError, match="recorded"):
        canonical(Entry(number=1, event="p", field="status", value="rumored", effective=MAY_1))


def test_moments_are_written_in_utc() -> None:
    assert stamp(NOON) == "2026-05-20T12:00:00Z"
    shanghai = timezone(timedelta(hours=8))
    assert stamp(datetime(2026, 5, 20, 20, tzinfo=shanghai)) == "2026-05-20T12:00:00Z"
    assert stamp(NOON.replace(microsecond=500000)) == "2026-05-20T12:00:00.500000Z"


def test_empty_parts_are_left_out_and_keys_are_sorted() -> None:
    assert canonical(ENTRY).decode() == (
        '{"effective":"2026-05-01","event":"p-1","field":"status","number":1,'
        '"recorded_at":"2026-05-20T12:00:00Z","recorded_by":"","value":"rumored"}'
    )


def test_a_digest_depends_on_the_one_before_it() -> None:
    first = digest(GENESIS, ENTRY)
    assert first == hashlib.sha256(canonical(ENTRY)).hexdigest()
    assert digest(first, ENTRY) == hashlib.sha256(first.encode() + canonical(ENTRY)).hexdigest()


def test_the_worked_example_of_the_documentation_is_right() -> None:
    text = Path(settings.BASE_DIR, "docs", "ledger.md").read_text()
    lines = re.findall(r"^(\{.*\})$", text, re.MULTILINE)
    shown = re.findall(r"^([0-9a-f]{64})$", text, re.MULTILINE)
    assert len(lines) == len(shown) == 2
    previous = ""
    for line, expected in zip(lines, shown, strict=True):
        told = json.loads(line)
        entry = Entry(
            **{name: part for name, part in told.items() if isinstance(part, str | bool | int)}
            | {
                "effective": date.fromisoformat(told["effective"]),
                "evidence": tuple(told.get("evidence", ())),
                "resolved_by": tuple(told.get("resolved_by", ())),
                "recorded_at": datetime.fromisoformat(told["recorded_at"]),
            }
        )
        assert canonical(entry).decode() == line
        previous = hashlib.sha256((previous + line).encode()).hexdigest()
        assert previous == expected


@pytest.mark.django_db
class TestDigests:
    def test_they_are_what_anybody_works_out_from_the_rows(self) -> None:
        story = make_ledger()
        stored = story.changes.order_by("number").values_list("digest", flat=True)
        assert [*stored] == digests_by_hand(story)
        assert len({*stored}) == 6

    def test_a_ledger_as_recorded_has_no_fault(self) -> None:
        assert faults(make_ledger()) == []

    def test_a_story_without_entries_has_no_fault(self) -> None:
        assert faults(make_known().story) == []
