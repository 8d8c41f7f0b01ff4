from __future__ import annotations

import pytest

from tests.makers import make_citation, make_known, make_outlet, make_source, make_story
from tests.reader.pages import Element, get
from tracker.evidence.models import Basis, Citation
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


def document(name: str, day: int, language: str = "en") -> Source:
    return make_source(
        outlet=make_outlet(name=name), published=f"2026-03-{day:02}", language=language
    )


def quoted(event: Event, source: Source, quote: str, **fields: object) -> Citation:
    return make_citation(event=event, source=source, quote=quote, **fields)


@pytest.fixture
def event() -> Event:
    """Nothing supports it yet; its story is told in English."""
    found = make_known(story=make_story(language="en"))
    found.citations.update(stance="mentions")
    return found


def wording(event: Event, as_of: str = "") -> list[Element]:
    """Return the tellings on the event's page, in their order."""
    page = get(event.get_absolute_url(), {"as_of": as_of} if as_of else None)
    sections = page.all("section", **{"aria-labelledby": "wording-title"})
    return [
        telling
        for section in sections
        for telling in section.all("ol", "tellings")[0].all("li")
    ]


def marked(telling: Element) -> list[tuple[str, str]]:
    line = telling.one("p", "reworded")
    return [(one.tag, one.text) for one in line if one.tag in {"del", "ins"}]


def test_a_hedge_that_went_on_the_way_is_marked_and_named(event: Event) -> None:
    wire = document("Wire", 1)
    quoted(event, wire, "V4 may be the first sign of it")
    quoted(event, document("Paper", 2), "V4 is the first sign of it", relays=wire)
    first, second = wording(event)
    assert first.one("q").text == "V4 may be the first sign of it"
    assert second.one("p", "by").text == "Paper, 2 March 2026, repeats Wire"
    assert marked(second) == [("del", "gone:may be"), ("ins", "new:is")]
    assert second.one("p", "hedges").text == "No longer hedged by “may”."


def test_a_hedge_that_is_new_is_named_too(event: Event) -> None:
    wire = document("Wire", 1)
    quoted(event, wire, "V4 will be the first sign of it")
    quoted(event, document("Paper", 2), "V4 might be the first sign of it", relays=wire)
    assert wording(event)[1].one("p", "hedges").text == "Newly hedged by “might”."


def test_where_no_words_are_on_file_the_next_in_the_chain_is_taken(event: Event) -> None:
    wire, desk = document("Wire", 1), document("Desk", 2)
    quoted(event, wire, "it will open in May")
    make_citation(event=event, source=desk, relays=wire)
    quoted(event, document("Blog", 3), "it will open in June", relays=desk)
    assert wording(event)[1].one("p", "by").text == (
        "Blog, 3 March 2026, repeats Wire by way of Desk"
    )


def test_without_words_of_the_origin_all_stand_against_the_earliest(event: Event) -> None:
    wire = document("Wire", 1)
    quoted(event, document("Blog", 3), "the bridge will open in June", relays=wire)
    quoted(event, document("Paper", 2), "the bridge will open in May", relays=wire)
    page = get(event.get_absolute_url())
    family = page.one("div", "family")
    assert family.one("p", "none").text == (
        "They lead back to Wire, 1 March 2026. No words of it are on file."
    )
    first, second = wording(event)
    assert first.one("p", "by").text == "Paper, 2 March 2026"
    assert second.one("p", "by").text == "Blog, 3 March 2026, set against the earliest, Paper"
    assert marked(second) == [("del", "gone:May"), ("ins", "new:June")]


def test_two_quotes_that_share_no_chain_are_not_compared(event: Event) -> None:
    quoted(event, document("Wire", 1), "it will open in May")
    quoted(event, document("Paper", 2), "it will open in May")
    quoted(event, document("Rumor", 3), "it will open in May", basis=Basis.RELAYED)
    assert wording(event) == []


def test_one_quote_in_a_chain_is_no_change(event: Event) -> None:
    wire = document("Wire", 1)
    make_citation(event=event, source=wire)
    quoted(event, document("Paper", 2), "it will open in May", relays=wire)
    assert wording(event) == []


def test_what_was_asked_and_is_repeated_as_a_fact_begins_the_chain(event: Event) -> None:
    wire = document("Wire", 1)
    quoted(event, wire, "it may well open in May", stance="questions")
    quoted(event, document("Other", 1), "it may well open in June", stance="questions")
    quoted(event, document("Paper", 2), "it will well open in May", relays=wire)
    tellings = wording(event)
    assert [one.one("b").text for one in tellings] == ["Wire", "Paper"]
    assert tellings[0].one("p", "by").text == "Wire, 1 March 2026, as a question"


def test_translations_are_compared_where_the_languages_differ(event: Event) -> None:
    wire = document("Wire", 1, "de")
    quoted(event, wire, "soll im Mai öffnen", translation="is said to open in May")
    quoted(event, document("Paper", 2), "is going to open in May", relays=wire)
    second = wording(event)[1]
    assert marked(second) == [("del", "gone:said"), ("ins", "new:going")]
    assert "our translation" not in second.text
    third = document("Blatt", 3, "zh-Hans")
    quoted(event, third, "将于五月开放", translation="opens for sure in May", relays=wire)
    quoted(event, document("Feuille", 4, "fr"), "ouvre en mai", relays=wire)
    third_telling, fourth = wording(event)[2:]
    assert third_telling.one("q").attrs["lang"] == "zh-Hans"
    assert "In words of its own" in third_telling.text
    assert "no translation is on file" in fourth.text


def test_our_translation_is_marked_as_ours(event: Event) -> None:
    wire = document("Wire", 1)
    quoted(event, wire, "it may open in May")
    paper = document("Paper", 2, "zh-Hans")
    quoted(event, paper, "将于五月开放", translation="it will open in May", relays=wire)
    telling = wording(event)[1]
    assert telling.one("q").text == "将于五月开放"
    assert telling.one("p", "reworded").text.endswith("” (our translation)")
    assert "lang" not in telling.one("p", "reworded").attrs


def test_a_quote_in_latin_letters_is_not_called_chinese(event: Event) -> None:
    quoted(event, document("Wire", 1, "zh-Hans"), "Today it is launched")
    page = get(event.get_absolute_url())
    assert [one.attrs for one in page.all("q") if one.text == "Today it is launched"][0] == {
        "class": "big said"
    }


def test_nothing_later_is_compared(event: Event) -> None:
    wire = document("Wire", 1)
    quoted(event, wire, "it may open in May")
    quoted(event, document("Paper", 3), "it will open in May", relays=wire)
    assert wording(event, "2026-03-02") == []
    assert len(wording(event, "2026-03-03")) == 2


def test_long_families_are_folded(event: Event) -> None:
    wire = document("Wire", 1)
    quoted(event, wire, "it may open in May")
    for number in range(9):
        quoted(event, document(f"Paper {number}", 2), "it will open in May", relays=wire)
    family = get(event.get_absolute_url()).one("div", "family")
    assert len(family.all("ol", "tellings")[0].all("li")) == 6
    fold = family.one("details", "fold")
    assert fold.one("summary").text == "Show all 10"
    assert len(fold.all("li")) == 4


def test_every_quote_of_the_real_story_is_shown_as_it_is_on_file(real_story: Story) -> None:
    compared = 0
    for event in Event.objects.filter(story=real_story, known_on__isnull=False):
        for telling in wording(event):
            texts = "".join(telling_text(telling))
            compared += bool(telling.all("p", "reworded"))
            on_file = event.citations.values_list("quote", "translation")
            assert texts in {text for pair in on_file for text in pair}
    assert compared >= 8


def test_the_flagship_shows_how_may_became_is(real_story: Story) -> None:
    event = Event.objects.get(story=real_story, key="p-trained-entirely-huawei")
    telling = next(one for one in wording(event) if "Lapaas" in one.text)
    assert ("del", "gone:may be") in marked(telling)
    assert telling.one("p", "hedges").text == "No longer hedged by “may”, “near”."


def telling_text(telling: Element) -> str:
    """Return the quote of a telling, without marks and what went."""
    lines = telling.all("p", "reworded")
    if not lines:
        return telling.one("q").text
    words = without_gone(lines[0])
    return " ".join(words.replace("(our translation)", "").split()).strip("“” ")


def without_gone(element: Element) -> str:
    return "".join(
        part if isinstance(part, str) else without_gone(part)
        for part in element.parts
        if isinstance(part, str)
        or (part.tag != "del" and part.attrs.get("class") not in {"vh", "small"})
    )
