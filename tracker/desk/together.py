"""Two people on one form: who saves second sees what the first changed, and decides.

A form carries which words it was opened with. Fields that somebody else changed meanwhile are
shown as they were, as they are, and as they were typed; nothing is overwritten unseen, and
nothing typed is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.forms.models import InlineForeignKeyField, _get_foreign_key
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracker.desk.gone import AddsAgain, KeepsGoneRows, KeepsTyped
from tracker.desk.saving import lock
from tracker.desk.versions import (
    Versions,
    is_digest,
    key_of,
    plain,
    read,
    short,
    unkept,
    versions_of,
    words_at,
    written,
)
from tracker.stories.models import Story

SEEN = "seen"
KEEP = "keep:"
# The button that keeps all that was typed.
ALL_MINE = "_all_mine"


@dataclass(frozen=True)
class Difference:
    """One field that somebody else changed while the form was open, in people's words."""

    label: str
    name: str
    anchor: str
    was: str
    theirs: str
    yours: str
    keeps_yours: bool


class SeenField(forms.CharField):
    """The versions that a form was opened with; no word of the record."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class Together(forms.ModelForm):
    """Mixin of the form of one row.

    present: the versions of this row, and of those in the same form, as they are now.
    is_gone, must_choose, gone_name: of a row that somebody deleted, see desk.gone.
    """

    present: Versions = {}
    is_gone = must_choose = False
    gone_name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile: list[Difference] = []
        self.name = ""
        if self.is_bound and self.instance.pk:
            self.take([name for name in self.shared_names() if self.chose_theirs(name)])
            self.compare()

    def seen_name(self) -> str:
        """Return the name under which the versions are sent, of all rows of one form."""
        return SEEN

    def shared_names(self) -> list[str]:
        """Return the fields that hold words of the row."""
        stored = {field.name for field in self.instance._meta.concrete_fields}
        return [
            name
            for name, field in self.fields.items()
            if name in stored
            and name != self.instance._meta.pk.name
            and not isinstance(field, InlineForeignKeyField)
        ]

    def compare(self) -> None:
        """Find what somebody else changed since the form was opened."""
        key = key_of(self.instance)
        version = read(self.data.get(self.seen_name(), "")).get(key, {})
        if version and version == self.present.get(key):
            return
        names = self.shared_names()
        self.base = words_at(self.instance, version, names)
        changed = [name for name in names if self.was_changed(name)]
        is_deleted = bool(changed and self.data.get(self.add_prefix("DELETE")))
        if not is_deleted:
            changed = [name for name in changed if self.differs(name, self.initial.get(name))]
        if not changed:
            return
        if not is_deleted and not any(map(self.is_touched, names)):
            # Nothing of this was typed here, so what the other wrote stands.
            self.take(changed)
            return
        if is_deleted:
            self.forget(self.add_prefix("DELETE"))
        # Cleaning puts what was typed into the instance.
        self.name = str(self.instance)
        self.meanwhile = [self.difference(name) for name in changed]

    def was_changed(self, name: str) -> bool:
        """Tell whether `name` is stored otherwise than the form showed it when opened."""
        now = self.initial.get(name)
        if name not in self.base:
            return True
        if name in unkept(type(self.instance)):
            return bool(short(now) != self.base[name])
        return bool(plain(now) != plain(self.base[name]))

    def is_touched(self, name: str) -> bool:
        """Tell whether something else was typed than the form showed when opened."""
        if name not in self.base:
            return True
        if name in unkept(type(self.instance)):
            return short(self[name].data) != self.base[name]
        return self.differs(name, self.base[name])

    def differs(self, name: str, value: Any) -> bool:
        """Tell whether what was typed for `name` is something else than `value`."""
        return self.fields[name].has_changed(plain(value), plain(self[name].data))

    def chose_theirs(self, name: str) -> bool:
        chosen = self.data.get(f"{KEEP}{self.add_prefix(name)}")
        return chosen == "theirs" and ALL_MINE not in self.data

    def take(self, names: list[str]) -> None:
        """Put what is stored in the place of what was typed for `names`."""
        for name in names:
            self.forget(self.add_prefix(name))
            value = self.fields[name].prepare_value(self.initial.get(name))
            if value is not None and value is not False:
                self.data[self.add_prefix(name)] = "on" if value is True else str(value)

    def forget(self, name: str) -> None:
        self.data = self.data.copy()
        self.data.pop(name, None)

    def difference(self, name: str) -> Difference:
        is_known = name in self.base and not is_digest(self.base[name])
        return Difference(
            label=str(self[name].label),
            name=f"{KEEP}{self.add_prefix(name)}",
            anchor=self[name].auto_id,
            was=shown(self.fields[name], self.base[name]) if is_known else "–",
            theirs=shown(self.fields[name], self.initial.get(name)),
            yours=shown(self.fields[name], self[name].data),
            keeps_yours=self.is_touched(name),
        )

    def changed_by(self) -> str:
        """Say who changed the words last, and when; "" if nobody knows."""
        history = getattr(self.instance, "history", None)
        newest = history.select_related("history_user").first() if history else None
        if newest is None:
            return ""
        when = date_format(localtime(newest.history_date), "DATETIME_FORMAT")
        return f"{newest.history_user}, {when}" if newest.history_user else when

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.must_choose:
            message = _(
                "Somebody else deleted this while you had it open. Nothing is saved yet: "
                "choose above whether yours is added again, and save again."
            )
            self.add_error(None, ValidationError(message, code="meanwhile"))
        if self.meanwhile:
            message = _(
                "Somebody else changed this while you had it open. Nothing is saved yet: "
                "choose what stays above, field by field, and save again."
            )
            self.add_error(None, ValidationError(message, code="meanwhile"))
        return cleaned


class CarriesVersions(Together):
    """Mixin of the form that says for itself and the rows in it what it was opened with."""

    seen = SeenField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # All that changed meanwhile is shown with this answer, so it counts as seen.
        fresh = written(self.present)
        self.initial[SEEN] = fresh
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.seen_name()] = fresh

    def seen_name(self) -> str:
        return self.add_prefix(SEEN)


def shown(field: forms.Field, value: Any) -> str:
    """Return `value` of `field`, stored or typed, as people read it."""
    if isinstance(field, forms.ModelChoiceField):
        try:
            row = field.to_python(value)
        except ValidationError:
            row = value
        return str(row) if row else "–"
    if isinstance(field, forms.BooleanField):
        return _("yes") if field.to_python(value) else _("no")
    if isinstance(field, forms.ChoiceField):
        names = {str(key): str(name) for key, name in field.choices}
        return names.get(str(value or ""), str(value or "")) or "–"
    prepared = field.prepare_value(value)
    return "–" if prepared in (None, "", []) else str(prepared)


def lock_words(row: Model) -> None:
    """Let nobody else save words of `row`, or record about it, until the transaction ends."""
    story = row.pk if isinstance(row, Story) else getattr(row, "story_id", None)
    if story:
        lock(story)
    else:
        rows = type(row)._default_manager.filter(pk=row.pk)
        rows.select_for_update(no_key=True).first()


class TogetherAdmin(KeepsTyped):
    """Mixin of an admin whose form, with the rows inside it, may be open twice."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = super().get_object(request, *args, **kwargs)
        if row and request.method == "POST" and connection.in_atomic_block:
            lock_words(row)
            row = super().get_object(request, *args, **kwargs)
        return row

    def get_form(self, request: HttpRequest, row: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, row, **kwargs)
        if getattr(request, "desk_gone", False):
            return type(form.__name__, (AddsAgain, form), {})
        # Restoring an old version is meant to write over what stands.
        if row is None or (request.resolver_match.url_name or "").endswith("_simple_history"):
            return form
        present = self.present_versions(request, row)
        request.desk_versions = present
        return type(form.__name__, (CarriesVersions, form), {"present": present})

    def present_versions(self, request: HttpRequest, row: Model) -> dict[str, Any]:
        """Return the versions of `row` and of all rows that its form lets people change."""
        found = versions_of(self.model._default_manager.filter(pk=row.pk))
        for inline in self.get_inline_instances(request, row):
            if inline.has_change_permission(request, row):
                link = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
                found |= versions_of(
                    inline.model._default_manager.filter(**{link.name: row.pk})
                )
        return found


class TogetherInline:
    """Mixin of the rows inside such a form."""

    def get_formset(self, request: HttpRequest, row: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, row, **kwargs)
        present = getattr(request, "desk_versions", None)
        is_whole = getattr(request, "desk_gone", False)
        if is_whole or (row is not None and present is not None):
            form = formset.form
            formset.form = type(form.__name__, (Together, form), {"present": present or {}})
            parts = {"present": present or {}, "is_whole": is_whole, "seen_name": SEEN}
            return type(formset.__name__, (KeepsGoneRows, formset), parts)
        return formset
