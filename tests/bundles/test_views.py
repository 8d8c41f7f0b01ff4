from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.bundles.makers import bridge, small, take
from tests.makers import make_user
from tracker.bundles.jobs import CHECKING, IMPORTING, Job, State, clear_old, waiting
from tracker.evidence.models import Citation
from tracker.stories.events import Event
from tracker.stories.models import Story

PAGE = "/admin/tracker/story/import/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.IMPORTS_DIR = tmp_path / "imports"
    return settings.IMPORTS_DIR


def signed_in(group: str = "Editors", username: str = "ada") -> Client:
    client = Client()
    client.user = make_user(group=group, username=username)
    client.force_login(client.user)
    return client


@pytest.fixture
def editor() -> Client:
    return signed_in()


def checked(client: Client, content: Any, *, publish: bool = False) -> Job:
    """Return an upload of `client` whose check has ended."""
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    state = State(
        name="b.json",
        sent_by=client.user.get_username(),
        sender=client.user.pk,
        publish=publish,
    )
    job = Job.new([content[:50], content[50:]], state)
    job.work()
    return job


def imported(job: Job, *, by: str) -> None:
    """Do what the process does that the button Import starts."""
    job.write(replace(job.read(), step=IMPORTING, imported_by=by))
    job.work()


def page_of(client: Client, job: Job) -> str:
    response = client.get(f"{PAGE}{job.token}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_bundle_is_checked_first_and_then_imported(editor: Client) -> None:
    job = checked(editor, small())
    page = page_of(editor, job)
    assert "It would add: 1 story, 3 outlets" in page
    assert "The story will be a draft." in page
    assert not Story.objects.exists()
    imported(job, by="ada")
    page = page_of(editor, job)
    assert "Imported: 1 story" in page
    assert reverse("admin:tracker_story_change", args=[bridge().pk]) in page
    assert bridge().publication == "draft"
    assert bridge().changes.first().recorded_by == "ada"


def test_a_new_story_is_published_at_once_if_that_was_asked_for(editor: Client) -> None:
    job = checked(editor, small(), publish=True)
    assert "The story will be on the site at once." in page_of(editor, job)
    imported(job, by="ada")
    assert bridge().is_published


def test_all_problems_are_listed_with_their_places(editor: Client) -> None:
    bundle = small()
    bundle["citations"][0]["event"] = "nowhere"
    bundle["events"][1]["kind"] = "<b>"
    job = checked(editor, bundle)
    text = page_of(editor, job)
    assert "problems in b.json" in text
    assert "<code>citations[0].event</code>" in text
    assert "<code>events[1].kind</code>" in text
    assert "<b>" not in text.partition("upload-title")[2].partition("</section>")[0]
    assert 'name="_import"' not in text
    assert not job.file.exists()
    assert not Story.objects.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_bundle_at_all_is_refused_too(editor: Client, content: bytes) -> None:
    assert "Nothing has been imported." in page_of(editor, checked(editor, content))


def test_what_became_wrong_since_the_check_is_refused(editor: Client) -> None:
    job = checked(editor, small())
    other = small()
    other["story"]["time_zone"] = "Asia/Shanghai"
    other["events"][0]["kind"] = "prediction"
    other["events"][0].pop("date")
    other["changes"] = []
    other["story"].pop("pivot")
    take(other)
    imported(job, by="ada")
    assert "Nothing has been imported." in page_of(editor, job)


def test_a_bundle_with_nothing_new_says_so(editor: Client) -> None:
    take(small())
    page = page_of(editor, checked(editor, small()))
    assert "Nothing in it is new." in page
    assert 'name="_import"' not in page


def test_warnings_and_what_is_kept_are_listed_before_and_after(editor: Client) -> None:
    take(small())
    other = small()
    other["events"][0]["statement"] = "It opened"
    other["outlets"].append(small()["outlets"][0] | {"id": "fourth", "domain": "d.example"})
    job = checked(editor, other)
    assert "Where the record is kept as it is" in page_of(editor, job)
    imported(job, by="ada")
    assert "Where the record is kept as it is" in page_of(editor, job)


def test_too_big_a_file_is_refused_in_a_sentence(editor: Client, settings: Any) -> None:
    settings.TRACKER_IMPORT_MB = 1
    file = SimpleUploadedFile("b.json", b" " * (1024**2 + 1))
    page = editor.post(PAGE, {"file": file})
    assert page.status_code == 422
    assert "import_story" in page.content.decode()
    assert editor.post(PAGE, {}).status_code == 422
    assert waiting() == []


@pytest.mark.parametrize("group", ["Moderators", ""])
def test_only_who_may_record_imports(editor: Client, group: str) -> None:
    job = checked(editor, small())
    client = signed_in(group, "bob")
    assert client.get(PAGE).status_code == 403
    file = SimpleUploadedFile("b.json", b"{}")
    assert client.post(PAGE, {"file": file}).status_code == 403
    address = f"{PAGE}{job.token}/"
    assert client.get(address).status_code == 403
    assert client.post(address, {"_import": "1"}).status_code == 403
    assert job.read().step == "checked"
    assert len(waiting()) == 1


@pytest.mark.parametrize("token", ["x", "." * 22, "a" * 22, "a" * 23, "%2e%2e"])
def test_an_upload_that_there_is_not_is_not_found(editor: Client, token: str) -> None:
    assert editor.get(f"{PAGE}{token}/").status_code == 404


def test_how_far_it_is_shows_while_it_is_at_work(editor: Client) -> None:
    job = checked(editor, small())
    steps = [(CHECKING, 0, "Checking"), (IMPORTING, 500, "Writing: 500 of 2000")]
    for step, count, said in steps:
        job.write(replace(job.read(), step=step, count=count, total=4 * count))
        lock = job.lock()
        page = page_of(editor, job)
        assert said in page
        # With script a part is asked for again, without it the page.
        assert 'http-equiv="refresh"' in page.partition("<noscript>")[2].partition("</")[0]
        assert f'hx-get="{PAGE}{job.token}/"' in page
        os.close(lock)
    page = page_of(editor, job)
    assert "stopped before its end. Nothing has been written." in page
    assert 'http-equiv="refresh"' not in page


def test_following_it_is_no_use_that_is_noted(editor: Client) -> None:
    job = checked(editor, small())
    page_of(editor, job)
    assert "used_at" not in editor.session
    editor.get(PAGE)
    assert "used_at" in editor.session


def test_what_is_not_finished_is_listed_and_old_uploads_go(editor: Client) -> None:
    job = checked(editor, small())
    assert f"{PAGE}{job.token}/" in editor.get(PAGE).content.decode()
    clear_old()
    assert job.file.exists()
    os.utime(job.state_file, (0, 0))
    clear_old()
    assert not job.folder.exists()
    assert job.token not in editor.get(PAGE).content.decode()


class TestFourEyes:
    @pytest.fixture(autouse=True)
    def four_eyes(self, settings: Any) -> None:
        settings.TRACKER_FOUR_EYES = True

    def test_nobody_imports_citations_of_their_own(self, editor: Client) -> None:
        job = checked(editor, small())
        page = page_of(editor, job)
        assert "somebody else has to import it" in page
        assert 'name="_import"' not in page
        editor.post(f"{PAGE}{job.token}/", {"_import": "1"})
        assert job.read().step == "checked"
        assert not Story.objects.exists()

    def test_somebody_else_does_and_the_words_stay_the_senders(self, editor: Client) -> None:
        job = checked(editor, small())
        other = signed_in(username="bob")
        assert 'name="_import"' in page_of(other, job)
        imported(job, by="bob")
        citation = Citation.objects.first()
        said = [*citation.reviews.order_by("id").values_list("state", "reviewed_by")]
        assert said == [("proposed", "ada"), ("accepted", "bob")]
        Citation.objects.update(review="proposed")
        chosen = {"action": "accept", "_selected_action": [citation.pk]}
        for client, state in [(editor, "proposed"), (other, "accepted")]:
            client.post("/admin/tracker/citation/", chosen)
            citation.refresh_from_db()
            assert citation.review == state

    def test_what_brings_no_citation_needs_nobody_else(self, editor: Client) -> None:
        bundle = small()
        bundle |= {"citations": [], "changes": []}
        del bundle["story"]["pivot"]
        assert 'name="_import"' in page_of(editor, checked(editor, bundle))


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
    moderator = signed_in("Moderators", "bob")
    stories = reverse("admin:tracker_story_changelist")
    form = reverse("admin:tracker_story_change", args=[bridge().pk])
    assert PAGE in editor.get(stories).content.decode()
    assert PAGE not in moderator.get(stories).content.decode()
    for client in (editor, moderator):
        assert "/export/" in client.get(form).content.decode()
