from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.bundles.makers import REAL, bridge, small, take
from tests.makers import make_user
from tracker.bundles import views
from tracker.bundles.views import packed, unpacked
from tracker.stories.events import Event
from tracker.stories.models import Story

PAGE = "/admin/tracker/story/import/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(make_user(group="Editors", username="ada"))
    return client


def upload(client: Client, content: Any, **data: str) -> Any:
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    return client.post(PAGE, {"file": SimpleUploadedFile("b.json", content), **data})


def go_on(client: Client, checked: Any, **data: str) -> Any:
    """Press Import on the page that shows what was found."""
    return client.post(PAGE, {"_import": "1", "content": checked.context["content"], **data})


def test_a_bundle_is_checked_first_and_then_imported(editor: Client) -> None:
    checked = upload(editor, small())
    assert "It would add: 1 story, 3 outlets" in checked.content.decode()
    assert not Story.objects.exists()
    done = go_on(editor, checked)
    assert done.url == reverse("admin:tracker_story_change", args=[bridge().pk])
    assert bridge().publication == "draft"
    assert bridge().changes.first().recorded_by == "ada"
    assert "Imported: 1 story" in editor.get(done.url).content.decode()


def test_a_new_story_is_published_at_once_if_that_was_asked_for(editor: Client) -> None:
    checked = upload(editor, small(), publish="1")
    assert 'name="publish" value="1"' in checked.content.decode()
    go_on(editor, checked, publish="1")
    assert bridge().is_published


def test_a_file_that_is_chosen_again_is_checked_again(editor: Client) -> None:
    assert upload(editor, small(), _import="1").status_code == 200
    assert not Story.objects.exists()


def test_all_problems_are_listed_with_their_places(editor: Client) -> None:
    bundle = small()
    bundle["citations"][0]["event"] = "nowhere"
    bundle["events"][1]["kind"] = "<b>"
    page = upload(editor, bundle)
    assert page.status_code == 422
    text = page.content.decode()
    assert "problems in b.json" in text
    assert "<code>citations[0].event</code>" in text
    assert "<code>events[1].kind</code>" in text
    assert "<b>" not in text.partition("flaws-title")[2].partition("</section>")[0]
    assert "content" not in page.context
    assert not Story.objects.exists()


def test_what_became_wrong_since_the_check_is_refused(editor: Client) -> None:
    checked = upload(editor, small())
    other = small()
    other["story"]["time_zone"] = "Asia/Shanghai"
    other["events"][0]["kind"] = "prediction"
    other["events"][0].pop("date")
    other["changes"] = []
    other["story"].pop("pivot")
    take(other)
    assert go_on(editor, checked).status_code == 422


def test_a_bundle_with_nothing_new_says_so(editor: Client) -> None:
    take(small())
    page = upload(editor, small())
    assert "Nothing in it is new." in page.content.decode()
    assert b'name="_import"' not in page.content


def test_too_big_a_file_is_refused_in_a_sentence(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_BYTES", 100)
    page = upload(editor, small())
    assert page.status_code == 422
    assert "import_story" in page.content.decode()


@pytest.mark.parametrize("content", ["", "%%%", "bm8=", packed(b"{}" * 90)[:-8], "é"])
def test_what_did_not_arrive_whole_is_asked_for_again(editor: Client, content: str) -> None:
    page = editor.post(PAGE, {"_import": "1", "content": content})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()


def test_a_file_comes_back_byte_for_byte_and_never_bigger_than_allowed() -> None:
    content = REAL.read_bytes()
    assert unpacked(packed(content)) == content
    with pytest.raises(ValueError, match="whole"):
        unpacked(packed(b" " * (views.MOST_BYTES + 1)))


@pytest.mark.parametrize("group", ["Moderators", ""])
def test_only_who_may_record_imports(group: str) -> None:
    client = Client()
    client.force_login(make_user(group=group))
    assert client.get(PAGE).status_code == 403
    assert upload(client, small()).status_code == 403
    assert not Story.objects.exists()


def test_a_story_is_downloaded_whole_or_as_of_a_day(editor: Client) -> None:
    take(small())
    Story.objects.update(working_notes="ask the city")
    Event.objects.update(working_notes="ask the city")
    address = f"/admin/tracker/story/{bridge().pk}/export/"
    assert b"Download" in editor.get(address).content
    whole = editor.get(address, {"as_of": ""})
    assert whole["Content-Disposition"] == 'attachment; filename="bridge.json"'
    assert len(json.loads(whole.content)["events"]) == 2
    past = editor.get(address, {"as_of": "10 April 2026"})
    assert 'filename="bridge-2026-04-10.json"' in past["Content-Disposition"]
    assert [e["id"] for e in json.loads(past.content)["events"]] == ["p-may"]
    for answer in (whole, past):
        assert b"ask the city" not in answer.content
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("day", ["soon or later", "1999-01-01"])
def test_a_day_that_gives_nothing_is_kept_and_explained(editor: Client, day: str) -> None:
    take(small())
    page = editor.get(f"/admin/tracker/story/{bridge().pk}/export/", {"as_of": day})
    assert page.status_code == 400
    assert f'value="{day}"' in page.content.decode()


def test_the_lists_and_forms_lead_there_for_who_may(editor: Client) -> None:
    take(small())
    moderator = Client()
    moderator.force_login(make_user(group="Moderators"))
    stories = reverse("admin:tracker_story_changelist")
    form = reverse("admin:tracker_story_change", args=[bridge().pk])
    assert PAGE in editor.get(stories).content.decode()
    assert PAGE not in moderator.get(stories).content.decode()
    for client in (editor, moderator):
        assert "/export/" in client.get(form).content.decode()
