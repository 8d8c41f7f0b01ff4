from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.bundles.makers import bridge, small
from tracker.bundles.exporting import export_story
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


def written(folder: Path, data: dict[str, Any], name: str = "story.json") -> str:
    path = folder / name
    path.write_text(json.dumps(data))
    return str(path)


def run(*words: str) -> tuple[str, str]:
    """Run a command and return what it says and what it complains of."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_says_what_was_added(tmp_path: Path) -> None:
    out, _ = run("import_story", written(tmp_path, small()))
    assert "bridge: added 1 story, 3 outlets, 3 sources, 2 events" in out


def test_again_it_says_that_nothing_is_new(tmp_path: Path) -> None:
    name = written(tmp_path, small())
    run("import_story", name)
    assert run("import_story", name)[0] == "bridge: nothing new.\n"


def test_dry_run_says_what_would_be_added(tmp_path: Path) -> None:
    out, _ = run("import_story", "--dry-run", written(tmp_path, small()))
    assert "would add" in out
    assert not Story.objects.exists()


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps(small()).encode()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    run("import_story", "-")
    assert bridge().title == "The bridge"


def test_every_flaw_is_listed_and_all_files_stay_out(tmp_path: Path) -> None:
    bad = small()
    bad["story"]["slug"] = "tolls"
    bad["events"][0]["kind"] = "guess"
    bad["sources"][2]["url"] = "javascript:x"
    err = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command(
            "import_story",
            written(tmp_path, small()),
            written(tmp_path, bad, "bad.json"),
            stdout=io.StringIO(),
            stderr=err,
        )
    assert "bad.json: events[0].kind: " in err.getvalue()
    assert "bad.json: sources[2].url: " in err.getvalue()
    assert "2 problems" in err.getvalue()
    assert not Story.objects.exists()


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_story", str(tmp_path / "none.json"))


def test_a_file_gets_the_same_bytes_as_the_export(tmp_path: Path) -> None:
    run("import_story", written(tmp_path, small()))
    target = tmp_path / "out.json"
    run("export_story", "bridge", "--output", str(target))
    assert target.read_bytes() == export_story(bridge())


def test_standard_output_gets_them_too(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    run("import_story", written(tmp_path, small()))
    capfdbinary.readouterr()
    call_command("export_story", "bridge")
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == export_story(bridge())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nobody"], "no story"),
        (["bridge", "--as-of", "when it rains"], "when it rains"),
        (["bridge", "--as-of", "2020-01-01"], "was known"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    tmp_path: Path, words: list[str], message: str
) -> None:
    run("import_story", written(tmp_path, small()))
    with pytest.raises(CommandError, match=message):
        run("export_story", *words)


def test_as_of_takes_what_a_person_types(tmp_path: Path) -> None:
    run("import_story", written(tmp_path, small()))
    target = tmp_path / "out.json"
    run("export_story", "bridge", "--as-of", "10 April 2026", "--output", str(target))
    assert [event["id"] for event in json.loads(target.read_bytes())["events"]] == ["p-may"]


@pytest.mark.parametrize("by", ["", "x" * 151, "a\x00b", "\udc80", "two\nlines"])
def test_a_name_that_the_ledger_cannot_hold_is_refused(tmp_path: Path, by: str) -> None:
    with pytest.raises(CommandError, match="--by: "):
        run("import_story", written(tmp_path, small()), "--by", by)
    assert not Story.objects.exists()
