"""The form for one entry of the ledger. What the ledger refuses, it says at the right field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.dates.fields import FuzzyDateField
from tracker.dates.words import say
from tracker.desk.citation_choice import CitationChoice
from tracker.desk.dates_typed import DateInput
from tracker.desk.fields import DayField
from tracker.desk.words import value_in_words
from tracker.evidence.models import Citation
from tracker.ledger.models import Change, Field
from tracker.ledger.rule import Problem
from tracker.ledger.store import newest_entry
from tracker.shared.validators import validate_text
from tracker.stories.events import Event
from tracker.stories.values import Kind, Miss, Outcome, Status

LONG = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})


class EntryChoice(forms.ModelChoiceField):
    def label_from_instance(self, entry: Change) -> str:
        return _("Entry %(number)d: %(value)s from %(day)s") % {
            "number": entry.number,
            "value": value_in_words(entry.field, entry.value),
            "day": say(entry.effective.isoformat()),
        }


class RecordForm(forms.Form):
    """One new entry about `event`; `field` is what it changes.

    Fields are named as the parts of an entry, so that a problem finds its place.
    """

    effective = DayField(
        label=gettext_lazy("Effective"),
        help_text=gettext_lazy(
            "The day from which the world could know it: not today, if it was published "
            "earlier. 24 April 2026, yesterday."
        ),
    )
    evidence = CitationChoice(
        Citation.objects.none(),
        required=False,
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("The accepted citations on which this entry rests."),
    )
    reason = forms.CharField(
        required=False,
        widget=LONG,
        max_length=2000,
        label=gettext_lazy("Reason"),
        validators=[validate_text],
        help_text=gettext_lazy("Readers see it in the ledger."),
    )
    withdraws = EntryChoice(
        Change.objects.none(),
        required=False,
        label=gettext_lazy("Withdraws"),
        empty_label=gettext_lazy("nothing"),
        help_text=gettext_lazy(
            "Only for an entry that was wrong from the start: it stays in the chain and "
            "counts nowhere. The value above is what holds instead."
        ),
    )
    override = forms.BooleanField(
        required=False,
        label=gettext_lazy("Record it although the evidence is not sufficient"),
        help_text=gettext_lazy("Needs a reason. The page will show that it was overridden."),
    )
    # The newest entry of the story that this form has shown to whoever fills it in.
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    # The day and the evidence that the form proposed, to see whether they were changed.
    proposed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5000)

    def __init__(
        self,
        data: Any = None,
        *,
        event: Event,
        field: Field,
        may_override: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.event = event
        self.field = field
        self.newest = newest_entry(event.story)
        number = self.newest.number if self.newest else 0
        zone = event.story.zone
        today = timezone.localdate(timezone=zone)
        super().__init__(data, initial={"effective": today, "seen": number} | (initial or {}))
        self.fields["effective"].zone = zone
        earlier = Change.objects.counting().filter(event=event, field=field)
        self.fields["withdraws"].queryset = earlier
        if not earlier.exists():
            del self.fields["withdraws"]
        if not may_override or field != Field.STATUS and field != Field.OUTCOME:
            del self.fields["override"]
        self.fields = {"value": value_field(event, field)} | self.fields
        if field == Field.OUTCOME:
            self.fields["reason"].help_text = _("Readers see it beside the outcome.")
            self.add_outcome_fields()
        self.offer_citations()

    def add_outcome_fields(self) -> None:
        """Add what only an outcome has, right behind its value."""
        later = dict(self.fields)
        value, effective = later.pop("value"), later.pop("effective")
        self.fields = {
            "value": value,
            "actual": forms.CharField(
                required=False,
                max_length=300,
                label=_("Actual"),
                validators=[validate_text],
                widget=forms.TextInput(attrs={"class": "vTextField"}),
                help_text=_("What actually happened, to stand beside what was projected."),
            ),
            "miss": forms.ChoiceField(
                required=False,
                choices=[("", "–"), *Miss.choices],
                label=_("Miss"),
                help_text=_("In what way it did not fully hold."),
            ),
            "effective": effective,
            "resolved_by": forms.MultipleChoiceField(
                required=False,
                choices=settler_choices(self.event),
                widget=forms.SelectMultiple(attrs={"size": 6}),
                label=_("Settled by"),
                help_text=_("The events that settled it. Hold Ctrl or ⌘ to choose several."),
            ),
            **later,
        }

    def offer_citations(self) -> None:
        """Offer the accepted citations of the event, and of the settling events chosen."""
        chosen = self.data.getlist("resolved_by") if self.is_bound else []
        settlers = [int(text) for text in chosen if text.isascii() and text.isdigit()]
        events = [self.event.pk]
        if "resolved_by" in self.fields:
            own = {str(pk) for pk in flat_values(self.fields["resolved_by"].choices)}
            events += [pk for pk in settlers if str(pk) in own]
        self.fields["evidence"].about = self.event.pk
        self.fields["evidence"].queryset = (
            Citation.objects.accepted()
            .filter(event__in=events)
            .select_related("event", "source__outlet")
            .order_by("source__known_on", "pk")
        )

    def parts(self) -> dict[str, Any]:
        """Return the valid form as the arguments of ledger.actions.record."""
        said = self.cleaned_data
        return {
            "value": said["value"],
            "effective": said["effective"],
            "evidence": [*said["evidence"]],
            "reason": said["reason"],
            "resolved_by": [
                *Event.objects.filter(pk__in=said.get("resolved_by", [])).order_by("pk")
            ],
            "actual": said.get("actual", ""),
            "miss": said.get("miss", ""),
            "override": said.get("override", False),
            "withdraws": said.get("withdraws"),
        }

    def entries_since(self) -> Sequence[Change]:
        """Return what was recorded about the event since the form was shown."""
        return Change.objects.filter(
            event=self.event, number__gt=self.cleaned_data["seen"]
        ).order_by("number")

    def tell_meanwhile(self, entries: Iterable[str]) -> None:
        """Say what was recorded meanwhile, and let what was typed be sent again."""
        self.add_error(
            None,
            [
                _(
                    "Meanwhile this was recorded, so nothing has been recorded for you yet. "
                    "Look at what you typed; record again if it still holds."
                ),
                *entries,
            ],
        )
        self.data = self.data.copy()
        self.data["seen"] = self.event.story.changes.latest("number").number

    def tell(self, problems: Iterable[Problem]) -> None:
        """Put what the ledger refuses at the fields that are to be mended."""
        names = self.names()
        for problem in problems:
            message = problem.message
            for key, name in names:
                message = message.replace(f"“{key}”", f"“{name}”")
            place = problem.part if problem.part in self.fields else None
            self.add_error(place, message)

    def names(self) -> list[tuple[str, str]]:
        """Return (key, what people call it) of the citations and events of the form."""
        citations = [
            (citation.key, citation.source.title)
            for citation in self.fields["evidence"].queryset
        ]
        events = Event.objects.filter(story=self.event.story_id)
        return [*citations, *events.values_list("key", "statement")]


def value_field(event: Event, field: Field) -> forms.Field:
    """Return the field for the new value."""
    if field == Field.DUE:
        zone = event.story.zone
        return FuzzyDateField(label=_("New due date"), zone=zone, widget=DateInput(zone=zone))
    if field == Field.OUTCOME:
        return forms.ChoiceField(
            choices=Outcome.choices, widget=forms.RadioSelect, label=_("New outcome")
        )
    return forms.ChoiceField(
        choices=[
            choice
            for choice in Status.choices
            if not (event.is_prediction and choice[0] == Status.CONFIRMED)
        ],
        widget=forms.RadioSelect,
        label=_("New status"),
        help_text=_("A prediction is confirmed by the outcome “Held up”, under Outcome.")
        if event.is_prediction
        else "",
    )


def settler_choices(event: Event) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the other known events of the story, those that happened first."""
    others = (
        Event.objects.known()
        .unmerged()
        .filter(story=event.story_id)
        .exclude(pk=event.pk)
        .order_by("-timeline_on", "key")
    )
    groups = [
        (
            label,
            [
                (other.pk, Truncator(other.statement).chars(110))
                for other in others
                if other.kind == kind
            ],
        )
        for kind, label in (
            (Kind.OCCURRENCE, _("Occurrences")),
            (Kind.PREDICTION, _("Predictions")),
        )
    ]
    return [group for group in groups if group[1]]


def flat_values(groups: Iterable[tuple[Any, Any]]) -> Iterable[int]:
    """Yield the values of grouped choices."""
    for _label, choices in groups:
        yield from (value for value, _name in choices)
