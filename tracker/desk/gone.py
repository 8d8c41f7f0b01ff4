"""What somebody else deleted while a form was open: what was typed is kept, and can be added
again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.desk.ids import may_be_id
from tracker.desk.versions import Versions, read, words_at

# Name of the choice about a row that was deleted; followed by the row's prefix.
GONE = "gone:"


class AddsAgain(forms.ModelForm):
    """Mixin of a form that adds a row anew, filled with what was typed about the old one.

    It is shown once before anything is saved.
    """

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        message = _(
            "Somebody deleted this while you had it open. Nothing is saved, and what you typed "
            "is below: save again to add it as a new one, or leave the page."
        )
        self.add_error(None, ValidationError(message, code="meanwhile"))
        return cleaned


class KeepsTyped:
    """Mixin of an admin whose row may be deleted while its form is open.

    Whoever saves then gets what they typed in the form that adds a row.
    """

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        # Django asks this in the same transaction in which it looked for the row.
        is_form = (request.resolver_match.url_name or "").endswith("_change")
        old = last_words(self.model, object_id)
        if request.method != "POST" or not is_form or not old:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        if not self.has_add_permission(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        request.desk_gone = True
        # What the form only showed was not sent.
        request.POST = with_values(request.POST, old, self.get_readonly_fields(request, old))
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
        return self._changeform_view(request, None, address, None)


def last_words(model: type[Model], pk: str) -> Model | None:
    """Return the last words of a row that was deleted; None if there never was one."""
    history = getattr(model, "history", None)
    if history is None or not may_be_id(pk):
        return None
    record = history.filter(**{model._meta.pk.name: pk}).first()
    return record.instance if record else None


def with_values(data: QueryDict, row: Model, names: Iterable[str]) -> QueryDict:
    """Return `data` with the values of `row` for the fields `names`."""
    data = data.copy()
    for name, value in model_to_dict(row, fields=[*names]).items():
        data[name] = "" if value is None else str(value)
    return data


class KeepsGoneRows:
    """Mixin of a formset whose rows somebody else may have deleted meanwhile.

    Such a row becomes a new one with a choice to add it again, unless nothing of it had been
    changed, or it was to be deleted here too. Nothing is saved before the choice was seen.

    present: the versions of the rows that are stored.
    is_whole: what the rows belong to is gone too, and they go with it into the form that adds
    it again; there is nothing to choose for each.
    """

    present: Versions = {}
    is_whole = False
    # Of the token that the form carries.
    seen_name = ""

    def __init__(self, data: Any = None, *args: Any, prefix: str, **kwargs: Any) -> None:
        self.gone: dict[int, str] = {}
        super().__init__(data, *args, prefix=prefix, **kwargs)
        if self.is_bound and self.management_form.is_valid():
            # Worked on before any form of the set is made.
            self.data = self.data.copy()
            self.move_gone(self.management_form.cleaned_data)
            self.__dict__.pop("management_form", None)
            self.take_choices()

    def move_gone(self, counts: Mapping[str, Any]) -> None:
        """Put the rows that are gone behind those that are stored, as new ones."""
        initial = counts["INITIAL_FORMS"]
        keys = [
            self.data.get(f"{self.add_prefix(row)}-{self.pk_name}") for row in range(initial)
        ]
        stored = [row for row, pk in enumerate(keys) if self.is_stored(pk)]
        if len(stored) == initial:
            return
        gone = [row for row in range(initial) if row not in set(stored)]
        self.rename({old: new for new, old in enumerate([*stored, *gone])})
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(stored))
        for new, old in enumerate(gone, start=len(stored)):
            self.data.pop(f"{self.add_prefix(new)}-{self.pk_name}", None)
            if self.is_whole:
                self.data.pop(f"{self.add_prefix(new)}-{self.fk.name}", None)
            else:
                self.decide_about(new, keys[old] or "")

    def decide_about(self, row: int, pk: str) -> None:
        """Keep the gone row for a choice if something of it was changed; else let it go."""
        prefix = self.add_prefix(row)
        form = self.form(self.data, prefix=prefix, **self.get_form_kwargs(None))
        version = read(self.data.get(self.seen_name, "")).get(self.key(pk), {})
        names = form.shared_names()
        form.base = words_at(self.model(pk=int(pk)), version, names)
        if f"{prefix}-DELETE" in self.data or not any(map(form.is_touched, names)):
            self.empty(row)
        else:
            self.gone[row] = pk

    def take_choices(self) -> None:
        """Let go the rows that somebody, asked before, chose not to add again."""
        for name in [*self.data]:
            match = re.fullmatch(rf"{GONE}{re.escape(self.prefix)}-(\d{{1,6}})", name)
            if match and self.data[name] == "leave" and "_all_mine" not in self.data:
                self.empty(int(match[1]))

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        form.gone_name = f"{GONE}{form.prefix}"
        form.is_gone = i in self.gone or form.gone_name in self.data
        form.must_choose = i in self.gone
        if form.is_gone:
            # It may hold no more than what the form offers by itself.
            form.empty_permitted = False
        return form

    @property
    def pk_name(self) -> str:
        return self.model._meta.pk.name

    def key(self, pk: str) -> str:
        return f"{self.model._meta.model_name}.{pk}"

    def is_stored(self, pk: str | None) -> bool:
        """Tell whether the row is stored; what can be no id is left to the formset."""
        return not may_be_id(pk) or self.key(str(int(pk))) in self.present

    def rename(self, places: Mapping[int, int]) -> None:
        """Give the rows their new places, in all names that speak of them."""
        speaks = re.compile(rf"((?:[a-z]+:)?{re.escape(self.prefix)}-)(\d{{1,6}})(-.+)?")
        moved = {}
        for name, values in [*self.data.lists()]:
            match = speaks.fullmatch(name)
            if match and (place := places.get(int(match[2]))) is not None:
                del self.data[name]
                moved[f"{match[1]}{place}{match[3] or ''}"] = values
        for name, values in moved.items():
            self.data.setlist(name, values)

    def empty(self, row: int) -> None:
        prefix = f"{self.add_prefix(row)}-"
        for name in [*self.data]:
            if name.startswith(prefix) or name == f"{GONE}{prefix[:-1]}":
                del self.data[name]
