"""The pages of the review queue: the queue, one citation of it, and its words to edit."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tracker.desk import review_queue
from tracker.desk.base import check_ids
from tracker.desk.deciding import NotDecided, decide, locked_citation, take_back
from tracker.desk.review_forms import REASONS, CitationWordsForm, RejectForm
from tracker.desk.review_queue import Filters, Row
from tracker.desk.saving import refresh_relayed, save_citation
from tracker.desk.site import DeskSite, Page
from tracker.desk.together import SEEN
from tracker.desk.versions import seen_of
from tracker.evidence.models import Citation, ReviewState
from tracker.stories.events import Event

SAID = {
    ReviewState.ACCEPTED: gettext_lazy("Accepted: it counts now, and readers see it."),
    ReviewState.REJECTED: gettext_lazy(
        "Rejected: it counts nowhere, and readers do not see it."
    ),
    ReviewState.PROPOSED: gettext_lazy("Taken back: it waits for review again."),
}
SAVED = gettext_lazy("Saved: it still waits for review.")
may_review = permission_required("tracker.review_citation", raise_exception=True)
may_edit = permission_required("tracker.change_citation", raise_exception=True)


@require_safe
@may_review
def show(request: HttpRequest) -> HttpResponse:
    filters = Filters.of(request.GET)
    page = review_queue.queue(filters, request.user)
    for row in page.rows:
        row.reject_form = reject_form(row.citation.pk)
    stories = review_queue.stories_waiting()
    more = filters.query(after=page.next_after) if page.next_after else ""
    context = {
        "title": _("Review"),
        "rows": page.rows,
        "found": page.found,
        "total": sum(count for _pk, _title, count in stories),
        "stories": stories,
        "more": more,
        "from_start": filters.query(after=""),
        "lately": review_queue.decided_lately(request.user),
    }
    return answer(request, "queue.html", filters, context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_review
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one citation; accept or reject it, or take such a decision back."""
    check_ids(str(pk))
    if request.method != "POST":
        return show_row(request, row_or_404(request, pk))
    typed = reject_form(pk, request.POST)
    is_rejecting = "_reject" in request.POST
    if is_rejecting and not typed.is_valid():
        row = row_or_404(request, pk)
        row.reject_form, row.problem = typed, " ".join(typed.errors.get("reason", []))
        return show_row(request, row)
    reason = typed.cleaned_data["reason"] if is_rejecting else ""
    try:
        said = SAID[ReviewState(act(request, pk, reason).state)]
    except Citation.DoesNotExist:
        return show_gone(request, pk)
    except NotDecided as refused:
        row = row_or_404(request, pk)
        row.problem = str(refused)
        if is_rejecting:
            # What was typed stays, also where the row asks for no reason any more.
            row.reject_form = typed
        return done(request, row, messages.ERROR)
    row = row_or_404(request, pk)
    row.said = str(said)
    return done(request, row, messages.SUCCESS)


def act(request: HttpRequest, pk: int, reason: str) -> Any:
    """Do what the pressed button says; return the record of it."""
    seen = request.POST.get(SEEN, "")
    if "_undo" in request.POST:
        return take_back(pk, request.POST["_undo"], by=request.user)
    if "_accept" in request.POST:
        return decide(pk, ReviewState.ACCEPTED, by=request.user, seen=seen)
    if "_reject" in request.POST:
        return decide(pk, ReviewState.REJECTED, by=request.user, seen=seen, reason=reason)
    raise NotDecided(_("Nothing was changed."))


@require_http_methods(["GET", "HEAD", "POST"])
@may_review
@may_edit
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the words of a citation that waits, and perhaps accept it with that."""
    check_ids(str(pk))
    if request.method == "POST":
        return save_words(request, pk)
    row = row_or_404(request, pk)
    if row.is_waiting:
        row.form = CitationWordsForm(instance=row.citation, prefix=f"words-{pk}")
    return show_row(request, row)


@transaction.atomic
def save_words(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        citation = locked_citation(pk)
    except Citation.DoesNotExist:
        return show_gone(request, pk)
    before = citation.relays_id
    form = CitationWordsForm(request.POST, instance=citation, prefix=f"words-{pk}")
    if not form.is_valid():
        row = row_or_404(request, pk)
        row.form = form
        return show_row(request, row)
    save_citation(form.instance, by=request.user)
    refresh_relayed({before, form.instance.relays_id} - {None})
    said, level, problem = SAVED, messages.SUCCESS, ""
    if "_accept" in request.POST:
        try:
            seen = seen_of(Citation.objects.filter(pk=pk))[pk]
            decide(pk, ReviewState.ACCEPTED, by=request.user, seen=seen)
            said = SAID[ReviewState.ACCEPTED]
        except NotDecided as refused:
            problem, level = f"{_('Your words are saved.')} {refused}", messages.WARNING
    row = row_or_404(request, pk)
    row.said, row.problem = "" if problem else str(said), problem
    return done(request, row, level)


def show_gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody deleted the citation, and keep what was typed: it can be added again.

    Raises Http404 if there never was one.
    """
    last = Citation.history.filter(id=pk).first()
    if last is None:
        raise Http404(_("There is no such page."))
    prefix = f"words-{pk}-"
    typed = {
        name: request.POST[prefix + name]
        for name in CitationWordsForm.Meta.fields
        if prefix + name in request.POST
    }
    if typed:
        typed |= {"event": last.event_id, "source": last.source_id}
    context = {
        "title": _("Review a citation"),
        "pk": pk,
        "event": Event.objects.filter(pk=last.event_id).first(),
        "typed": typed.items(),
        "quote": typed.get("quote", ""),
        "reason": request.POST.get(f"reject-{pk}-reason", ""),
    }
    return answer(request, "gone.html", Filters.of(request.GET), context)


def reject_form(pk: int, data: Any = None) -> RejectForm:
    return RejectForm(data, prefix=f"reject-{pk}")


def row_or_404(request: HttpRequest, pk: int) -> Row:
    try:
        row = review_queue.row_of(pk, request.user)
    except Citation.DoesNotExist as error:
        raise Http404(_("There is no such page.")) from error
    row.reject_form = reject_form(pk)
    return row


def done(request: HttpRequest, row: Row, level: int) -> HttpResponse:
    """Answer to a step: htmx gets the row's page, a plain form goes back to the queue."""
    if request.headers.get("HX-Request"):
        return show_row(request, row)
    messages.add_message(
        request, level, f"“{row.citation.event.statement}”: {row.said or row.problem}"
    )
    anchor = f"#citation-{row.citation.pk}" if row.is_waiting else "#to-review"
    address = reverse("admin:review_queue") + Filters.of(request.GET).query() + anchor
    return HttpResponseRedirect(address)


def show_row(request: HttpRequest, row: Row) -> HttpResponse:
    filters = Filters.of(request.GET)
    title = _("Edit a citation") if row.form else _("Review a citation")
    context = {"title": title, "row": row}
    return answer(request, "one.html", filters, context)


def answer(
    request: HttpRequest, template: str, filters: Filters, context: dict[str, Any]
) -> HttpResponse:
    if "found" not in context:
        context["found"] = filters.narrow(review_queue.waiting(), request.user).count()
    waiting = ngettext("%d to review", "%d to review", context["found"]) % context["found"]
    shared = {
        **admin.site.each_context(request),
        "filters": filters,
        "query": filters.query(),
        "full_query": filters.query(**{review_queue.FROM_QUEUE: "1"}),
        "waiting": waiting,
        "reasons": REASONS,
        "may_edit": request.user.has_perm("tracker.change_citation"),
    }
    return render(request, f"admin/desk/review/{template}", shared | context)


DeskSite.pages += [
    Page("review/", show, "review_queue", gettext_lazy("Review"), "tracker.review_citation"),
    Page("review/<int:pk>/", one, "review_one"),
    Page("review/<int:pk>/edit/", edit, "review_edit"),
]
