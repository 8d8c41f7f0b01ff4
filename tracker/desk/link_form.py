"""A document's citations of many events in one form: a row per event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.fields import PastedText
from tracker.desk.forms import CitationForm
from tracker.desk.ids import may_be_id
from tracker.desk.source_choice import SourceChoice
from tracker.desk.widgets import NOT_MEANT, Autocomplete
from tracker.evidence.models import Citation
from tracker.sources.models import Source
from tracker.stories.events import Event

PREFIX = "rows"
ROWS_AT_FIRST = 3
# A page longer than this no browser draws well.
MOST_ROWS = 500


class KnownChoice(forms.ModelChoiceField):
    """A choice of one row that looks first among those that are loaded already."""

    def to_python(self, value: Any) -> Model | None:
        return self.widget.known.get(str(value)) or super().to_python(value)


def chosen(
    name: str, rows: QuerySet[Any], widget: type[Autocomplete], **options: Any
) -> KnownChoice:
    field = Citation._meta.get_field(name)
    return KnownChoice(
        rows,
        label=field.verbose_name.capitalize(),
        help_text=field.help_text,
        widget=widget(field, admin.site),
        error_messages={"invalid_choice": NOT_MEANT},
        **options,
    )


class LinkRow(CitationForm):
    """One citation of the document; a row in which nothing is filled in is ignored."""

    event = chosen("event", Event.objects.all(), Autocomplete)
    relays = chosen("relays", Source.objects.all(), SourceChoice, required=False)
    again = forms.BooleanField(required=False, label=gettext_lazy("Link it a second time"))
    # Set by the formset once a row says what another one says already.
    asks_again = False

    class Meta(CitationForm.Meta):
        fields = [name for name in CitationForm.Meta.fields if name != "source"]
        widgets = CitationForm.Meta.widgets | {
            "attribution": forms.TextInput(attrs={"class": "vTextField"}),
            "translation": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
            "locator": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def __init__(self, *args: Any, source: Source, text: str | None, **kwargs: Any) -> None:
        self.text = text
        super().__init__(*args, instance=Citation(source=source), **kwargs)
        self.fields["quote"].widget.source = source.pk
        self.fields["relays"].widget.without = source.pk

    def text_of(self, source: Source) -> str | None:
        return self.text

    def tell(self, known: dict[str, dict[str, Model]], story: int | None) -> None:
        """Tell the searches what is loaded already, and in which story to look."""
        for name, rows in known.items():
            self.fields[name].widget.known |= rows
        self.fields["event"].widget.story = story

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in ("attribution", "hedged", "translation", "locator")]

    @property
    def is_unfolded(self) -> bool:
        return any(field.errors or field.value() for field in self.folded)


class LinkFormSet(forms.BaseFormSet):
    """The rows; told which citations of the document are on file."""

    def __init__(
        self, *args: Any, on_file: Iterable[Citation], story: int | None, **kwargs: Any
    ) -> None:
        self.on_file = on_file
        self.story = story
        super().__init__(*args, prefix=PREFIX, **kwargs)
        self.known = {
            "event": self.loaded("event", Event.objects.select_related("story")),
            "relays": self.loaded("relays", Source.objects.all()),
        }
        for form in self.forms:
            form.tell(self.known, story)

    @property
    def empty_form(self) -> LinkRow:
        form = super().empty_form
        form.tell({}, self.story)
        return form

    def loaded(self, name: str, rows: QuerySet[Any]) -> dict[str, Model]:
        """Return what the rows name in their field `name`, in one query."""
        sent = {self.data.get(f"{form.prefix}-{name}", "") for form in self.forms}
        ids = [int(text) for text in sent if may_be_id(text)]
        return {str(pk): row for pk, row in rows.in_bulk(ids).items()} if ids else {}

    def clean(self) -> None:
        """Point out what would be said twice, unless that is meant."""
        said = {(c.event_id, c.stance): _("It is on file already") for c in self.on_file}
        for number, form in enumerate(self.forms, start=1):
            cleaned = getattr(form, "cleaned_data", {})
            event, stance = cleaned.get("event"), cleaned.get("stance")
            if not event or not stance or form in self.deleted_forms:
                continue
            if (event.pk, stance) in said and not cleaned.get("again"):
                form.asks_again = True
                form.add_error("event", twice(said[event.pk, stance]))
            said.setdefault((event.pk, stance), _("Row %d says so already") % number)
            form.asks_again = form.asks_again or bool(cleaned.get("again"))

    def filled(self) -> list[Citation]:
        """Return the new citations of the valid rows."""
        return [
            form.instance
            for form in self.forms
            if form.has_changed() and form not in self.deleted_forms
        ]


def twice(where: str) -> str:
    return _(
        "%(where)s: this event with this stance. Leave this row out, or tick “Link it a "
        "second time” if the document says it in two places."
    ) % {"where": where}


LinkRows = forms.formset_factory(
    LinkRow,
    formset=LinkFormSet,
    extra=ROWS_AT_FIRST,
    can_delete=True,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
)


class TextForm(forms.Form):
    """The text of the document, pasted; empty leaves what is on file."""

    text = PastedText(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "For checking quotes. Only the desk sees it; it is never shown to readers and "
            "never exported."
        ),
    )


def with_rows(data: QueryDict, events: Iterable[int] = (), *, empty: int = 0) -> QueryDict:
    """Return `data` with a row for each of `events` and some empty ones at the end.

    Rows at the end in which nothing stands are filled first. The new ones take stance and
    basis from the last row that has any, since one document mostly knows in one way.
    """
    data = data.copy()
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = min(int(total), MOST_ROWS) if may_be_id(total) else 0
    last = next((row for row in reversed(range(count)) if stands_in(data, row)), -1)
    place = last + 1
    for event in events:
        data[f"{PREFIX}-{place}-event"] = str(event)
        for name in ("stance", "basis"):
            if last >= 0 and (value := data.get(f"{PREFIX}-{last}-{name}")):
                data[f"{PREFIX}-{place}-{name}"] = value
        place += 1
    data[f"{PREFIX}-TOTAL_FORMS"] = str(min(max(count, place) + empty, MOST_ROWS))
    return data


def stands_in(data: QueryDict, row: int) -> bool:
    """Tell whether something is filled in in `row`."""
    names = [*LinkRow.base_fields, "event-typed", "relays-typed"]
    return any(data.get(f"{PREFIX}-{row}-{name}") for name in names)
