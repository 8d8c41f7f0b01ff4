"""What is typed in a row of the review queue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.finding import source_at, typed_address
from tracker.desk.forms import CitationForm
from tracker.desk.ids import may_be_id
from tracker.desk.source_choice import label
from tracker.desk.together import CarriesVersions
from tracker.desk.versions import versions_of
from tracker.evidence.models import Citation, Review, ReviewState
from tracker.sources.models import Source

LONGEST_REASON = 500
MOST_FOUND = 20
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


class CitationWordsForm(CarriesVersions, CitationForm):
    """The words of a citation that waits, without its event and its source.

    Nobody overwrites another's words unseen (see desk.together). A document that no citation
    of the story names is relayed by typing its address or words of its title; several that
    these fit are offered to choose from.
    """

    other_relays = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Relays another document on file"),
        help_text=gettext_lazy("Its address, or words of its title or of its outlet's name."),
    )

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

    field_order = [*Meta.fields[:5], "other_relays", *Meta.fields[5:]]

    def __init__(self, data: Any = None, *, instance: Citation, prefix: str) -> None:
        self.present = versions_of(Citation.objects.filter(pk=instance.pk))
        self.typed, self.found = "", []
        if data is not None:
            data = self.with_other(data, prefix)
        super().__init__(data, instance=instance, prefix=prefix)
        self.offer(data and data.get(self.add_prefix("relays")))

    def with_other(self, data: Any, prefix: str) -> Any:
        """Return `data` with the one document that is typed as the one that is chosen."""
        name = f"{prefix}-other_relays"
        self.typed = data.get(name, "").replace("\x00", "").strip()
        self.found = documents_named(self.typed)
        if len(self.found) == 1:
            data = data.copy()
            data[f"{prefix}-relays"] = str(self.found[0].pk)
            data[name] = ""
        return data

    def offer(self, chosen: Any) -> None:
        """Offer the documents of the story, what was found and what is chosen."""
        sources = Source.objects.select_related("outlet")
        asked = Q(pk__in=[source.pk for source in self.found])
        if may_be_id(chosen):
            asked |= Q(pk=int(chosen))
        field = self.fields["relays"]
        field.queryset = sources
        offered = sources.filter(documents_of(self.instance.story_id) | asked)
        field.choices = [
            ("", field.empty_label),
            *((source.pk, label(source)) for source in offered.order_by("title", "pk")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        state = Citation.objects.values_list("review", flat=True).get(pk=self.instance.pk)
        if state != ReviewState.PROPOSED:
            raise ValidationError(
                _("Somebody decided about this meanwhile. What you typed is not saved.")
            )
        if len(self.found) > 1:
            message = _("Several documents fit: choose one of them under “%(relays)s”.")
            relays = {"relays": self.fields["relays"].label}
            self.add_error("other_relays", message % relays)
        elif self.typed and not self.found:
            message = _("No document on file has this address, or all of these words.")
            self.add_error("other_relays", message)
        return cleaned


def documents_of(story: int) -> Q:
    """Return what keeps the documents that citations of `story` name."""
    citations = Citation.objects.filter(story=story)
    relayed = citations.filter(relays__isnull=False)
    return Q(pk__in=citations.values("source")) | Q(pk__in=relayed.values("relays"))


def documents_named(text: str) -> list[Source]:
    """Return the documents at the address `text`, or that have all its words; at most 20."""
    if address := typed_address(text):
        found = source_at(address)
        return [found] if found else []
    if not text:
        return []
    sources = Source.objects.filter(merged_into=None)
    for word in text.split():
        sources = sources.filter(Q(title__icontains=word) | Q(outlet__name__icontains=word))
    return [*sources.order_by("-known_on", "-pk")[:MOST_FOUND]]
