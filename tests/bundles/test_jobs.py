"""Uploads from the browser's request to the end of the process that works on them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from benchmarks.large_story import bundle
from tests.at_once import at_once
from tests.bundles.makers import small
from tests.makers import make_user
from tracker.bundles import importing
from tracker.bundles.flaws import BundleRefused
from tracker.bundles.importing import import_bundle
from tracker.bundles.jobs import Job
from tracker.ledger.verify import faults
from tracker.stories.models import Story

PAGE = "/admin/tracker/story/import/"


@pytest.fixture
def editor(shared_database: None, settings: Any, tmp_path: Path) -> Client:
    settings.IMPORTS_DIR = tmp_path / "imports"
    client = Client()
    client.force_login(make_user(group="Editors", username="ada"))
    return client


def send(client: Client, content: dict[str, Any]) -> Job:
    file = SimpleUploadedFile("b.json", json.dumps(content).encode())
    response = client.post(PAGE, {"file": file})
    assert response.status_code == 302
    return Job.find(response.url.removeprefix(PAGE).strip("/"))


def ended(job: Job, *, seconds: float = 120) -> str:
    """Wait until nobody works on `job`; return the step that it has come to."""
    until = time.monotonic() + seconds
    while job.is_at_work():
        assert time.monotonic() < until, job.read()
        time.sleep(0.05)
    return job.read().step


def test_a_file_is_checked_and_imported_by_processes_of_their_own(editor: Client) -> None:
    job = send(editor, small())
    assert "Checking" in editor.get(f"{PAGE}{job.token}/").content.decode()
    assert ended(job) == "checked"
    assert not Story.objects.exists()
    # Whoever presses twice imports once.
    for _ in range(2):
        assert editor.post(f"{PAGE}{job.token}/", {"_import": "1"}).status_code == 302
    assert ended(job) == "imported"
    assert "Imported: 1 story" in editor.get(f"{PAGE}{job.token}/").content.decode()
    assert faults(Story.objects.get()) == []
    editor.post(f"{PAGE}{job.token}/", {"_import": "1"})
    assert not job.is_at_work()


def test_a_broken_file_is_refused(editor: Client) -> None:
    job = send(editor, small() | {"citations": [{"id": "c1"}]})
    assert ended(job) == "refused"
    assert "citations[0]" in editor.get(f"{PAGE}{job.token}/").content.decode()


def test_a_process_that_is_killed_leaves_nothing_and_is_noticed(editor: Client) -> None:
    job = send(editor, bundle(300, "large"))
    ended(job)
    editor.post(f"{PAGE}{job.token}/", {"_import": "1"})
    while not job.read().total:
        time.sleep(0.01)
    os.kill(process_of(job), signal.SIGKILL)
    assert ended(job) == "importing"
    assert "Nothing has been written." in editor.get(f"{PAGE}{job.token}/").content.decode()
    assert not Story.objects.exists()


def process_of(job: Job) -> int:
    found = subprocess.run(
        ["pgrep", "-f", str(job.folder)], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])


def test_the_command_needs_an_upload(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no upload"):
        call_command("import_upload", str(tmp_path))


@pytest.mark.django_db
def test_what_somebody_else_adds_while_it_is_written_is_told_and_nothing_stays() -> None:
    def add_the_same(_count: int, _total: int) -> None:
        Story.objects.get_or_create(slug="bridge", defaults={"title": "The other"})

    content = json.dumps(small()).encode()
    with pytest.raises(BundleRefused, match="imported by somebody else meanwhile: try again"):
        import_bundle(content, by="ada", progress=add_the_same)
    assert not Story.objects.exists()


@pytest.mark.usefixtures("shared_database")
def test_of_two_imports_at_once_one_goes_in_and_the_other_is_told() -> None:
    content = json.dumps(small()).encode()

    def take() -> str:
        try:
            report = import_bundle(content, by="ada")
        except BundleRefused as refused:
            return str(refused)
        return "nothing new" if report.changes_nothing else "imported"

    told = at_once(take, take, take)
    assert told.count("imported") == 1
    assert {*told} <= {"imported", "nothing new", str(importing.MEANWHILE)}
    story = Story.objects.get()
    assert (story.events.count(), story.changes.count()) == (2, 5)
    assert faults(story) == []
    assert take() == "nothing new"


@pytest.mark.usefixtures("shared_database")
def test_two_imports_into_one_story_at_once_wait_for_each_other() -> None:
    import_bundle(json.dumps(small() | {"changes": []}).encode(), by="ada")
    content = json.dumps(small()).encode()
    reports = at_once(*[lambda: import_bundle(content, by="ada").added["changes"]] * 3)
    assert sorted(reports) == [0, 0, 5]
    assert faults(Story.objects.get()) == []
