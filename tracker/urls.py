from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.urls import include, path

from tracker.bundles import views as bundles
from tracker.desk.front import first_page
from tracker.reader import preview
from tracker.reader.views import STORY_PAGES
from tracker.shared import health

handler400 = "tracker.reader.errors.bad_request"
handler403 = "tracker.reader.errors.forbidden"
handler404 = "tracker.reader.errors.not_found"
handler500 = "tracker.reader.errors.server_error"


def at_desk(view: Callable[..., HttpResponse], *rights: str) -> Callable[..., HttpResponse]:
    """Let only people at the desk who have all `rights` enter `view`."""
    return admin.site.admin_view(permission_required(rights, raise_exception=True)(view))


# The same addresses as readers have, below another one.
previews = [
    path("", at_desk(preview.home, "tracker.see_draft"), name="home"),
    *(
        path(
            f"stories/<slug:slug>/{end}",
            at_desk(preview.of_story(name, show), "tracker.see_draft"),
            name=name,
        )
        for name, (end, show) in STORY_PAGES.items()
    ),
    path("events/<int:pk>/", at_desk(preview.event, "tracker.see_draft"), name="event"),
    path(
        "events/<int:pk>/sources/",
        at_desk(preview.sources, "tracker.see_draft"),
        name="sources",
    ),
    path("outlets/", at_desk(preview.outlets, "tracker.see_draft"), name="outlets"),
    path("outlets/<slug:slug>/", at_desk(preview.outlet, "tracker.see_draft"), name="outlet"),
    path("sources/", at_desk(preview.documents, "tracker.see_draft"), name="documents"),
    path("sources/<int:pk>/", at_desk(preview.source, "tracker.see_draft"), name="source"),
    path("method/", at_desk(preview.method, "tracker.see_draft"), name="method"),
]
transfers = [
    path(
        "import/",
        at_desk(bundles.take, "tracker.add_story", "tracker.record_change"),
        name="import",
    ),
    path(
        "import/<str:token>/",
        at_desk(bundles.upload, "tracker.add_story", "tracker.record_change"),
        name="upload",
    ),
    path(
        "<int:pk>/export/",
        at_desk(bundles.give, "tracker.view_story", "tracker.see_draft"),
        name="export",
    ),
]
urlpatterns = [
    path("", include("tracker.reader.urls")),
    # Before the admin's own addresses, the last of which takes all that are left.
    path("admin/preview/", include((previews, "preview"))),
    path("admin/tracker/story/", include((transfers, "bundles"))),
    # It keeps the name of the admin's own.
    path("admin/", admin.site.admin_view(first_page)),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
