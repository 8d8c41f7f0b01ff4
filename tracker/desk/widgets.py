"""Autocomplete that asks no query for what a form shows already, and works without script."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

NOT_MEANT = gettext_lazy(
    "This names nothing on file, or more than one. Choose one of those listed here, or add "
    "it; then save here again: what you typed stays."
)
MOST_LISTED = 20
# Before what was typed in the place of a choice: digits alone would be taken for an id.
TYPED = "? "


class Autocomplete(widgets.AutocompleteSelect):
    """Django's select with search, which can be told of rows and narrowed to a story.

    Without script, a field beside it takes words. If they name one row, it is chosen; if
    several, the list offers them once the form has been sent.

    known: rows that are loaded already. Thirty citations in one form would otherwise ask
    for each of their sources again.
    story: id of the story whose events alone are offered; the search obeys it, the field's
    queryset has to be narrowed as well.
    """

    words = gettext_lazy("Words to find it by")
    story: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, Model] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Autocomplete:
        copied = super().__deepcopy__(memo)
        copied.known = dict(self.known)
        return copied

    def get_url(self) -> str:
        url, narrowed = reverse(self.url_name % self.admin_site.name), self.narrowed()
        return f"{url}?{urlencode(narrowed)}" if narrowed else url

    def narrowed(self) -> dict[str, int]:
        """Return what the search is told of which rows to offer."""
        return {"story": self.story} if self.story else {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        typed = (data.get(f"{name}-typed") or "").replace("\x00", "").strip()
        if chosen or not typed:
            return chosen
        found = self.meant(typed)
        return str(found[0].pk) if len(found) == 1 else TYPED + typed

    def meant(self, typed: str) -> list[Any]:
        """Return the rows that hold every word of `typed`, the newest first."""
        model = self.field.remote_field.model
        rows = model._default_manager.filter(**self.narrowed())
        if any(field.name == "merged_into" for field in model._meta.fields):
            rows = rows.filter(merged_into=None)
        names = self.admin_site.get_model_admin(model).search_fields
        for word in typed.split():
            rows = rows.filter(reduce(or_, (Q(**{f"{n}__icontains": word}) for n in names)))
        return [*rows.order_by("-pk")[:MOST_LISTED]]

    def optgroups(
        self, name: str, value: list[str], attr: dict[str, Any] | None = None
    ) -> list[Any]:
        chosen = [text for text in value if text and not text.startswith(TYPED)]
        if any(text not in self.known for text in chosen):
            return super().optgroups(name, chosen, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [
            self.create_option(name, text, self.label(self.known[text]), {text}, 1)
            for text in chosen
        ]
        options += [
            self.create_option(name, str(row.pk), self.offer(row), set(), place)
            for text in value
            if text.startswith(TYPED)
            for place, row in enumerate(self.meant(text.removeprefix(TYPED)), start=1)
        ]
        return [(None, options, 0)]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        select = super().render(name, value, attrs, renderer)
        text = str(value or "")
        typed = text.removeprefix(TYPED) if text.startswith(TYPED) else ""
        context = {"name": name, "typed": typed, "words": self.words}
        context["add_url"] = self.add_url(typed)
        field = render_to_string("admin/desk/linking/_typed.html", context)
        return format_html("{}{}", select, field)

    def add_url(self, typed: str) -> str:
        """Return where what is not on file is added; "" if the link around the field does."""
        return ""

    def label(self, row: Model) -> str:
        return str(self.choices.field.label_from_instance(row))

    def offer(self, row: Model) -> str:
        """Return how `row` is named among several that may be meant."""
        return self.label(row)


def inner_widget(field: forms.Field) -> forms.Widget:
    """Return the widget of `field` without the admin's wrapper of links around it."""
    return getattr(field.widget, "widget", field.widget)


def tell_known(form: forms.ModelForm, names: list[str]) -> None:
    """Tell the autocompletes `names` of `form` which rows its instance holds already."""
    for name in names:
        widget = name in form.fields and inner_widget(form.fields[name])
        if isinstance(widget, Autocomplete) and (row := related(form.instance, name)):
            widget.known[str(row.pk)] = row


def related(row: Model, name: str) -> Model | None:
    """Return what `row` points to; None also if an old version points to what is gone."""
    try:
        return getattr(row, name, None)
    except ObjectDoesNotExist:
        return None


def narrow_to_story(form: forms.ModelForm, name: str, story: int) -> None:
    """Let the autocomplete `name` of `form` offer and take events of one story alone."""
    if name in form.fields:
        field = form.fields[name]
        field.queryset = field.queryset.filter(story=story)
        widget = inner_widget(field)
        if isinstance(widget, Autocomplete):
            widget.story = story
