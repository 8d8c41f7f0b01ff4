from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.makers import make_known, make_story
from tracker.ledger import triggers
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


def verify(*slugs: str) -> tuple[str, str]:
    """Return what the command says and what it complains of."""
    out, err = StringIO(), StringIO()
    call_command("verify_ledger", *slugs, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def alter(story: Story) -> None:
    triggers.remove(connection)
    story.changes.update(reason="Another reason.")
    triggers.install(connection)


def test_it_prints_the_head_of_every_story() -> None:
    event = make_known(story=make_story(slug="one"))
    make_story(slug="two")
    out, err = verify()
    head = event.changes.get().digest
    assert out.splitlines() == [
        f"one: 1 entry, {head}",
        "two: no entries",
        "The ledger is as it was recorded.",
    ]
    assert err == ""


def test_it_names_what_was_altered_and_fails() -> None:
    good, bad = (
        make_known(story=make_story(slug="good")),
        make_known(story=make_story(slug="bad")),
    )
    alter(bad.story)
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="The ledger was altered"):
        call_command("verify_ledger", stdout=out, stderr=err, no_color=True)
    assert err.getvalue().startswith("bad: Entry 1 ")
    assert out.getvalue() == f"good: 1 entry, {good.changes.get().digest}\n"


def test_it_looks_only_at_the_stories_named() -> None:
    good, bad = make_known(), make_known()
    alter(bad.story)
    out, _ = verify(good.story.slug)
    assert out.startswith(f"{good.story.slug}: 1 entry")


def test_an_unknown_story_is_named() -> None:
    make_story(slug="one")
    with pytest.raises(CommandError, match="There is no story nothing, nowhere"):
        verify("one", "nothing", "nowhere")
