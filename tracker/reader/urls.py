from __future__ import annotations

from django.urls import path

from tracker.reader import views

app_name = "reader"
urlpatterns = [
    path("", views.home, name="home"),
    path("stories/<slug:slug>/", views.of_story("story", views.show_story), name="story"),
    path(
        "stories/<slug:slug>/predictions/",
        views.of_story("predictions", views.show_predictions),
        name="predictions",
    ),
    path("events/<int:pk>/", views.event, name="event"),
    path("events/<int:pk>/sources/", views.sources, name="sources"),
    path("method/", views.method, name="method"),
]
