from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from tests.makers import make_citation, make_known, make_source, recorded
from tracker.evidence.models import Citation
from tracker.ledger.actions import ChangeRefused
from tracker.ledger.models import Change
from tracker.stories.events import Event
from tracker.stories.models import Story

MAY_1, MAY_5, MAY_9 = date(2026, 5, 1), date(2026, 5, 5), date(2026, 5, 9)


@contextmanager
def refused(part: str, *words: str) -> Iterator[None]:
    """Expect a refusal of `part` alone, with all `words` in its message, and no new entry."""
    before = Change.objects.count()
    with pytest.raises(ChangeRefused) as refusal:
        yield
    assert [problem.part for problem in refusal.value.problems] == [part]
    for word in words:
        assert word in str(refusal.value)
    assert Change.objects.count() == before


def cited(
    event: Event, basis: str = "first_hand", *, known: date = MAY_1, **parts: object
) -> Citation:
    source = make_source(published=known.isoformat())
    return make_citation(event=event, source=source, basis=basis, **parts)


def statuses(event: Event) -> list[str]:
    return [change.value for change in event.changes.filter(field="status")]


def make_ledger() -> Story:
    """Return a story with an entry of every kind, the last ones with all that one can have."""
    event = make_known(status="reported", since=MAY_1)
    settler = make_known(story=event.story, kind="occurrence", status="confirmed", since=MAY_1)
    recorded(event, "due", "2026-06", effective=MAY_1)
    (wrong,) = recorded(event, "outcome", "failed", effective=MAY_5, actual="“没有。”\n\tNo")
    recorded(
        event,
        "outcome",
        "partly_held",
        effective=MAY_9,
        evidence=[cited(event), *settler.citations.all()],
        resolved_by=[settler, make_known(story=event.story, kind="occurrence")],
        reason="Half of it came.",
        miss="overstated",
        override=True,
        withdraws=wrong,
        by="Ada Ławniczak",
    )
    return event.story
