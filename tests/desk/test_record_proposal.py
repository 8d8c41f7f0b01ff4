from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.forms import fields_of_form
from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_occurrence,
    make_source,
    recorded,
)
from tracker.ledger.models import Change
from tracker.stories.events import Event


def page_of(event: Event, field: str = "status") -> str:
    return f"{reverse('admin:tracker_event_record', args=[event.pk])}?field={field}"


def press(client: Client, address: str, button: str, **typed: Any) -> Any:
    """Open the form, fill in `typed` and press a button that records nothing."""
    data = fields_of_form(client.get(address).context["form"]) | typed | {button: "1"}
    return client.post(address, {k: v for k, v in data.items() if v is not None})


def released() -> tuple[Event, Event]:
    """Return an open prediction and the occurrence that settles it, confirmed on 24 April."""
    event = make_known(statement="It will be out in May")
    release = make_occurrence(story=event.story, statement="It is out")
    source = make_source(published="2026-04-24", title="The release notes")
    cited = make_citation(event=release, source=source, basis="primary")
    recorded(release, value="confirmed", effective=date(2026, 4, 24), evidence=[cited])
    return event, release


def test_the_form_opens_with_the_firmest_status_and_what_bears_it(editor: Client) -> None:
    event = make_occurrence()
    first = make_citation(event=event, source=make_source(published="2026-02-03"))
    make_citation(event=event, stance="denies", source=make_source(published="2026-02-01"))
    second = make_citation(event=event, source=make_source(published="2026-03-05"))
    form = editor.get(page_of(event)).context["form"]
    assert form["value"].value() == "confirmed"
    assert form["effective"].value() == "5 March 2026"
    assert form["evidence"].value() == [first.pk, second.pk]


def test_one_primary_source_is_enough_from_its_day(editor: Client) -> None:
    event = make_occurrence()
    make_citation(event=event, source=make_source(published="2026-02-01"))
    primary = make_citation(
        event=event, basis="primary", source=make_source(published="2026-02-09")
    )
    form = editor.get(page_of(event)).context["form"]
    assert (form["effective"].value(), form["evidence"].value()) == (
        "9 February 2026",
        [primary.pk],
    )


def test_another_value_brings_other_evidence_on_another_day(editor: Client) -> None:
    event = make_occurrence()
    first = make_citation(event=event, source=make_source(published="2026-02-03"))
    make_citation(event=event, source=make_source(published="2026-03-05"))
    response = press(editor, page_of(event), "_chosen", value="reported")
    form = response.context["form"]
    assert form["effective"].value() == "3 February 2026"
    assert form["evidence"].value() == [str(first.pk)]
    assert form.errors == {}
    assert not Change.objects.exists()


def test_a_day_typed_by_hand_stays_until_a_proposal_is_asked_for(editor: Client) -> None:
    event = make_occurrence()
    make_citation(event=event, source=make_source(published="2026-02-03"))
    typed = {"value": "rumored", "effective": "1 March 2026"}
    response = press(editor, page_of(event), "_chosen", **typed)
    assert response.context["form"]["effective"].value() == "1 March 2026"
    response = press(editor, page_of(event), "_propose", **typed)
    assert response.context["form"]["effective"].value() == "3 February 2026"


def test_a_status_does_not_take_effect_before_the_one_it_replaces(editor: Client) -> None:
    event = make_occurrence()
    cited = [make_citation(event=event) for _ in range(2)]
    recorded(event, value="reported", effective=date(2026, 3, 1), evidence=cited)
    form = editor.get(page_of(event)).context["form"]
    assert form["effective"].value() == "1 March 2026"


def test_an_outcome_takes_the_day_and_the_evidence_of_what_settled_it(editor: Client) -> None:
    event, release = released()
    typed = {"value": "held", "resolved_by": [release.pk]}
    form = press(editor, page_of(event, "outcome"), "_propose", **typed).context["form"]
    assert form["effective"].value() == "24 April 2026"
    assert form["evidence"].value() == [str(release.citations.get().pk)]


def test_a_preview_shows_all_entries_and_what_readers_see_and_records_nothing(
    editor: Client,
) -> None:
    event, release = released()
    count = Change.objects.count()
    typed = {
        "value": "held",
        "resolved_by": [release.pk],
        "actual": "Out on 24 April",
        "effective": "24 April 2026",
        "evidence": [release.citations.get().pk],
        "reason": "As announced",
    }
    response = press(editor, page_of(event, "outcome"), "_preview", **typed)
    preview = response.context["preview"]
    assert [words.split(" from")[0] for words in preview.entries] == [
        "Entry 3: outcome Held up",
        "Entry 4: status Confirmed",
    ]
    verdict = preview.verdict
    assert (verdict.outcome, preview.status) == ("held", "confirmed")
    assert (verdict.actual, verdict.reason) == ("Out on 24 April", "As announced")
    assert Change.objects.count() == count
    event.refresh_from_db()
    assert (event.status, event.outcome) == ("rumored", "open")
    again = fields_of_form(response.context["form"])
    assert editor.post(page_of(event, "outcome"), again).status_code == 302
    assert Change.objects.count() == count + 2


def test_a_preview_of_what_is_not_borne_says_what_is_missing(editor: Client) -> None:
    citation = make_citation(event=make_occurrence())
    typed = {"value": "confirmed", "evidence": [citation.pk], "effective": "2 April 2026"}
    response = press(editor, page_of(citation.event), "_preview", **typed)
    assert response.context["preview"] is None
    section = response.content.decode().partition('id="record-preview"')[2]
    assert "To confirm: a primary source" in section


RIBBON = re.compile(r'<p class="ribbon is-.*?</p>', re.DOTALL)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (
            "outcome",
            {"value": "failed", "miss": "late", "actual": "*May*", "reason": "*No*"},
        ),
        ("outcome", {"value": "void", "reason": "Nobody can tell"}),
        ("due", {"value": "3 April 2026"}),
        ("status", {"value": "reported", "reason": "Told in the history alone"}),
    ],
)
def test_a_preview_shows_the_ribbon_that_readers_get(
    editor: Client, field: str, typed: dict[str, str]
) -> None:
    event = make_known(status="rumored")
    cited = make_citation(
        event=event, basis="first_hand", source=make_source(published="2026-04-01")
    )
    typed = typed | {"effective": "2 April 2026", "evidence": [cited.pk]}
    response = press(editor, page_of(event, field), "_preview", **typed)
    shown = RIBBON.search(response.content.decode())
    assert shown is not None
    form = fields_of_form(response.context["form"])
    assert editor.post(page_of(event, field), form).status_code == 302
    readers = editor.get(event.story.get_absolute_url()).content.decode()
    assert RIBBON.findall(readers) == [shown[0]]


def test_what_is_taken_back_is_said_in_the_preview_and_after_recording(editor: Client) -> None:
    event = make_known(status="confirmed")
    citation = make_citation(event=event, source=make_source(published="2026-04-01"))
    typed = {"value": "failed", "actual": "It was another", "effective": "2 April 2026"}
    typed |= {"evidence": [citation.pk]}
    response = press(editor, page_of(event, "outcome"), "_preview", **typed)
    assert "This takes back “Held up”" in response.context["preview"].reversed
    form = fields_of_form(response.context["form"])
    recorded_now = editor.post(page_of(event, "outcome"), form, follow=True)
    told = [str(message) for message in recorded_now.context["messages"]]
    assert "This takes back “Held up”, and readers see that it was." in told
    # Said again with the same value, nothing is taken back.
    again = form | {"seen": Change.objects.latest("number").number, "actual": "Another one"}
    response = editor.post(page_of(event, "outcome"), again, follow=True)
    assert "takes back" not in " ".join(map(str, response.context["messages"]))


def test_withdrawing_from_the_ledger_opens_the_form_filled_in(editor: Client) -> None:
    event = make_known(kind="occurrence")
    cited = make_citation(event=event, basis="primary")
    wrong = recorded(event, value="confirmed", effective=date(2026, 2, 2), evidence=[cited])[0]
    page = editor.get(reverse("admin:tracker_change_changelist"))
    address = f"{page_of(event)}&withdraws={wrong.pk}"
    assert address.replace("&", "&amp;") in page.content.decode()
    opened = editor.get(address).context["form"]
    assert opened["value"].value() == "rumored"
    response = editor.post(page_of(event), fields_of_form(opened))
    assert response.status_code == 302
    event.refresh_from_db()
    assert event.status == "rumored"
    assert Change.objects.get(withdraws=wrong).effective == date(2026, 2, 2)
    page = editor.get(reverse("admin:tracker_change_changelist")).content.decode()
    assert address.replace("&", "&amp;") not in page


def test_an_outcome_is_withdrawn_to_what_held_before_it(editor: Client) -> None:
    event = make_known(status="confirmed")
    wrong = event.changes.get(field="outcome")
    opened = editor.get(f"{page_of(event, 'outcome')}&withdraws={wrong.pk}").context["form"]
    assert opened["value"].value() == "open"
    assert editor.post(page_of(event, "outcome"), fields_of_form(opened)).status_code == 302
    event.refresh_from_db()
    assert (event.status, event.outcome) == ("reported", "open")


def test_nonsense_in_the_address_is_no_withdrawal(editor: Client) -> None:
    event = make_known()
    for text in ["x", "9" * 30, "0", "-1"]:
        response = editor.get(page_of(event) + f"&withdraws={text}")
        assert response.context["form"]["withdraws"].value() is None


def test_moderators_are_offered_no_withdrawal(moderator: Client) -> None:
    recorded(make_event())
    page = moderator.get(reverse("admin:tracker_change_changelist")).content.decode()
    assert "withdraws=" not in page
