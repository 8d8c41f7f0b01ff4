"""Rows of a page on which many predictions are settled or postponed at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.dates.fields import FuzzyDateField
from tracker.dates.words import say
from tracker.desk.citation_choice import label_of_citation
from tracker.desk.fields import DayField
from tracker.evidence.models import Citation
from tracker.ledger.rule import Problem
from tracker.shared.validators import validate_text
from tracker.stories.events import Event


class TickField(forms.TypedMultipleChoiceField):
    """Ids as checkboxes, offered from what is loaded already."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, **kwargs)


class Words(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "vTextField"}))
        super().__init__(required=False, validators=[validate_text], **kwargs)


class TopForm(forms.Form):
    """What applies to every chosen row that does not say otherwise."""

    effective = DayField(
        required=False,
        label=gettext_lazy("Effective"),
        help_text=gettext_lazy("The day from which the world could know it."),
    )
    reason = Words(label=gettext_lazy("Reason"), max_length=2000)


class PostponeTop(TopForm):
    value = FuzzyDateField(required=False, label=gettext_lazy("New due date"))
    source = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=gettext_lazy("Source"),
        help_text=gettext_lazy(
            "A row rests on what this document says about it; tick further citations there."
        ),
    )
    field_order = ["value", "source", "effective", "reason"]


class RowForm(forms.Form):
    """One new entry about `event`.

    Fields are named as the parts of an entry, so that a problem finds its place. saved: what
    has been recorded, once it has been.
    """

    effective = DayField(
        required=False,
        label=gettext_lazy("Effective"),
        help_text=gettext_lazy("Empty: as above."),
    )
    reason = Words(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("Empty: as above."),
    )
    evidence = TickField(label=gettext_lazy("Its own citations"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self, data: Any, *, event: Event, citations: Sequence[Citation], newest: int
    ) -> None:
        super().__init__(data, prefix=f"e{event.pk}", initial={"seen": newest})
        self.event = event
        self.citations = citations
        self.newest = newest
        self.saved: list[str] = []
        if self.is_bound and self.add_prefix("seen") not in self.data:
            # It was no row of the page when that was opened.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = str(newest)
        self.fields["effective"].zone = event.story.zone
        self.fields["evidence"].choices = [
            (citation.pk, label_of_citation(citation, about=event.pk)) for citation in citations
        ]

    @property
    def typed(self) -> list[forms.BoundField]:
        """Return the fields of the row but for those that are ticked in a list."""
        return [one for one in self.visible_fields() if not isinstance(one.field, TickField)]

    @property
    def shows_evidence(self) -> bool:
        return bool(self["evidence"].value())

    @property
    def due_text(self) -> str:
        return say(self.event.due) if self.event.due else ""

    def is_chosen(self) -> bool:
        """Tell whether this row asks to be recorded."""
        raise NotImplementedError

    def tell(self, problems: Iterable[Problem], names: dict[str, str]) -> None:
        """Put what the ledger refuses at the fields that are to be mended."""
        for problem in problems:
            message = problem.message
            for key, name in names.items():
                message = message.replace(f"“{key}”", f"“{name}”")
            self.add_error(problem.part if problem.part in self.fields else None, message)

    def tell_meanwhile(self, entries: Iterable[str], newest: int) -> None:
        """Say what was recorded meanwhile, and let what was typed be sent again."""
        message = _(
            "Meanwhile this was recorded, so nothing has been recorded for you yet. Look at "
            "what you typed; record again if it still holds."
        )
        self.add_error(None, [message, *entries])
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = str(newest)


class PostponeRow(RowForm):
    chosen = forms.BooleanField(required=False, label=gettext_lazy("Postpone"))
    value = FuzzyDateField(
        required=False,
        label=gettext_lazy("New due date"),
        help_text=gettext_lazy("Empty: as above."),
    )
    field_order = ["chosen", "value", "effective", "reason", "evidence"]

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["value"].zone = self.event.story.zone

    def is_chosen(self) -> bool:
        return bool(self["chosen"].data or self["value"].data)
