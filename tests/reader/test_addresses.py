from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import make_citation, make_event, make_known, make_story, recorded
from tests.reader.pages import get, read, statements
from tracker.reader.address import Address
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Publication

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.reader.views.today_in", lambda zone: TODAY)


@pytest.fixture
def event() -> Event:
    story = make_story(slug="bridge", title="The bridge")
    return make_known(story=story, since=date(2026, 3, 1), statement="It will open")


def paths(event: Event) -> list[str]:
    own = event.get_absolute_url()
    return ["/", "/method/", event.story.get_absolute_url(), own, f"{own}sources/"]


class TestEveryPage:
    def test_readers_get_no_cookie_and_caches_no_reason_to_tell_them_apart(
        self, event: Event
    ) -> None:
        for path in paths(event):
            response = Client().get(path)
            assert response.status_code == 200, path
            assert not response.cookies, path
            assert "Cookie" not in response.headers.get("Vary", ""), path

    def test_who_is_signed_in_gets_the_same_page(self, event: Event) -> None:
        editor = Client()
        editor.force_login(get_user_model().objects.create_superuser("ada"))
        for path in paths(event):
            assert editor.get(path).content == Client().get(path).content, path

    def test_drafts_are_not_there_for_anyone(self, event: Event) -> None:
        Story.objects.update(publication=Publication.DRAFT)
        reader, editor = Client(), Client()
        editor.force_login(get_user_model().objects.create_superuser("ada"))
        for path in paths(event)[2:]:
            assert reader.get(path).status_code == 404, path
            assert editor.get(path).status_code == 404, path
        assert "The bridge" not in get("/").text

    def test_an_event_without_status_is_not_there(self, event: Event) -> None:
        draft = make_event(story=event.story, statement="Only thought of")
        assert Client().get(draft.get_absolute_url()).status_code == 404
        assert Client().get(f"{draft.get_absolute_url()}sources/").status_code == 404
        assert statements(get(event.story.get_absolute_url())) == ["It will open"]

    def test_only_reading_is_allowed(self, event: Event) -> None:
        for path in paths(event):
            assert Client().post(path).status_code == 405, path
            assert Client().head(path).status_code == 200, path


class TestUnreadable:
    @pytest.mark.parametrize("text", ["foo", "2026-13-45", "since 2026", "\x00", "9" * 5000])
    def test_a_day_that_cannot_be_read_keeps_the_form(self, event: Event, text: str) -> None:
        for path in paths(event)[2:]:
            response = Client().get(path, {"as_of": text, "status": "rumored"})
            assert response.status_code == 400
            page = read(response.content.decode())
            form = page.one("form", "asof")
            assert form.attrs["action"] == path
            assert form.one("input", name="as_of").attrs["value"] == (
                "".join(letter for letter in text[:100] if letter.isprintable())
            )
            assert form.one("input", name="status").attrs["value"] == "rumored"
            assert "2026-04-24" in form.text
            assert page.one("p", id="problem").text
            assert page.one("meta", name="robots").attrs["content"] == "noindex"

    def test_a_nonsense_cursor_is_refused_with_the_way_back(self, event: Event) -> None:
        address = event.story.get_absolute_url()
        for cursor in ("x", "%00", "A" * 5000, "MjAyNi0xMy0wMSBh"):
            response = Client().get(f"{address}?status=rumored&after={cursor}")
            assert response.status_code == 400
            page = read(response.content.decode())
            assert page.one("a", href=f"{address}?status=rumored")

    @pytest.mark.parametrize(
        "path",
        [
            "/nowhere/",
            "/stories/nowhere/",
            "/events/99999999999999999999999999/",
            "/events/0/",
            "/events/1/other/",
            "/stories/%00/",
        ],
    )
    def test_what_is_not_there_gets_our_own_page(self, db: None, path: str) -> None:
        response = Client().get(path)
        assert response.status_code == 404
        page = read(response.content.decode())
        assert page.one("h1").text == "There is no page at this address"
        assert page.one("meta", name="robots").attrs["content"] == "noindex"

    def test_a_foreign_host_gets_a_plain_refusal(self, db: None) -> None:
        response = Client().get("/", headers={"host": "evil.example"})
        assert response.status_code == 400
        assert b"evil" not in response.content

    def test_an_error_of_ours_has_a_page_that_needs_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_: Any) -> None:
            raise RuntimeError("broken on purpose")

        monkeypatch.setattr("tracker.reader.views.home_page", fail)
        response = Client(raise_request_exception=False).get("/")
        assert response.status_code == 500
        assert read(response.content.decode()).one("h1").text == "Something went wrong"

    # The database rolls back after the test, not after each example; nothing is written.
    @settings(
        max_examples=50,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        pairs=st.lists(
            st.tuples(
                st.sampled_from(
                    ["as_of", "status", "outcome", "kind", "outlet", "basis", "q", "order",
                     "after", "page", "per_page", "_export", "sort", ""]
                ),
                st.one_of(
                    st.text(max_size=60),
                    st.integers().map(str),
                    st.sampled_from(["\x00", "9" * 400, "held", "newest", "1000-01-01",
                                     "9999-12-31", "tomorrow"]),
                ),
            ),
            max_size=6,
        )
    )  # fmt: skip
    def test_no_query_breaks_a_page(self, event: Event, pairs: list[tuple[str, str]]) -> None:
        query = urlencode(pairs, errors="surrogatepass")
        for path in paths(event)[2:]:
            assert Client().get(f"{path}?{query}").status_code in {200, 400, 404}, (path, query)


class TestDays:
    def test_the_future_means_today(self, event: Event) -> None:
        for path in paths(event)[2:]:
            page = get(path, {"as_of": "2030-01-01"})
            assert page.one("div", "pastbar").one("time").attrs["datetime"] == "2026-11-22"

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("24 April 2026", "2026-04-24"),
            ("yesterday", "2026-11-21"),
            ("2026-04", "2026-04-30"),
        ],
    )
    def test_a_day_may_be_written_as_a_person_would(
        self, event: Event, text: str, day: str
    ) -> None:
        page = get(event.story.get_absolute_url(), {"as_of": text})
        assert page.one("div", "pastbar").one("time").attrs["datetime"] == day
        assert (
            page.one("li", "entry").one("h5").one("a").attrs["href"].endswith(f"?as_of={day}")
        )

    def test_an_empty_day_is_none(self, event: Event) -> None:
        page = get(f"{event.story.get_absolute_url()}?as_of=")
        assert page.all("div", "pastbar") == []

    def test_an_event_that_was_not_known_yet_is_not_there(self, event: Event) -> None:
        own = event.get_absolute_url()
        for path in (own, f"{own}sources/"):
            assert Client().get(path, {"as_of": "2026-02-28"}).status_code == 404
            assert Client().get(path, {"as_of": "2026-03-01"}).status_code == 200


class TestMoved:
    def test_a_former_address_of_a_story_leads_on_with_its_query(self, event: Event) -> None:
        story = event.story
        story.slug = "new-bridge"
        story.save()
        response = Client().get("/stories/bridge/?as_of=2026-04-01&status=rumored")
        assert response.status_code == 301
        assert response.headers["Location"] == (
            "/stories/new-bridge/?as_of=2026-04-01&status=rumored"
        )

    def test_a_merged_event_leads_to_the_one_that_stays(self, event: Event) -> None:
        twin = make_known(story=event.story, statement="It is to open")
        Event.objects.filter(pk=twin.pk).update(merged_into=event)
        for end in ("", "sources/", "picture.png"):
            response = Client().get(f"{twin.get_absolute_url()}{end}?as_of=2026-04-01")
            assert response.status_code == 301
            assert response.headers["Location"] == (
                f"{event.get_absolute_url()}{end}?as_of=2026-04-01"
            )
        assert statements(get(event.story.get_absolute_url())) == ["It will open"]

    def test_a_draft_does_not_lead_on(self, event: Event) -> None:
        story = event.story
        story.slug, story.publication = "new-bridge", Publication.DRAFT
        story.save()
        assert Client().get("/stories/bridge/").status_code == 404


class TestForSearchEngines:
    def test_only_the_plain_page_is_kept(self, event: Event) -> None:
        address = event.story.get_absolute_url()
        for query in ("", "?utm_source=mail", "?order=oldest", "?status=nonsense"):
            page = get(address + query)
            assert page.all("meta", name="robots") == [], query
            assert page.one("link", rel="canonical").attrs["href"] == (
                f"http://testserver{address}"
            )
        for query in ("?status=rumored", "?as_of=2026-04-01", "?order=newest", "?q=open"):
            page = get(address + query)
            assert page.one("meta", name="robots").attrs["content"] == "noindex"
            assert page.one("link", rel="canonical").attrs["href"] == (
                f"http://testserver{address}"
            )

    def test_sources_are_part_of_the_events_page(self, event: Event) -> None:
        page = get(f"{event.get_absolute_url()}sources/")
        assert page.one("meta", name="robots").attrs["content"] == "noindex"
        assert page.one("link", rel="canonical").attrs["href"] == (
            f"http://testserver{event.get_absolute_url()}"
        )

    def test_the_description_holds_nothing_later_than_the_day(self, event: Event) -> None:
        later = make_citation(event=event)
        recorded(event, "outcome", "held", effective=date(2026, 5, 1), evidence=[later])
        for path in paths(event)[2:4]:
            page = get(path, {"as_of": "2026-04-01"})
            words = page.one("meta", name="description").attrs["content"].lower()
            assert "open" in words
            assert "held" not in words


def test_an_address_is_written_without_what_says_nothing() -> None:
    assert Address("/s/").url == "/s/"
    assert Address("/s/", day=date(2026, 4, 1), newest_first=True).url == (
        "/s/?as_of=2026-04-01&order=newest"
    )
