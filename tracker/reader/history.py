"""One event's ledger as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.dates.words import say
from tracker.evidence.models import Citation
from tracker.ledger.entries import DUE, OUTCOME, STATUS
from tracker.ledger.kinds import TAKEN_BACK, ChangeKind, with_kinds
from tracker.ledger.models import Change, ChangeEvidence, ChangeSettler
from tracker.reader.citations import Cited, cited_as, with_survivors
from tracker.reader.entries import event_url
from tracker.reader.rows import Pivot
from tracker.reader.strands import Strand, strand_of
from tracker.shared.markdown import plain
from tracker.stories.events import Event
from tracker.stories.values import Miss, Outcome, Status


@dataclass(frozen=True)
class Settler:
    """An event that settled a prediction."""

    url: str
    statement: str


@dataclass(frozen=True)
class Step:
    """One entry of the ledger. `recorded` and what follows belong to our own record."""

    number: int
    field: str
    value: str
    kind: str
    what: str
    value_text: str
    effective: date
    reason: str
    miss_label: str
    actual: str
    evidence: Sequence[Cited]
    settlers: Sequence[Settler]
    is_overridden: bool
    is_withdrawn: bool
    withdraws: int
    withdrawn_by: int
    is_before_pivot: bool
    recorded: datetime
    by: str
    digest: str
    # How strong the evidence was on its day, where a page tells that.
    grade: str = ""

    @property
    def is_status(self) -> bool:
        return self.field == STATUS

    @property
    def is_outcome(self) -> bool:
        return self.field == OUTCOME

    @property
    def is_reversal(self) -> bool:
        """Whether it takes back what stood before: an outcome, or a firmer status."""
        return self.kind in TAKEN_BACK

    @property
    def is_reasoned(self) -> bool:
        """Whether it tells why a status or an outcome counts as it does."""
        return bool(self.reason) and self.field != DUE and not self.is_withdrawn

    @property
    def day(self) -> date:
        return self.effective

    @property
    def text(self) -> str:
        return f"{self.what}: {self.value_text}"


def history_of(event: Event, day: date | None, pivot: Pivot | None) -> list[Step]:
    """Return the entries in effect by `day`, in the order they took effect; four queries."""
    changes = Change.objects.effective_by(day).filter(event=event).in_force_last()
    return with_pivot([step_of(change, day) for change in to_tell(changes, day)], pivot)


def to_tell(changes: QuerySet[Change], day: date | None) -> QuerySet[Change]:
    """Load with `changes` what `step_of` tells of them; three queries more."""
    public = ChangeEvidence.objects.filter(citation__in=Citation.objects.public(day))
    return (
        with_kinds(changes)
        .select_related("withdrawn_by", "withdraws")
        .prefetch_related(
            Prefetch(
                "evidence_rows",
                public.prefetch_related(Prefetch("citation", with_survivors(day))),
            ),
            Prefetch("settler_rows", ChangeSettler.objects.select_related("event")),
        )
    )


def step_of(change: Any, day: date | None) -> Step:
    """Return how `change`, a row of `to_tell`, is shown."""
    evidence = [cited_as(row.citation, day) for row in change.evidence_rows.all()]
    settlers = [
        Settler(event_url(row.event_id, day), row.event.statement)
        for row in change.settler_rows.all()
        if is_known(row.event, day)
    ]
    return Step(
        number=change.number,
        field=change.field,
        value=change.value,
        kind=change.change_kind,
        what=said_change(change),
        value_text=say(change.value)
        if change.field == DUE
        else label_of(change.field, change.value),
        effective=change.effective,
        reason=plain(change.reason),
        miss_label=str(Miss(change.miss).label) if change.miss else "",
        actual=change.actual,
        evidence=evidence,
        settlers=settlers,
        is_overridden=change.override,
        is_withdrawn=hasattr(change, "withdrawn_by"),
        withdraws=change.withdraws.number if change.withdraws else 0,
        withdrawn_by=change.withdrawn_by.number if hasattr(change, "withdrawn_by") else 0,
        is_before_pivot=False,
        recorded=change.recorded_at,
        by=change.recorded_by,
        digest=change.digest,
    )


def is_known(event: Event, day: date | None) -> bool:
    known_on = event.known_on
    return known_on is not None and (day is None or known_on <= day)


def label_of(field: str, value: str) -> str:
    words = Status if field == STATUS else Outcome
    return str(words(value).label)


SAID = {
    ChangeKind.APPEARED: _("First recorded"),
    ChangeKind.HARDENED: _("Status raised, from “%(before)s”"),
    ChangeKind.SOFTENED: _("Status lowered, from “%(before)s”"),
    ChangeKind.SETTLED: _("Settled"),
    ChangeKind.REVERSED: _("Outcome changed, from “%(before)s”"),
    ChangeKind.DATED: _("Due date recorded"),
    ChangeKind.SLIPPED: _("Due date moved, from %(before)s"),
}


def said_change(change: Any) -> str:
    """Say what `change`, a row of `with_kinds`, changed, in a few words."""
    kind = ChangeKind(change.change_kind)
    if kind == ChangeKind.REPEATED:
        return said_again(change)
    if kind == ChangeKind.REVERSED and change.value == Outcome.OPEN:
        return gettext("Opened again")
    before = change.before
    if before:
        before = say(before) if change.field == DUE else label_of(change.field, before)
    return str(SAID[kind]) % {"before": before}


def said_again(change: Any) -> str:
    if change.field != OUTCOME:
        return gettext("Recorded again")
    if change.value == Outcome.OPEN:
        return gettext("Open")
    return gettext("Outcome recorded again, with more evidence")


def with_pivot(steps: Sequence[Step], pivot: Pivot | None) -> list[Step]:
    """Mark the last entry before the pivot, where one after it follows."""
    marked = [*steps]
    if pivot is None:
        return marked
    before = [place for place, step in enumerate(steps) if step.effective < pivot.day]
    if before and before[-1] + 1 < len(steps):
        marked[before[-1]] = replace(steps[before[-1]], is_before_pivot=True)
    return marked


def strand_from(steps: Sequence[Step]) -> Strand:
    """Return how the event of `steps`, its whole history, went day by day."""
    counting = [step for step in steps if not step.is_withdrawn]
    return strand_of((step.field, step.effective, step.value) for step in counting)
