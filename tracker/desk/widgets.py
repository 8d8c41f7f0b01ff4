"""Autocomplete that asks no query for what a form shows already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode


class Autocomplete(widgets.AutocompleteSelect):
    """Django's select with search, which can be told of rows and narrowed to a story.

    known: rows that are loaded already. Thirty citations in one form would otherwise ask
    for each of their sources again.
    story: id of the story whose events alone are offered; the search obeys it, the field's
    queryset has to be narrowed as well.
    """

    story: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, Model] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Autocomplete:
        copied = super().__deepcopy__(memo)
        copied.known = dict(self.known)
        return copied

    def get_url(self) -> str:
        url = reverse(self.url_name % self.admin_site.name)
        return f"{url}?{urlencode({'story': self.story})}" if self.story else url

    def optgroups(
        self, name: str, value: list[str], attr: dict[str, Any] | None = None
    ) -> list[Any]:
        chosen = [text for text in value if text]
        if any(text not in self.known for text in chosen):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [
            self.create_option(name, text, self.label(self.known[text]), {text}, 1)
            for text in chosen
        ]
        return [(None, options, 0)]

    def label(self, row: Model) -> str:
        return str(self.choices.field.label_from_instance(row))


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
