"""What the desk says under a field: while somebody types, and after a form was sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.desk.forms import send
from tests.makers import make_citation, make_event, make_occurrence, make_source, make_story
from tracker.dates.fields import FuzzyDateField
from tracker.desk.dates_typed import DateSaid

DATE = "/admin/tracker/source/read-date/"
QUOTE = "/admin/tracker/source/check-quote/"


def said(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def form_of(row: Any) -> str:
    return reverse(f"admin:tracker_{row._meta.model_name}_change", args=[row.pk])


def test_a_date_is_read_back_in_words_and_as_stored(moderator: Client) -> None:
    answer = said(moderator.post(DATE, {"typed": "mid-to-late April 2026"}))
    assert "mid-to-late April 2026 →</span> 11–30 April 2026" in answer
    assert "<code>2026-04-11/2026-04-30</code>" in answer


def test_of_a_span_a_day_field_takes_the_last(moderator: Client) -> None:
    answer = said(moderator.post(f"{DATE}?kind=day", {"typed": "April 2026"}))
    assert "<code>2026-04-30</code>" in answer


def test_each_date_of_what_to_watch_is_read_back(moderator: Client) -> None:
    typed = "Are the weights out? | June 2026\nWho trains it?\nA price? | soon"
    answer = said(moderator.post(f"{DATE}?kind=watch", {"typed": typed}))
    assert "<code>2026-06</code>" in answer
    assert "“soon” cannot be read as a date" in answer


@pytest.mark.parametrize("typed", ["someday", "<b>", "\x00", "9" * 400, "31 June 2026"])
def test_what_cannot_be_read_is_answered_with_what_can(moderator: Client, typed: str) -> None:
    answer = said(moderator.post(DATE, {"typed": typed}))
    assert "<kbd>mid-to-late April 2026</kbd>" in answer
    assert "<b>" not in answer


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "nowhere", "../../etc/passwd", "\x00"])
def test_a_strange_time_zone_does_no_harm(moderator: Client, zone: str) -> None:
    address = DATE + "?zone=" + zone.replace("\x00", "%00")
    assert "<code>2026-04-24</code>" in said(moderator.post(address, {"typed": "2026-04-24"}))


def test_every_date_field_of_the_desk_reads_back(editor: Client) -> None:
    event = make_event()
    addresses = {
        form_of(make_source()): {"published", "accessed"},
        form_of(make_occurrence()): {"date"},
        form_of(make_story()): {"watch"},
        reverse("admin:tracker_event_record", args=[event.pk]) + "?field=due": {
            "value",
            "effective",
        },
    }
    for address, names in addresses.items():
        context = editor.get(address).context
        form = context["adminform"].form if "adminform" in context else context["form"]
        reading = {n for n, f in form.fields.items() if isinstance(f.widget, DateSaid)}
        assert reading == names
        dates = {n for n, f in form.fields.items() if isinstance(f, FuzzyDateField)}
        assert dates <= reading


def test_after_posting_a_date_is_kept_and_answered_without_script(editor: Client) -> None:
    response = send(editor, form_of(make_source()), published="soon", accessed="May 2026")
    answer = said(response)
    assert 'value="soon"' in answer
    assert "“soon” cannot be read as a date" in answer
    assert "<kbd>Q2 2026</kbd>" in answer
    assert "<code>2026-05-31</code>" in answer


def test_a_quote_is_checked_against_the_text_on_file(moderator: Client) -> None:
    source = make_source(text="It was trained wholly on their chips.")
    for quote, words in [
        ("trained wholly on", "Found word for word"),
        ("trained mostly on their chips", "Found with differences"),
        ("the moon is a lantern", "Nothing like it"),
        ("x" * 5000, "Nothing like it"),
        ("a\x00b", "Nothing like it"),
    ]:
        answer = said(moderator.post(QUOTE, {"typed": quote, "source": source.pk}))
        assert words in answer
    other = make_source()
    assert "No text on file" in said(moderator.post(QUOTE, {"typed": "it", "source": other.pk}))


@pytest.mark.parametrize("source", ["", "x", "99999999999999999999", "²"])
def test_without_a_source_nothing_is_said(moderator: Client, source: str) -> None:
    assert "<p" not in said(moderator.post(QUOTE, {"typed": "it", "source": source}))


def test_the_words_of_a_quote_and_its_text_are_shown_as_words(moderator: Client) -> None:
    source = make_source(text="They said <script>alert</script> is a word here.")
    quote = "They said <img> is a word here."
    answer = said(moderator.post(QUOTE, {"typed": quote, "source": source.pk}))
    assert "differences" in answer
    assert "<script>" not in answer and "<img>" not in answer


def test_who_may_not_see_texts_learns_nothing_of_them(login: Any) -> None:
    source = make_source(text="The secret plan of the board")
    colleague = login("")
    wanted = {"typed": "The open plan of the board", "source": source.pk}
    assert colleague.post(QUOTE, wanted).status_code == 403
    permission = Permission.objects.get(codename="view_sourcetext")
    colleague.user.user_permissions.add(permission)
    assert "secret" in said(colleague.post(QUOTE, wanted))


def test_after_posting_the_difference_of_a_quote_is_shown_without_script(
    editor: Client,
) -> None:
    source = make_source(text="It was trained wholly on their chips.")
    citation = make_citation(event=make_occurrence(), source=source)
    answer = said(
        send(editor, form_of(citation), quote="It was trained mostly on their chips.")
    )
    assert "wholly</ins>" in answer and "mostly</del>" in answer
    event = form_of(citation.event)
    wrong = {"citations__0__quote": "It was trained badly on their chips."}
    assert "badly</del>" in said(send(editor, event, **wrong))
