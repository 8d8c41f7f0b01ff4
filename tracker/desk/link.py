"""Linking one document to many events at once: the page, from the source's side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from tracker.desk.ids import may_be_id
from tracker.desk.link_form import LinkRows, TextForm, with_rows
from tracker.desk.more_rows import hold_rows_back
from tracker.desk.saving import refresh_relayed, save_citation
from tracker.desk.together import lock_words
from tracker.desk.versions import short
from tracker.evidence.models import Citation
from tracker.shared.quotes import Verdict, check_quote
from tracker.sources.models import Source, SourceText
from tracker.stories.events import Event
from tracker.stories.models import Story

if TYPE_CHECKING:
    from tracker.desk.sources import SourceAdmin

BIGGEST_ID = 2**63 - 1
MORE_ROWS = 5
MOST_FOUND = 40
TEXT_MEANWHILE = gettext_lazy(
    "Somebody put another text on file meanwhile: it stands above. Yours is not saved; saving "
    "again puts it in the place of theirs."
)
# Buttons that change what the page shows, and save nothing of the rows.
STEPS = ("_more", "_find", "_take", "_text")

SIGNS = {
    Verdict.WORD_FOR_WORD: gettext_lazy("found word for word"),
    Verdict.DIFFERENT: gettext_lazy("found with differences"),
    Verdict.NOT_FOUND: gettext_lazy("not found in the text"),
    Verdict.NO_TEXT: gettext_lazy("no text on file"),
}


class LinkView(View):
    """Shows a document's citations and its text, and takes a row for each new one."""

    desk: SourceAdmin | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("tracker.add_citation"):
            raise PermissionDenied
        if kwargs["pk"] > BIGGEST_ID:
            raise Http404
        sources = Source.objects.select_related("outlet")
        self.source = get_object_or_404(sources, pk=kwargs["pk"])
        self.may_read = request.user.has_perm("tracker.view_sourcetext")
        self.may_write = self.may_read and request.user.has_perms(
            ["tracker.add_sourcetext", "tracker.change_sourcetext"]
        )
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.show(self.rows(), TextForm())

    @transaction.atomic
    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        self.hold()
        step = next((name for name in STEPS if name in request.POST), "")
        pasted = TextForm(request.POST if self.may_write else {})
        if step:
            return self.step(step, pasted)
        self.compare(pasted)
        if pasted.is_valid():
            self.text = pasted.cleaned_data["text"] or self.text
        rows = self.rows(request.POST)
        # Both are asked, so that all that is wrong is said at once.
        are_valid = rows.is_valid()
        if pasted.is_valid() and are_valid:
            return self.save(rows.filled(), pasted.cleaned_data["text"])
        return self.show(rows, pasted)

    def hold(self) -> None:
        """Let nobody else link the document, or put its text on file, until this is done."""
        # Stories first and in one order, as all do: two who save never wait for each other.
        sent = {value for name, value in self.request.POST.items() if name.endswith("-event")}
        events = Event.objects.filter(pk__in=[int(pk) for pk in sent if may_be_id(pk)])
        stories = Story.objects.filter(pk__in=events.values("story")).order_by("pk")
        [*stories.select_for_update(of=["self"])]
        lock_words(self.source)

    def compare(self, pasted: TextForm) -> None:
        """Refuse a text that would take the place of one that the page did not show."""
        is_as_seen = self.request.POST.get("text_seen", "") == short(self.text)
        if pasted.is_valid() and pasted.cleaned_data["text"] and not is_as_seen:
            pasted.add_error("text", TEXT_MEANWHILE)

    def step(self, name: str, pasted: TextForm) -> HttpResponse:
        """Show the page again with more rows, what was searched for, or the text on file."""
        data = self.request.POST
        if name == "_more":
            data = with_rows(data, empty=MORE_ROWS)
        elif name == "_take":
            ticked = [int(pk) for pk in data.getlist("take") if may_be_id(pk)]
            taken = Event.objects.filter(pk__in=ticked).in_bulk()
            data = with_rows(data, [pk for pk in dict.fromkeys(ticked) if pk in taken])
        elif name == "_text" and (text := self.new_text(pasted)):
            self.keep(text)
            messages.success(self.request, _("The text is on file. No row has been saved."))
            pasted = TextForm()
        rows = self.rows(data)
        hold_rows_back(rows)
        return self.show(rows, pasted, looks=name == "_find", takes=name == "_take")

    def new_text(self, pasted: TextForm) -> str:
        self.compare(pasted)
        return pasted.cleaned_data["text"] if pasted.is_valid() else ""

    def save(self, citations: list[Citation], text: str) -> HttpResponse:
        """Save all that the form holds, in one step."""
        if text:
            self.keep(text)
        for citation in citations:
            save_citation(citation, by=self.request.user)
            self.desk.log_addition(self.request, citation, [{"added": {}}])
        refresh_relayed({citation.relays_id for citation in citations} - {None})
        self.tell(citations, text=text)
        return HttpResponseRedirect(self.request.path)

    def keep(self, text: str) -> None:
        SourceText.objects.update_or_create(source=self.source, defaults={"text": text})
        self.text = text

    def tell(self, citations: list[Citation], *, text: str) -> None:
        count = len(citations)
        if count:
            told = ngettext("%d citation added.", "%d citations added.", count) % count
            messages.success(self.request, told)
        elif text:
            messages.success(self.request, _("The text is on file."))
        else:
            messages.info(self.request, _("Every row was empty, so nothing has been saved."))

    def rows(self, data: Any = None) -> Any:
        options = {"source": self.source, "text": self.text}
        return LinkRows(data, form_kwargs=options, on_file=self.on_file, story=self.story_id)

    @cached_property
    def text(self) -> str | None:
        texts = SourceText.objects.filter(source=self.source)
        return texts.values_list("text", flat=True).first()

    @cached_property
    def on_file(self) -> list[Citation]:
        rows = Citation.objects.filter(source=self.source).order_by("pk")
        return [*rows.select_related("event__story", "relays", "source")]

    @cached_property
    def stories(self) -> list[Story]:
        return [*Story.objects.order_by("title").only("title")]

    @cached_property
    def story_id(self) -> int | None:
        """The story in which statements are searched; None is all of them."""
        sent = self.request.POST.get("story", self.request.GET.get("story", ""))
        ids = {str(story.pk): story.pk for story in self.stories}
        return ids.get(sent)

    def found(self, words: str) -> list[Event]:
        """Return the events that hold every word of `words`, drafts first, then the newest."""
        events = Event.objects.unmerged()
        if self.story_id:
            events = events.filter(story=self.story_id)
        for word in words.split():
            events = events.filter(statement__icontains=word)
        newest = F("known_on").desc(nulls_first=True)
        return [*events.select_related("story").order_by(newest, "-pk")[: MOST_FOUND + 1]]

    def show(
        self, rows: Any, pasted: TextForm, *, looks: bool = False, takes: bool = False
    ) -> HttpResponse:
        words = self.request.POST.get("q", "").replace("\x00", "")[:200]
        found = self.found(words) if looks else []
        cited = {citation.event_id for citation in self.on_file}
        context = {
            **self.desk.admin_site.each_context(self.request),
            "title": _("Link to events"),
            "subtitle": str(self.source),
            "opts": self.desk.opts,
            "original": self.source,
            "rows": rows,
            "pasted": pasted,
            "media": rows.empty_form.media,
            "on_file": [(one, self.sign(one)) for one in self.on_file],
            "text": self.text if self.may_read else None,
            "text_seen": short(self.text),
            "may_read": self.may_read,
            "may_write": self.may_write,
            "event_url": self.event_url(),
            "source_url": reverse("admin:tracker_source_add"),
            "stories": self.stories,
            "story": self.story_id,
            "q": words,
            "looks": looks,
            "takes": takes,
            "found": [(event, event.pk in cited) for event in found[:MOST_FOUND]],
            "has_more": len(found) > MOST_FOUND,
        }
        return render(self.request, "admin/desk/source/link.html", context)

    def event_url(self) -> str:
        """Return the address of the form for a new event, of the story that is chosen."""
        address = reverse("admin:tracker_event_add")
        return f"{address}?{urlencode({'story': self.story_id})}" if self.story_id else address

    def sign(self, citation: Citation) -> str:
        """Say in a word whether a quote on file stands in the text on file."""
        if not citation.quote or not self.may_read:
            return ""
        return str(SIGNS[check_quote(citation.quote, self.text).verdict])


def address_of(source: Source) -> str:
    """Return the address at which `source` is linked to events."""
    return reverse("admin:tracker_source_link", args=[source.pk])
