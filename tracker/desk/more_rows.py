"""Sending a form to get it back with more rows, or with what was searched for: no errors yet.

With script, rows are added in the page.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict

from tracker.desk.ids import may_be_id

MORE_ROWS = 3


def hold_form_back(form: forms.BaseForm) -> None:
    """Show what was typed without judging it."""
    form._errors = forms.utils.ErrorDict()
    form.cleaned_data = {}


def hold_rows_back(formset: BaseFormSet) -> None:
    for form in formset.forms:
        hold_form_back(form)
    formset._errors = [{} for _form in formset.forms]
    formset._non_form_errors = formset.error_class()


class HeldBack:
    """Mixin of a form that is shown again, and never saved."""

    def is_valid(self) -> bool:
        hold_form_back(self)
        return False


class AddsRows:
    """Mixin of an admin: the button `_more`, named after an inline, adds rows to it."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_step(request):
            request.POST = with_more_rows(request.POST)
        return super().changeform_view(request, *args, **kwargs)

    def get_form(
        self, request: HttpRequest, row: Model | None = None, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, row, **kwargs)
        return type(form)(form.__name__, (HeldBack, form), {}) if is_step(request) else form

    def _create_formsets(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        formsets, inlines = super()._create_formsets(request, *args, **kwargs)
        if is_step(request):
            for formset in formsets:
                hold_rows_back(formset)
        return formsets, inlines


def is_step(request: HttpRequest) -> bool:
    return request.method == "POST" and "_more" in request.POST


def with_more_rows(data: QueryDict) -> QueryDict:
    """Return `data` with some empty rows at the end of the inline that it names."""
    data = data.copy()
    name = f"{data['_more']}-TOTAL_FORMS"
    if may_be_id(data.get(name, "")):
        data[name] = str(int(data[name]) + MORE_ROWS)
    return data
