from __future__ import annotations

from django.urls import path

from tracker.reader import views

app_name = "reader"
urlpatterns = [
    path("", views.home, name="home"),
    *(
        path(f"stories/<slug:slug>/{end}", views.of_story(name, show), name=name)
        for name, (end, show) in views.STORY_PAGES.items()
    ),
    path("events/<int:pk>/", views.event, name="event"),
    path("events/<int:pk>/sources/", views.sources, name="sources"),
    path("changes/", views.changes, name="changes"),
    path("method/", views.method, name="method"),
]
