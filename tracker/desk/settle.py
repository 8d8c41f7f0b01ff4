"""Settling the open predictions of a story, as on the day of a release."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.dates.words import say
from tracker.desk.many import ManyView
from tracker.desk.many_forms import RowForm, TopForm
from tracker.desk.proposing import for_outcome
from tracker.desk.record_proposal import facts_now
from tracker.desk.settle_forms import SettleRow, SettleTop, Settling, ids, typed_settling
from tracker.evidence.models import Citation
from tracker.ledger.facts import entries_about
from tracker.ledger.models import Field
from tracker.stories.events import Event
from tracker.stories.values import Kind, Outcome


class SettleView(ManyView):
    """Each row is settled by what is ticked on top, or by occurrences of its own."""

    field = Field.OUTCOME
    row_form = SettleRow
    title = gettext_lazy("Settle predictions")
    action = gettext_lazy("Record the outcomes")

    def load(self, data: Any) -> None:
        super().load(data)
        happened = Event.objects.filter(story=self.story, kind=Kind.OCCURRENCE)
        newest_first = happened.known().unmerged().order_by("-timeline_on", "-pk")
        self.occurrences = {event.pk: event for event in newest_first}
        for event in self.occurrences.values():
            event.story = self.story
        self.labels = {pk: label_of(event) for pk, event in self.occurrences.items()}
        # The pivot settles most, once it has happened.
        ticked = [self.story.pivot_id] if data is None else ids(data.getlist("settled_by"))
        self.on_top = self.known(ticked)
        typed = {event.pk: typed_settling(data, f"e{event.pk}-") for event in self.events}
        self.proposals: dict[tuple[int, ...], tuple[str, list[int]]] = {}
        everywhere = {pk for one in typed.values() for pk in one.settlers} | {*self.on_top}
        self.chosen = [self.occurrences[pk] for pk in self.known(everywhere)]
        others = ids([data.get("_others", "")]) if data else []
        self.settlings = {
            pk: self.followed(one, asks_for_all=pk in others) for pk, one in typed.items()
        }

    def known(self, wanted: Collection[int]) -> list[int]:
        """Return which of the ids `wanted` are occurrences of the story, newest first."""
        return [pk for pk in self.occurrences if pk in wanted]

    def followed(self, typed: Settling, *, asks_for_all: bool) -> Settling:
        """Return what settles a row: the ticks on top, unless it has ticks of its own.

        Occurrences that are new in the row bring the evidence that is proposed for them, and
        a row with occurrences of its own their day. All else stays as it was typed.
        """
        goes_along = {*typed.settlers} == {*typed.follows}
        settlers = self.on_top if goes_along else self.known(typed.settlers)
        day, proposed = self.proposal(tuple(settlers))
        if {*settlers} == {*self.on_top}:
            # Empty is the day on top.
            day = ""
        new = {*settlers} - {*typed.shown}
        brought = {c.pk for pk in new for c in self.by_event[pk]} & {*proposed}
        moves = may_move(day, typed.effective, typed.proposed)
        return Settling(
            settlers=settlers,
            evidence=[*dict.fromkeys([*typed.evidence, *sorted(brought)])],
            follows=self.on_top,
            shown=typed.shown,
            effective=day if moves else typed.effective,
            proposed=day if moves else typed.proposed,
            offers_all=typed.offers_all or asks_for_all,
            is_new=bool(new),
        )

    @cached_property
    def facts(self) -> Any:
        """What is known about all occurrences that are ticked anywhere on the page."""
        return facts_now(self.chosen), entries_about(self.chosen)

    def proposal(self, settlers: tuple[int, ...]) -> tuple[str, list[int]]:
        """Return the day and the evidence (ids) by which `settlers` settle a prediction."""
        if not settlers:
            return "", []
        if settlers not in self.proposals:
            events = [self.occurrences[pk] for pk in settlers]
            facts, past = self.facts
            found = for_outcome(Outcome.HELD, settlers=events, facts=facts, past=past)
            keys = {c.key: c.pk for pk in settlers for c in self.by_event[pk]}
            day = say(found.effective.isoformat()) if found.effective else ""
            self.proposals[settlers] = day, [keys[key] for key in found.evidence]
        return self.proposals[settlers]

    def top(self, data: Any) -> TopForm:
        day, _evidence = self.proposal(tuple(self.on_top))
        if data is None:
            typed = {"settled_by": self.on_top, "effective": day, "proposed": day}
            form = SettleTop(None, initial=typed)
        else:
            if may_move(day, data.get("effective", ""), data.get("proposed", "")):
                data = data.copy()
                data["effective"] = data["proposed"] = day
            form = SettleTop(data)
        form.fields["effective"].zone = self.story.zone
        # The list is long and scrolls: what is ticked stands at its head.
        form.fields["settled_by"].choices = sorted(
            self.labels.items(), key=lambda choice: choice[0] not in self.on_top
        )
        return form

    def rows(self, data: Any) -> list[RowForm]:
        if data is not None:
            data = data.copy()
            for event in self.events:
                offered = {citation.pk for citation in self.offered(event)}
                settling = self.settlings[event.pk]
                kept = [pk for pk in settling.evidence if pk in offered]
                settling.write(data, f"e{event.pk}-")
                data.setlist(f"e{event.pk}-evidence", [str(pk) for pk in kept])
        return super().rows(data)

    def options(self, event: Event) -> dict[str, Any]:
        settling = self.settlings[event.pk]
        near = {*self.on_top, *settling.settlers, *settling.shown}
        return super().options(event) | {
            "settling": settling,
            "offered": self.offered(event),
            # The list may be long and scroll: what is ticked stands at its head.
            "occurrences": sorted(
                (
                    (pk, label)
                    for pk, label in self.labels.items()
                    if settling.offers_all or pk in near
                ),
                key=lambda choice: choice[0] not in settling.settlers,
            ),
            "may_override": self.request.user.has_perm("tracker.override_evidence"),
        }

    def offered(self, event: Event) -> Sequence[Citation]:
        about = [event.pk, *self.settlings[event.pk].settlers]
        return [citation for pk in about for citation in self.by_event[pk]]

    def record(self, top: TopForm, row: RowForm) -> None:
        if row.settling.is_new:
            row.add_error(
                "evidence",
                _("What settles this row has changed. Look at its evidence, and record again."),
            )
            return
        super().record(top, row)

    def parts(self, top: TopForm, row: RowForm) -> dict[str, Any]:
        said = row.cleaned_data
        return {
            "value": said["value"],
            "actual": said["actual"],
            "miss": said["miss"],
            "evidence": [one for one in row.offered if one.pk in said["evidence"]],
            "resolved_by": [self.occurrences[pk] for pk in said["resolved_by"]],
            "override": said.get("override", False),
        }


def may_move(day: str, typed: str, proposed: str) -> bool:
    """Tell whether `day` takes the place of what is typed: a proposal nobody has changed."""
    return day != proposed and typed in {"", proposed}


def label_of(event: Event) -> str:
    day = event.timeline_on or event.known_on
    parts = [Truncator(event.statement).chars(110), str(event.get_status_display())]
    return " · ".join([say(day.isoformat()), *parts] if day else parts)
