"""Settling the open predictions of a story, as on the day of a release."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from tracker.dates.words import say
from tracker.desk.citation_choice import label_of_citation
from tracker.desk.ids import may_be_id
from tracker.desk.many import ManyView
from tracker.desk.many_forms import RowForm, SettleRow, SettleTop, TopForm
from tracker.desk.proposing import for_outcome
from tracker.desk.record_proposal import facts_now
from tracker.evidence.models import Citation
from tracker.ledger.facts import entries_about
from tracker.ledger.models import Field
from tracker.stories.events import Event
from tracker.stories.values import Kind, Outcome


class SettleView(ManyView):
    field = Field.OUTCOME
    row_form = SettleRow
    title = _("Settle predictions")
    action = _("Record the outcomes")

    def load(self, data: Any) -> None:
        super().load(data)
        happened = Event.objects.filter(story=self.story, kind=Kind.OCCURRENCE)
        newest_first = happened.known().unmerged().order_by("-timeline_on", "-pk")
        self.occurrences = {event.pk: event for event in newest_first}
        for event in self.occurrences.values():
            event.story = self.story

    def top(self, data: Any) -> TopForm:
        chosen = self.chosen(data)
        offered = [one for event in chosen for one in self.by_event[event.pk]]
        if data is None:
            form = SettleTop(None, initial=self.first_typed(chosen))
        elif "_show" in data:
            form = SettleTop(self.with_proposal(data, chosen, offered))
        else:
            form = SettleTop(data)
        form.fields["effective"].zone = self.story.zone
        form.fields["settled_by"].choices = [
            (pk, label_of_occurrence(event)) for pk, event in self.occurrences.items()
        ]
        form.fields["evidence"].choices = [
            (citation.pk, label_of_citation(citation, about=0)) for citation in offered
        ]
        return form

    def chosen(self, data: Any) -> list[Event]:
        """Return the occurrences that are ticked; at first the pivot, if it has happened."""
        if data is None:
            ids = [self.story.pivot_id]
        else:
            ids = [int(text) for text in data.getlist("settled_by") if may_be_id(text)]
        return [event for pk, event in self.occurrences.items() if pk in ids]

    def first_typed(self, chosen: list[Event]) -> dict[str, Any]:
        day, evidence = self.proposal(chosen)
        typed = {"settled_by": [event.pk for event in chosen], "evidence": evidence}
        return typed | {"effective": day, "proposed": day}

    def with_proposal(self, data: Any, chosen: list[Event], offered: list[Citation]) -> Any:
        """Return what was typed, with the day and the evidence of the ticked occurrences."""
        data = data.copy()
        day, evidence = self.proposal(chosen)
        kept = {*data.getlist("evidence")} & {str(one.pk) for one in offered}
        data.setlist("evidence", sorted(kept | {*map(str, evidence)}))
        if data.get("effective", "") in {"", data.get("proposed", "")}:
            data["effective"] = data["proposed"] = day
        return data

    def proposal(self, chosen: list[Event]) -> tuple[str, list[int]]:
        if not chosen:
            return "", []
        past = entries_about(chosen)
        found = for_outcome(Outcome.HELD, settlers=chosen, facts=facts_now(chosen), past=past)
        offered = (one for event in chosen for one in self.by_event[event.pk])
        ids = {citation.key: citation.pk for citation in offered}
        day = say(found.effective.isoformat()) if found.effective else ""
        return day, [ids[key] for key in found.evidence]

    def parts(self, top: TopForm, row: RowForm) -> dict[str, Any]:
        said = row.cleaned_data
        own = [c for c in row.citations if c.pk in said["evidence"]]
        settlers: list[Event] = []
        if not said["without_top"]:
            ticked = top.cleaned_data
            settlers = [self.occurrences[pk] for pk in ticked["settled_by"]]
            for event in settlers:
                own += [c for c in self.by_event[event.pk] if c.pk in ticked["evidence"]]
        return {
            "value": said["value"],
            "actual": said["actual"],
            "miss": said["miss"],
            "evidence": own,
            "resolved_by": settlers,
        }


def label_of_occurrence(event: Event) -> str:
    day = event.timeline_on or event.known_on
    parts = [Truncator(event.statement).chars(110), str(event.get_status_display())]
    return " · ".join([say(day.isoformat()), *parts] if day else parts)
