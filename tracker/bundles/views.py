"""Bundles in and out at the desk: the same checks and reports as the commands."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.bundles.exporting import export_story
from tracker.bundles.flaws import BundleRefused, Report
from tracker.bundles.importing import import_bundle
from tracker.bundles.past import NothingKnown, export_story_as_of
from tracker.dates.edtf import UnclearDate
from tracker.dates.reading import read_day
from tracker.stories.models import Story

# Ten times the built-in story. Writing so much takes some ten seconds, well below the time
# after which the web server gives up on a request.
MOST_BYTES = 2 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Check an uploaded bundle; import it once somebody has seen what it would add."""
    if request.method != "POST":
        return show(request)
    is_import = "_import" in request.POST
    upload = request.FILES.get("file")
    try:
        # A file that was chosen since the check is another one, and is checked first.
        content = upload_of(upload) if upload else unpacked(request.POST.get("content", ""))
    except ValueError as error:
        return show(request, problem=str(error))
    name = upload.name if upload else request.POST.get("name", "")
    dry_run = upload is not None or not is_import
    publish = "publish" in request.POST
    try:
        report = import_bundle(
            content, by=request.user.get_username(), publish=publish, dry_run=dry_run
        )
    except BundleRefused as refused:
        return show(request, name=name, flaws=refused.flaws)
    if dry_run:
        return show(request, name=name, report=report, content=packed(content), publish=publish)
    return imported(request, report)


def imported(request: HttpRequest, report: Report) -> HttpResponse:
    """Lead to the story, with what has been added."""
    story = Story.objects.get(slug=report.slug)
    if report.changes_nothing:
        messages.info(request, _("The bundle had nothing new."))
    else:
        messages.success(request, _("Imported: %s.") % counted(report))
    for flaw in [*report.warnings, *report.kept]:
        messages.warning(request, str(flaw))
    return HttpResponseRedirect(reverse("admin:tracker_story_change", args=[story.pk]))


def counted(report: Report) -> str:
    return ", ".join(f"{count} {name}" for name, count in report.added.items() if count)


def upload_of(upload: Any) -> bytes:
    """Return the bytes of a file; raises ValueError, in words for people, if it is too big."""
    if upload.size > MOST_BYTES:
        message = _(
            "“%(name)s” has %(size).1f MB; at most %(most)d MB can be sent here. Use the "
            "command import_story for it."
        )
        values = {"name": upload.name, "size": upload.size / 1024**2, "most": MOST_BYTES >> 20}
        raise ValueError(message % values)
    return upload.read()


def packed(content: bytes) -> str:
    """Return `content` as the page carries it from the check to the import."""
    return base64.b64encode(zlib.compress(content)).decode()


def unpacked(text: str) -> bytes:
    """Return what `packed` was given; raises ValueError, in words for people."""
    if not text:
        raise ValueError(_("Choose a file first."))
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(base64.b64decode(text, validate=True), MOST_BYTES)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise ValueError(_("The file did not arrive whole. Choose it again.")) from error
    if not unpacker.eof:
        raise ValueError(_("The file did not arrive whole. Choose it again."))
    return content


def show(request: HttpRequest, **found: Any) -> HttpResponse:
    """Show the page; `found` is what the check said: problem, or flaws, or report."""
    report = found.get("report")
    context = {
        **admin.site.each_context(request),
        "title": _("Import a bundle"),
        "most_megabytes": MOST_BYTES >> 20,
        "counted": counted(report) if report else "",
        **found,
    }
    status = 422 if found.get("problem") or found.get("flaws") else 200
    return render(request, "bundles/import.html", context, status=status)


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
