"""Near duplicates shown while somebody types, and once more before they save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.desk.alike import in_order
from tracker.desk.ids import may_be_id

AGAIN = "_all_the_same"
BUTTONS = ("_continue", "_addanother", "_save")
SHOWN = 5


class WarnsOfAlike(forms.ModelForm):
    """A form whose first save tells what is on file in other words, if it is new or reworded.

    alike_field: the field that is compared.
    """

    alike_field = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[int] = []
        if self.alike_field in self.fields:
            field = self.fields[self.alike_field]
            field.widget = AlikeInput(self, attrs=field.widget.attrs)

    def find_alike(self, text: str) -> list[int]:
        """Return the ids of rows that say something like `text`, nearest first."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text = cleaned.get(self.alike_field)
        if not text or self.alike_field not in self.changed_data:
            return cleaned
        self.alike = self.find_alike(text)
        if self.alike and not self.was_told():
            # Theirs is a second save, which tells what was found before.
            self.add_error(None, ValidationError(told(self._meta.model, self.alike), "alike"))
        return cleaned

    def was_told(self) -> bool:
        seen = str(self.data.get("alike_seen", "")).split(",")
        return AGAIN in self.data and {*map(str, self.alike)} <= {*seen}

    def pressed(self) -> str:
        """Return the button with which the form was sent."""
        return next((name for name in BUTTONS if name in self.data), "_save")


class AlikeInput(forms.TextInput):
    """A line of text with what is on file in similar words below it."""

    class Media:
        css = {"all": ["css/desk-linking.css"]}
        js = ["admin/js/jquery.init.js", "js/desk-linking.js"]

    def __init__(self, form: WarnsOfAlike, attrs: dict[str, Any]) -> None:
        super().__init__(attrs)
        self.form = form

    def __deepcopy__(self, memo: dict[int, Any]) -> AlikeInput:
        return AlikeInput(self.form, dict(self.attrs))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        row = self.form.instance
        context = {
            "field": name,
            "address": reverse(address_name(row)),
            "without": row.pk or "",
            "story": getattr(row, "story_id", None) or "",
        }
        if is_warned := self.form.has_error(NON_FIELD_ERRORS, "alike"):
            context |= shown(type(row), self.form.alike)
            context |= {"again": AGAIN, "pressed": self.form.pressed()}
        below = render_to_string(
            "admin/desk/linking/_alike_input.html", context | {"is_warned": is_warned}
        )
        return format_html("{}{}", super().render(name, value, attrs, renderer), below)


class FindsAlike(admin.ModelAdmin):
    """An admin with a page of rows that say something similar, for its form to show."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.alike_view)
        name = address_name(self.model).removeprefix("admin:")
        return [path("similar/", view, name=name), *super().get_urls()]

    def find_alike(self, text: str, *, story: int | None, without: int | None) -> list[int]:
        """Return the ids of rows that say something like `text`, nearest first."""
        raise NotImplementedError

    def alike_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = request.GET.get(self.form.alike_field, "").replace("\x00", "")
        # More than a field takes has to be shortened before it is compared.
        text = text[: self.opts.get_field(self.form.alike_field).max_length]
        found = self.find_alike(
            text, story=id_in(request, "story"), without=id_in(request, "without")
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("On file in similar words"),
            "opts": self.opts,
            "is_nav_sidebar_enabled": False,
            "text": text,
            **shown(self.model, found),
        }
        return TemplateResponse(request, "admin/desk/linking/alike.html", context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.POST.get(AGAIN) in BUTTONS:
            # What goes on after saving is what the first button said.
            request.POST = request.POST.copy()
            request.POST[request.POST[AGAIN]] = "1"
        return super().changeform_view(request, object_id, form_url, extra_context)


def address_name(model: Model | type[Model]) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_similar"


def id_in(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if may_be_id(text) else None


def shown(model: type[Model], ids: Sequence[int]) -> dict[str, Any]:
    """Return what a page shows of the rows `ids`: how many, and the nearest with links."""
    related = "story" if model._meta.model_name == "event" else "outlet"
    rows = in_order(model.objects.select_related(related), ids[:SHOWN])
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    return {
        "told": told(model, ids) if ids else "",
        "seen": ",".join(map(str, ids)),
        "found": [(row, reverse(name, args=[row.pk]), getattr(row, related)) for row in rows],
        "more": len(ids) - len(rows),
    }


def told(model: type[Model], ids: Sequence[int]) -> str:
    """Return the sentence that says how many rows say something similar."""
    if model._meta.model_name == "event":
        text = ngettext(
            "%d event says something similar.", "%d events say something similar.", len(ids)
        )
    else:
        text = ngettext(
            "%d source has a similar title.", "%d sources have a similar title.", len(ids)
        )
    return text % len(ids)
