"""Fields that say under them, while somebody types, what the desk makes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString


class Said:
    """Mixin of a widget that has its answer under it, drawn on the server in any case.

    What is typed is sent to `address` (the name of one) after a short pause, and the answer
    takes the place of the one before. Both are drawn by `said_template`.
    """

    address = ""
    said_template = ""

    class Media:
        js = ["js/desk-typing.js"]
        css = {"all": ["css/desk-typing.css"]}

    def query(self) -> dict[str, Any]:
        """Return what the address has to know besides what is typed."""
        return {}

    def said(self, value: str) -> dict[str, Any]:
        """Return what the template needs to answer to `value`, as the form was sent."""
        raise NotImplementedError

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        query = urlencode({key: part for key, part in self.query().items() if part})
        # Without an id of its own the answer is the next one behind the field, which stays
        # right when a row is copied to add another one.
        asking = {
            "hx-post": reverse(self.address) + (f"?{query}" if query else ""),
            "hx-trigger": "input changed delay:350ms, check",
            "hx-target": "next .said-place",
            "hx-select": ".said",
            "hx-sync": "this:replace",
            "data-typed": name.rsplit("-", 1)[-1],
        }
        shown = self.format_value(value) or ""
        return render_to_string(
            "admin/desk/typing/_field.html",
            {
                "field": super().render(name, value, (attrs or {}) | asking, renderer),
                "template": self.said_template,
                **self.said(shown),
            },
        )


class SaidInput(Said, forms.TextInput):
    pass


class SaidTextarea(Said, forms.Textarea):
    pass
