from __future__ import annotations

from django.contrib import admin
from django.urls import path

from tracker.shared import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
