"""Bundles in and out at the desk: the same checks and reports as the commands."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.bundles.exporting import export_story
from tracker.bundles.flaws import Report
from tracker.bundles.jobs import AT_WORK, CHECKED, CHECKING, IMPORTING, Job, State, waiting
from tracker.bundles.past import NothingKnown, export_story_as_of
from tracker.dates.edtf import UnclearDate
from tracker.dates.reading import read_day
from tracker.stories.models import Story

LONGEST_NAME = 200


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take a bundle; the page that follows shows how its check goes."""
    if request.method != "POST":
        return show(request)
    upload = request.FILES.get("file")
    if upload is None:
        return show(request, problem=_("Choose a file first."))
    if upload.size > settings.TRACKER_IMPORT_MB * 1024**2:
        message = _(
            "“%(name)s” has %(size).1f MB; at most %(most)d MB can be sent here. Use the "
            "command import_story for it."
        )
        size = upload.size / 1024**2
        values = {"name": upload.name, "size": size, "most": settings.TRACKER_IMPORT_MB}
        return show(request, problem=message % values)
    state = State(
        name=upload.name[:LONGEST_NAME],
        sent_by=request.user.get_username(),
        sender=request.user.pk,
        publish="publish" in request.POST,
    )
    job = Job.new(upload.chunks(), state)
    job.start(CHECKING)
    return HttpResponseRedirect(reverse("bundles:upload", args=[job.token]))


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """Show how far the check or the import of an upload is, or what it found; import it."""
    job = Job.find(token)
    if job is None:
        raise Http404(_("There is no such page."))
    # Asked first: work that ends in between has left its last state then.
    is_at_work = job.is_at_work()
    state = job.read()
    if request.method == "POST" and "_import" in request.POST:
        if not is_for_another(request, state):
            job.start(IMPORTING, by=request.user.get_username())
        return HttpResponseRedirect(request.path)
    context = {
        **admin.site.each_context(request),
        "title": _("Import a bundle"),
        "state": state,
        "is_at_work": is_at_work,
        "has_stopped": state.step in AT_WORK and not is_at_work,
        "counted": counted(state.report) if state.report else "",
        "is_for_another": is_for_another(request, state),
        "story": Story.objects.filter(slug=state.report.slug).first() if state.report else None,
    }
    return render(request, "bundles/upload.html", context)


# It is asked for again and again, which is no use of the desk to be noted; nor could it be,
# while the import holds the database.
upload.only_watches = True


def is_for_another(request: HttpRequest, state: State) -> bool:
    """Tell whether somebody else has to import it: nobody accepts their own words."""
    is_new = state.report and state.report.added.get("citations")
    is_own = state.sender == request.user.pk
    return bool(settings.TRACKER_FOUR_EYES and state.step == CHECKED and is_new and is_own)


def counted(report: Report) -> str:
    return ", ".join(f"{count} {name}" for name, count in report.added.items() if count)


def show(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Import a bundle"),
        "most_megabytes": settings.TRACKER_IMPORT_MB,
        "waiting": [(job.token, state) for job, state in waiting()],
        "problem": problem,
    }
    return render(request, "bundles/import.html", context, status=422 if problem else 200)


@require_safe
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the bundle of a story, whole or as of a day; without `as_of` ask for the day."""
    story = get_object_or_404(Story, pk=pk)
    if "as_of" not in request.GET:
        return ask_for_day(request, story)
    text = request.GET["as_of"].strip()
    try:
        content, name = bundle_of(story, text)
    except (UnclearDate, NothingKnown) as error:
        return ask_for_day(request, story, as_of=text, problem=str(error))
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def bundle_of(story: Story, as_of: str) -> tuple[bytes, str]:
    """Return the bundle and a name for its file; raises UnclearDate and NothingKnown."""
    if not as_of:
        return export_story(story), story.slug
    today = timezone.localdate(timezone=story.zone)
    day = min(read_day(as_of, today=today), today)
    return export_story_as_of(story, day), f"{story.slug}-{day}"


def ask_for_day(request: HttpRequest, story: Story, **found: Any) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Export as a bundle"),
        "subtitle": str(story),
        "story": story,
        **found,
    }
    status = 400 if found.get("problem") else 200
    return render(request, "bundles/export.html", context, status=status)
