"""What all lists and forms of the desk share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.text import capfirst, smart_split, unescape_string_literal
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from tracker.dates.fields import EdtfField
from tracker.desk.dates_typed import DateInput
from tracker.desk.ids import may_be_id
from tracker.desk.lists import DeskList
from tracker.desk.more_rows import AddsRows
from tracker.desk.notes import unread_by
from tracker.desk.source_choice import SourceChoice
from tracker.desk.together import TogetherAdmin, TogetherInline
from tracker.desk.widgets import NOT_MEANT, Autocomplete
from tracker.sources.canonical import canonical_url
from tracker.sources.models import Source

ROWS = {"rows": 3}
YEAR = re.compile(r"[1-9][0-9]{3}")


class DeskFields:
    """Fields as the desk shows them; for forms and inlines alike."""

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            is_source = db_field.remote_field.model is Source
            widget = SourceChoice if is_source else Autocomplete
            kwargs["widget"] = widget(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs["error_messages"] = {"invalid_choice": NOT_MEANT}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, EdtfField):
            kwargs.setdefault("widget", DateInput(attrs={"class": "vTextField"}))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, forms.Textarea):
            field.widget.attrs |= ROWS
        if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
            # Deleting a source is not what somebody who is citing has in mind.
            field.widget.can_delete_related = False
            # Who may change it sees it in that form: one stop less on the way to the stance.
            field.widget.can_view_related &= not field.widget.can_change_related
        return field


class DeskInline(TogetherInline, DeskFields, InlineModelAdmin):
    """Rows inside the form of what they belong to."""

    extra = 0


class DeskAdmin(DeskFields, admin.ModelAdmin):
    """A list and a form that answer nonsense in the address with a page, never a crash."""

    list_per_page = 50
    save_on_top = True
    # What an annotated changelist sorts by is counted once, not for "x of y" as well.
    show_full_result_count = False
    # What the list searches besides `search_fields`, through many rows of other models; the
    # searches inside forms do without.
    searched_through: Sequence[str] = ()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # PostgreSQL takes no NUL, Python no year 99999999, and a filter passes both on.
        has_nul = any("\x00" in text for pair in request.GET.lists() for text in flat(pair))
        years = [year for name, year in request.GET.items() if name.endswith("__year")]
        if has_nul or not all(YEAR.fullmatch(year) for year in years):
            return HttpResponseRedirect(request.path)
        named = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, named | (extra_context or {}))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return DeskList

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response = super().render_change_form(request, context, *args, **kwargs)
        # Who came from a page as of a day goes back to that day.
        day, page = request.GET.get("as_of"), response.context_data.get("absolute_url")
        if day and page:
            response.context_data["absolute_url"] = f"{page}?{urlencode({'as_of': day})}"
        return response

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        # A choice given in the address is looked up to be shown.
        chosen = {field.name for field in self.opts.get_fields() if field.is_relation}
        return {
            name: value
            for name, value in super().get_changeform_initial_data(request).items()
            if name not in chosen or may_be_id(value)
        }

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = searched(search_term)
        is_list = request.path.endswith(f"/{self.opts.model_name}/")
        if not is_list or not self.searched_through:
            return super().get_search_results(request, queryset, term)
        for word in words_of(term):
            queryset = queryset.filter(self.holds(word))
        return queryset, False

    def holds(self, word: str) -> Q:
        """Return the condition that a row of the list, or one that leads to it, holds `word`.

        Each way is followed from its end: one join over all of them would be multiplied.
        """
        own = [Q(**{f"{field}__icontains": word}) for field in self.search_fields]
        rows = self.model._base_manager.order_by()
        through = [
            Q(pk__in=rows.filter(**{f"{path}__icontains": word}).values("pk"))
            for path in self.searched_through
        ]
        return reduce(or_, [*own, *through])

    def view_on_site(self, row: models.Model) -> str | None:
        """Return the reader's page; None where there is none, for us or for readers."""
        return None


class WordsAdmin(AddsRows, TogetherAdmin, DeskAdmin, SimpleHistoryAdmin):
    """A form whose words keep their history.

    not_words: fields that the ledger or another record keeps, which the form never writes.
    What somebody recorded while the form was open would be undone otherwise.
    """

    not_words: Iterable[str] = ()
    history_list_per_page = 50

    def save_model(
        self, request: HttpRequest, row: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        row._history_user = request.user
        if change:
            row.save(update_fields=self.words(request))
        else:
            row.save()

    def words(self, request: HttpRequest) -> list[str]:
        """Return the fields that the form may write."""
        # Old words are restored without the notes by who may not read these.
        not_words = {*self.not_words, *unread_by(request.user)}
        return [
            field.name
            for field in self.opts.concrete_fields
            if not field.primary_key and field.name not in not_words
        ]

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> HistoricalRecordContextHelper:
        helper = super().get_historical_record_context_helper(request, historical_record)
        return Readable(helper.model, helper.record, unread=unread_by(request.user))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        check_ids(object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        check_ids(object_id, version_id)
        # The library asks for no more than the right to look.
        if request.method == "POST" and self.revert_disabled(
            request, self.get_object(request, object_id)
        ):
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def revert_disabled(self, request: HttpRequest, row: models.Model | None = None) -> bool:
        """Tell whether old words of `row` can only be looked at, as those of a deleted one."""
        if row is None or not self.model._default_manager.filter(pk=row.pk).exists():
            return True
        return super().revert_disabled(request, row)


class Readable(HistoricalRecordContextHelper):
    """What changed between two versions, without the fields that are not for the reader."""

    def __init__(self, *args: Any, unread: Iterable[str]) -> None:
        super().__init__(*args)
        self.unread = {*unread}

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        shown = [change for change in delta.changes if change.field not in self.unread]
        return super().context_for_delta_changes(replace(delta, changes=shown))


def is_old_version(request: HttpRequest) -> bool:
    """Tell whether `request` is for an old version of words, to look at or to restore."""
    match = request.resolver_match
    return bool(match and (match.url_name or "").endswith("_simple_history"))


def check_ids(*texts: str) -> None:
    """Raise Http404 unless each of `texts` can be an id."""
    if not all(may_be_id(text) for text in texts):
        raise Http404(_("There is no such page."))


def searched(text: str) -> str:
    """Return `text` as it is searched for: a pasted address in the form that is on file."""
    text = text.replace("\x00", "").strip()
    if not text.startswith(("http://", "https://")) or " " in text:
        return text
    try:
        return canonical_url(text)
    except ValueError:
        return text


def words_of(term: str) -> Iterator[str]:
    """Yield what a search is for: words, and what stands between quotation marks as one."""
    for word in smart_split(term):
        quoted = len(word) > 1 and word[0] == word[-1] and word[0] in "\"'"
        yield unescape_string_literal(word) if quoted else word


def flat(values: Any) -> Iterable[str]:
    """Yield the name and the values of one parameter of an address."""
    name, texts = values
    yield name
    yield from texts
