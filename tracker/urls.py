from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from tracker.desk.front import first_page
from tracker.shared import health

handler400 = "tracker.reader.errors.bad_request"
handler403 = "tracker.reader.errors.forbidden"
handler404 = "tracker.reader.errors.not_found"
handler500 = "tracker.reader.errors.server_error"
urlpatterns = [
    path("", include("tracker.reader.urls")),
    # Before the admin's own, whose name it keeps.
    path("admin/", admin.site.admin_view(first_page)),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
