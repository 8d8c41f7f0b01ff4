from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.forms import send
from tests.makers import make_citation, make_event, make_known, make_source, make_story
from tracker.evidence.models import ReviewState
from tracker.evidence.readiness import lacks_of
from tracker.stories.models import Story


def make_ready() -> Story:
    story = make_story(publication="draft", summary="It opened.")
    make_known(story=story)
    return story


def page_of(story: Story) -> str:
    return reverse("admin:tracker_story_publication", args=[story.pk])


def published(story: Story) -> bool:
    return Story.objects.published().filter(pk=story.pk).exists()


def keys(story: Story) -> dict[str, bool]:
    return {lack.key: lack.is_error for lack in lacks_of(story)}


def test_an_empty_story_lacks_a_summary_and_events_and_may_do_without_a_pivot(db: None) -> None:
    assert keys(make_story()) == {"summary": True, "events": True, "pivot": False}


@pytest.mark.behind_the_desk
def test_each_thing_that_is_missing_is_named_once(db: None) -> None:
    story = make_ready()
    bare = make_known(story=story)
    bare.citations.update(review=ReviewState.REJECTED)
    story.pivot = make_event(story=story)
    make_citation(event=story.pivot, review=ReviewState.PROPOSED)
    make_citation(event=story.pivot, source=make_source(url="https://a.example/1"))
    assert keys(story) == {
        "uncited": True,
        "pivot": False,
        "drafts": False,
        "proposed": False,
        "without_address": False,
        "without_copy": False,
    }


def test_nothing_is_missing_from_a_story_that_is_whole(db: None) -> None:
    story = make_ready()
    story.pivot = story.events.get()
    source = story.pivot.citations.get().source
    source.url, source.archive_url = "https://a.example/1", "https://archive.example/1"
    source.save()
    assert lacks_of(story) == []


def test_an_editor_publishes_a_story_and_takes_it_off_again(editor: Client) -> None:
    story = make_ready()
    editor.post(page_of(story), {"publication": "published"})
    assert published(story)
    assert editor.get(story.get_absolute_url()).status_code == 200
    editor.post(page_of(story), {"publication": "draft"})
    assert not published(story)
    assert editor.user.logentry_set.count() == 2


def test_what_lacks_something_needed_is_not_published(editor: Client) -> None:
    story = make_story(publication="draft")
    assert b'value="Publish"' not in editor.get(page_of(story)).content
    response = editor.post(page_of(story), {"publication": "published"})
    assert response.status_code == 422
    assert "It has no summary." in response.content.decode()
    assert not published(story)


def test_moderators_and_strangers_publish_nothing(moderator: Client, client: Client) -> None:
    story = make_ready()
    assert moderator.post(page_of(story), {"publication": "published"}).status_code == 403
    assert client.post(page_of(story), {"publication": "published"}).status_code == 302
    assert not published(story)


def test_the_form_of_a_story_shows_what_is_missing(editor: Client, moderator: Client) -> None:
    address = reverse("admin:tracker_story_change", args=[make_story().pk])
    for client in (editor, moderator):
        assert "It has no summary." in client.get(address).content.decode()


def test_saving_words_does_not_undo_what_was_published_meanwhile(editor: Client) -> None:
    story = make_ready()
    address = reverse("admin:tracker_story_change", args=[story.pk])
    send(editor, address, title="Reworded", publication="published")
    story.refresh_from_db()
    assert (story.title, story.publication) == ("Reworded", "draft")


@pytest.mark.behind_the_desk
def test_every_place_that_the_list_leads_to_is_there(editor: Client) -> None:
    story = make_ready()
    make_known(story=story).citations.update(review=ReviewState.PROPOSED)
    make_citation(event=make_event(story=story), source=make_source(url="https://a.example/1"))
    items = editor.get(page_of(story)).context["lacks"]
    places = [item.url for item in items if item.url]
    assert len(places) == 5
    for place in places:
        response = editor.get(place)
        assert response.status_code == 200, place
        assert response.context["cl"].result_count > 0, place


def test_the_list_takes_as_many_queries_for_many_events_as_for_few(editor: Client) -> None:
    story = make_ready()

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            lacks_of(story)
        return len(captured)

    few = cost()
    for _ in range(20):
        make_citation(event=make_event(story=story))
    assert cost() == few <= 5


@pytest.mark.parametrize("model", ["story", "event"])
def test_working_notes_are_for_who_may_read_drafts(
    editor: Client, login: Any, model: str
) -> None:
    story = make_story(working_notes="ask the city")
    event = make_event(story=story, working_notes="ask the city")
    address = reverse(
        f"admin:tracker_{model}_change", args=[story.pk if model == "story" else event.pk]
    )
    assert "ask the city" in editor.get(address).content.decode()
    guest = login("")
    guest.user.user_permissions.set(Permission.objects.filter(codename=f"view_{model}"))
    response = guest.get(address)
    assert response.status_code == 200
    assert "ask the city" not in response.content.decode()


def test_a_new_story_leads_on_to_its_events(editor: Client) -> None:
    typed = {"title": "A launch", "slug": "a-launch", "language": "en", "_save": "1"}
    page = editor.post(reverse("admin:tracker_story_add"), typed, follow=True)
    story = Story.objects.get(slug="a-launch")
    link = f'<a href="{reverse("admin:tracker_event_add")}?story={story.pk}">Add its events</a>'
    assert link in page.content.decode()
