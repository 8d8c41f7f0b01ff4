"""What is on file in other words is shown before it is saved again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.forms import errors_of, send
from tests.makers import make_event, make_outlet, make_source, make_story, make_user
from tracker.desk.alike import events_like
from tracker.sources.models import Source
from tracker.stories.events import Event

ADD = "/admin/tracker/event/add/"
SIMILAR = "/admin/tracker/event/similar/"
SAID = "DeepSeek V4 will be released in April"
AGAIN = "V4 of DeepSeek is released in late April"


def form_of(event: Event) -> str:
    return reverse("admin:tracker_event_change", args=[event.pk])


def test_a_new_event_that_says_what_one_says_is_told_first(editor: Client) -> None:
    event = make_event(statement=SAID)
    words = {"story": event.story_id, "kind": "prediction", "statement": AGAIN}
    response = send(editor, ADD, **words, detail="Kept as typed", _continue="1")
    page = response.content.decode()
    assert "1 event says something similar." in errors_of(response)
    assert f'<a href="{form_of(event)}" target="_blank">{SAID}</a>' in page
    assert "Kept as typed" in page
    assert 'name="_all_the_same" value="_continue"' in page
    assert f'name="alike_seen" value="{event.pk}"' in page
    assert Event.objects.count() == 1


def test_it_is_saved_all_the_same_and_goes_on_as_first_asked(editor: Client) -> None:
    event = make_event(statement=SAID)
    words = {"story": event.story_id, "kind": "prediction", "statement": AGAIN}
    seen = {"_all_the_same": "_continue", "alike_seen": event.pk}
    response = send(editor, ADD, **words, **seen)
    assert response.headers["Location"] == form_of(Event.objects.get(statement=AGAIN))


def test_what_came_up_only_now_is_told_again(editor: Client) -> None:
    event = make_event(statement=SAID)
    make_event(story=event.story, statement="DeepSeek V4: release in April")
    words = {"story": event.story_id, "kind": "prediction", "statement": AGAIN}
    seen = {"_all_the_same": "_save", "alike_seen": event.pk}
    response = send(editor, ADD, **words, **seen)
    assert "2 events say something similar." in errors_of(response)


def test_an_event_whose_statement_stays_is_not_held_up(editor: Client) -> None:
    one = make_event(statement=SAID)
    other = make_event(story=one.story, statement=AGAIN)
    assert send(editor, form_of(other), detail="More").status_code == 302
    assert send(editor, form_of(other), statement=SAID).status_code == 200


def test_the_same_statement_in_another_story_holds_nobody_up(editor: Client) -> None:
    make_event(statement=SAID)
    words = {"story": make_story().pk, "kind": "prediction", "statement": AGAIN}
    assert send(editor, ADD, **words).status_code == 302


def test_a_source_with_a_like_title_is_told_in_chinese_too(editor: Client) -> None:
    make_source(title="DeepSeek V4将于四月发布")
    words = {"outlet": make_outlet().pk, "title": "DeepSeek将在四月发布V4", "published": "2026"}
    address = "/admin/tracker/source/add/"
    response = send(editor, address, **words)
    assert "1 source has a similar title." in errors_of(response)
    seen = {"_all_the_same": "_save", "alike_seen": Source.objects.get().pk}
    assert send(editor, address, **words, **seen).status_code == 302


def test_the_page_of_similar_rows_lists_them_nearest_first(editor: Client) -> None:
    story = make_story()
    near = make_event(story=story, statement=SAID)
    far = make_event(story=story, statement="DeepSeek V4 will be released in April by Huawei")
    make_event(story=story, statement="Nvidia shares fall")
    response = editor.get(SIMILAR, {"statement": SAID, "story": story.pk})
    assert [row for row, _, _ in response.context["found"]] == [near, far]
    response = editor.get(SIMILAR, {"statement": SAID, "story": story.pk, "without": near.pk})
    assert [row for row, _, _ in response.context["found"]] == [far]


def test_the_page_lists_five_and_counts_the_rest(editor: Client) -> None:
    story = make_story()
    for _ in range(7):
        make_event(story=story, statement=SAID)
    page = editor.get(SIMILAR, {"statement": SAID}).content.decode()
    assert "7 events say something similar." in page
    assert page.count(f">{SAID}</a>") == 5
    assert "and 2 more" in page


@pytest.mark.parametrize(
    "query", ["", "?statement=%00", "?statement=x&story=x&without=" + "9" * 40]
)
def test_nonsense_is_answered_with_nothing_similar(editor: Client, query: str) -> None:
    assert "Nothing on file" in editor.get(SIMILAR + query).content.decode()


def test_markup_in_what_is_typed_stays_text(editor: Client) -> None:
    make_event(statement="<b>Bold</b> claim")
    page = editor.get(SIMILAR, {"statement": "<b>Bold</b> claim"}).content.decode()
    assert "<b>" not in page
    assert page.count("&lt;b&gt;Bold&lt;/b&gt; claim") == 2


def test_who_may_not_see_events_is_told_nothing(client: Client, db: None) -> None:
    client.force_login(make_user())
    assert client.get(SIMILAR, {"statement": SAID}).status_code == 403


@pytest.mark.django_db
def test_ten_thousand_events_are_searched_by_one_query() -> None:
    story = make_story()
    Event.objects.bulk_create(
        Event(story=story, key=f"many-{number}", kind="prediction", statement=f"Claim {number}")
        for number in range(10_000)
    )
    wanted = make_event(story=story, statement=SAID)
    with CaptureQueriesContext(connection) as captured:
        assert events_like(AGAIN, story=story.pk) == [wanted.pk]
    assert len(captured) == 1


def test_a_statement_in_traditional_characters_is_found_by_one_in_simplified(
    db: None,
) -> None:
    event = make_event(statement="華為昇騰晶片將用於訓練V4")
    make_event(statement="英偉達股價在報導後下跌")
    assert events_like("V4的训练将使用华为昇腾晶片") == [event.pk]
    simple = make_event(statement="寒武纪适配DeepSeek")
    assert events_like("寒武紀適配DeepSeek") == [simple.pk]
