"""Forms of the record's words. What the models check is not repeated here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.desk.alike import events_like, sources_like
from tracker.desk.alike_forms import WarnsOfAlike
from tracker.desk.circles import circle_by_merge
from tracker.desk.fields import DayField, WatchField
from tracker.desk.quotes_typed import QuoteInput
from tracker.desk.widgets import narrow_to_story, tell_known
from tracker.evidence.known import own_day, relayed_since
from tracker.evidence.models import Citation, SourceRelay
from tracker.evidence.relays import spelled
from tracker.shared.quotes import Verdict, check_quote
from tracker.sources.canonical import shown_url
from tracker.sources.models import Source, SourceText
from tracker.stories.events import Event
from tracker.stories.models import Story


class StoryForm(forms.ModelForm):
    watch = WatchField(label=capfirst(Story._meta.get_field("watch").verbose_name))

    class Meta:
        model = Story
        fields = [
            "title",
            "slug",
            "pivot",
            "summary",
            "assessment",
            "watch",
            "category",
            "region",
            "topic",
            "impact",
            "language",
            "time_zone",
            "working_notes",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            narrow_to_story(self, "pivot", self.instance.pk)
        tell_known(self, ["pivot"])


class EventForm(WarnsOfAlike):
    alike_field = "statement"

    class Meta:
        model = Event
        fields = [
            "story",
            "kind",
            "statement",
            "detail",
            "significance",
            "date",
            "aspect",
            "projected",
            "criteria",
            "part_of",
            "tags",
            "merged_into",
            "working_notes",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A new event has a story only if the address says which.
        if story := self.instance.story_id or self.initial.get("story"):
            for name in ("part_of", "merged_into"):
                narrow_to_story(self, name, story)
        tell_known(self, ["story", "part_of", "merged_into"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        stored = Event.objects.filter(pk=self.instance.pk, merged_into__isnull=False)
        if "merged_into" in self.fields and not cleaned.get("merged_into") and stored.exists():
            # Its address leads to the survivor for good.
            self.add_error("merged_into", _("A merged event stays merged."))
        return cleaned

    def find_alike(self, text: str) -> list[int]:
        story = self.cleaned_data.get("story")
        in_story = story.pk if story else self.instance.story_id
        return events_like(text, story=in_story, without=self.instance.pk)


class SourceForm(WarnsOfAlike):
    alike_field = "title"
    accessed = DayField(
        required=False,
        label=capfirst(Source._meta.get_field("accessed").verbose_name),
        help_text=Source._meta.get_field("accessed").help_text,
    )
    # Set by the admin: a window opened from a citation's field "relays".
    is_popup = False

    class Meta:
        model = Source
        fields = [
            "outlet",
            "title",
            "url",
            "kind",
            "published",
            "accessed",
            "archive_url",
            "authors",
            "language",
            "note",
            "merged_into",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell_known(self, ["outlet", "merged_into"])

    def find_alike(self, text: str) -> list[int]:
        return sources_like(text, without=self.instance.pk)

    def clean_url(self) -> str:
        return shown_url(self.cleaned_data["url"])

    def clean_accessed(self) -> date | None:
        day = self.cleaned_data["accessed"]
        if day and day > timezone.localdate():
            raise ValidationError(_("Nobody has read it on a day to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        survivor = cleaned.get("merged_into")
        if survivor and self.instance.pk and (path := circle_by_merge(self.instance, survivor)):
            message = _("Merged, these relays would form a circle: %s.")
            self.add_error("merged_into", message % spelled(path[0], path[1:]))
        if self.errors.keys() & {"published", "accessed"} or "accessed" not in self.fields:
            return cleaned
        if self.is_popup and not cleaned.get("url"):
            # A report known only by the citation that is being written: the day comes from
            # the relaying document once that citation is accepted.
            return cleaned
        shown = own_day(cleaned.get("published") or "", cleaned.get("accessed"))
        if shown is None and not (self.instance.pk and relayed_since(self.instance.pk)):
            self.add_error(
                "accessed",
                _(
                    "Nothing shows yet when this was known: give the day on which it was "
                    "published, or the day on which somebody read it. It may stay empty only "
                    "for a document that an accepted citation, or another document, relays; a "
                    "report known only by them is added at “relays” in their citation."
                ),
            )
        return cleaned


class CitationForm(forms.ModelForm):
    class Meta:
        model = Citation
        fields = [
            "event",
            "source",
            "stance",
            "basis",
            "relays",
            "attribution",
            "hedged",
            "quote",
            "translation",
            "locator",
        ]
        widgets = {"quote": QuoteInput(attrs={"class": "vLargeTextField", "rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell_known(self, ["event", "source", "relays"])

    def clean_quote(self) -> str:
        quote = self.cleaned_data["quote"]
        source = self.cleaned_data.get("source") or (
            None if "source" in self.fields else self.instance.source
        )
        stored = Citation.objects.filter(pk=self.instance.pk, source=source, quote=quote)
        if not quote or source is None or self.instance.pk and stored.exists():
            return quote
        check = check_quote(quote, self.text_of(source))
        self.fields["quote"].widget.check = check
        if check.verdict in {Verdict.DIFFERENT, Verdict.NOT_FOUND}:
            raise ValidationError(
                _(
                    "This does not occur in the text of “%(title)s” that is on file. Quote it "
                    "word for word; white space and the form of quotation marks do not matter."
                )
                % {"title": source.title},
                code="not_in_text",
            )
        return quote

    def text_of(self, source: Source) -> str | None:
        """Return the text of `source` that is on file, None if there is none."""
        return SourceText.objects.filter(source=source).values_list("text", flat=True).first()


class CitationRowForm(CitationForm):
    """A citation among the others of its event."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Rows that nobody touched are not checked again: an event may have hundreds.
        self.empty_permitted = self.empty_permitted or bool(self.instance.pk)


class RelayForm(forms.ModelForm):
    class Meta:
        model = SourceRelay
        fields = ["relayed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell_known(self, ["relayed"])
        # Rows that nobody touched are not checked again.
        self.empty_permitted = self.empty_permitted or bool(self.instance.pk)
