"""Stands in for the reader's pages as long as these are not here."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path

from tracker.urls import urlpatterns as own

pages = [
    path("stories/<slug:slug>/", lambda _request, slug: HttpResponse(slug), name="story"),
    path("events/<int:pk>/", lambda _request, pk: HttpResponse(pk), name="event"),
]
urlpatterns = [*own, path("", include((pages, "reader")))]
