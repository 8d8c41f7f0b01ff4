from __future__ import annotations

from django.urls import path

from tracker.reader import outlet_views, picture_views, search_views, views

app_name = "reader"
urlpatterns = [
    path("", views.home, name="home"),
    *(
        path(f"stories/<slug:slug>/{end}", views.of_story(name, show), name=name)
        for name, (end, show) in views.STORY_PAGES.items()
    ),
    path(
        "stories/<slug:slug>/picture.png",
        views.of_story("story_picture", picture_views.show_story_picture),
        name="story_picture",
    ),
    path(
        "events/<int:pk>/picture.png",
        views.of_event("event_picture", picture_views.show_event_picture),
        name="event_picture",
    ),
    path("picture.png", picture_views.site, name="picture"),
    path("events/<int:pk>/", views.of_event("event", views.show_event), name="event"),
    path(
        "events/<int:pk>/sources/",
        views.of_event("sources", views.show_sources),
        name="sources",
    ),
    path("outlets/", outlet_views.outlets, name="outlets"),
    path("outlets/<slug:slug>/", outlet_views.outlet, name="outlet"),
    path("sources/", views.documents, name="documents"),
    path("sources/<int:pk>/", views.source, name="source"),
    path("search/", search_views.search, name="search"),
    path("changes/", views.changes, name="changes"),
    path("method/", views.method, name="method"),
]
