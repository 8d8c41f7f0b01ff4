"""What is typed in a row of the review queue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.forms import CitationForm
from tracker.evidence.models import Citation, Review, ReviewState
from tracker.sources.models import Source

LONGEST_REASON = 500
# Offered, never imposed: a reason is read by the colleague who proposed it.
REASONS = [
    gettext_lazy("The quote is not in the source."),
    gettext_lazy("The source does not say this."),
    gettext_lazy("It belongs to another event."),
    gettext_lazy("The same is on file already."),
    gettext_lazy("It relays another report, which is not named."),
    gettext_lazy("The source cannot be found."),
]


class RejectForm(forms.ModelForm):
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say why; your colleague reads it.")},
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
    )

    class Meta:
        model = Review
        fields = ["reason"]


class CitationWordsForm(CitationForm):
    """The words of a citation that waits, without its event and its source.

    seen: which version of them is on the page, so that nobody overwrites another's unseen.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta(CitationForm.Meta):
        fields = [
            "quote",
            "translation",
            "stance",
            "basis",
            "relays",
            "attribution",
            "hedged",
            "locator",
        ]
        widgets = {
            "quote": forms.Textarea(attrs={"rows": 3}),
            "translation": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_stale = False
        self.version = version_of(self.instance)
        self.initial["seen"] = self.version
        # Read now: cleaning writes what was typed into the instance.
        self.stored = {name: self.initial[name] for name in self.Meta.fields}
        story = self.instance.story_id
        documents = Source.objects.filter(documents_of(story))
        self.fields["relays"].queryset = documents.order_by("title", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        state = Citation.objects.values_list("review", flat=True).get(pk=self.instance.pk)
        if state != ReviewState.PROPOSED:
            raise ValidationError(
                _("Somebody decided about this meanwhile. What you typed is not saved.")
            )
        if cleaned.get("seen") != self.version:
            self.is_stale = True
            # The next time it is on purpose: what is on file now is on the page too.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.version
            raise ValidationError(
                _(
                    "Somebody changed these words meanwhile. Yours are below and not saved; "
                    "what is on file now stands beside them. Saving again writes yours."
                )
            )
        return cleaned

    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """Return the fields, each with what is on file now if that is not what is typed."""
        return [
            (field, self.on_file(field) if self.is_stale else "")
            for field in self.visible_fields()
        ]

    def on_file(self, field: forms.BoundField) -> str:
        """Return the stored value in words; "" if the same is typed."""
        stored = self.stored[field.name]
        if not field.field.has_changed(stored, field.data):
            return ""
        if field.name == "relays":
            stored = Source.objects.filter(pk=stored).first()
        elif choices := getattr(field.field, "choices", None):
            stored = dict(choices).get(stored, stored)
        elif isinstance(stored, bool):
            stored = _("yes") if stored else _("no")
        return str(stored) if stored else "–"


def documents_of(story: int) -> Q:
    """Return what keeps the documents that citations of `story` name."""
    citations = Citation.objects.filter(story=story)
    relayed = citations.filter(relays__isnull=False)
    return Q(pk__in=citations.values("source")) | Q(pk__in=relayed.values("relays"))


def version_of(citation: Citation) -> str:
    """Return which version of the words of `citation` is on file; "" before the first."""
    newest = Citation.history.filter(id=citation.pk).order_by("-history_id")
    return str(newest.values_list("history_id", flat=True).first() or "")
