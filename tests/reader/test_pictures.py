from __future__ import annotations

import struct
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.makers import make_known, make_story, recorded
from tests.reader.pages import get
from tracker.reader.event_picture import event_picture
from tracker.reader.pictures import HEIGHT, WIDTH, stretched, title_of
from tracker.reader.shares import shares_of
from tracker.reader.story_picture import story_picture
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Publication

PNG = b"\x89PNG\r\n\x1a\n"
SIZE = {"width": WIDTH, "height": HEIGHT}


def test_a_picture_of_a_story_is_a_png_of_the_size_that_sites_ask_for(
    real_story: Story,
) -> None:
    response = Client().get(f"{real_story.get_absolute_url()}picture.png")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(PNG)
    assert struct.unpack(">II", response.content[16:24]) == (1200, 630)
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_a_picture_is_not_sent_again_until_it_changes(entirely: Event) -> None:
    address = f"{entirely.get_absolute_url()}picture.png"
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    then = Client().get(
        address, {"as_of": "2026-04-10"}, headers={"if-none-match": first["ETag"]}
    )
    assert then.status_code == 200 and then["ETag"] != first["ETag"]


def test_a_picture_says_what_the_page_says(entirely: Event) -> None:
    drawn = render_to_string(
        "reader/pictures/event.svg", {"picture": event_picture(entirely, None), **SIZE}
    )
    assert "6 reports, 2 origins" in drawn
    assert "Partly held up" in drawn
    assert "so entirely is wrong" in drawn.replace("\n", " ")


def test_a_picture_of_the_past_shows_nothing_later(real_story: Story, entirely: Event) -> None:
    day = date(2026, 4, 10)
    story = render_to_string(
        "reader/pictures/story.svg", {"picture": story_picture(real_story, day), **SIZE}
    )
    assert "31 predictions, 4 settled" in story and 'class="pivot"' not in story
    assert "As known on 10 April 2026" in story
    event = render_to_string(
        "reader/pictures/event.svg", {"picture": event_picture(entirely, day), **SIZE}
    )
    assert "3 reports, 2 origins" in event
    assert "Open" in event and "Partly held up" not in event and 'class="tick"' not in event


@pytest.mark.django_db
def test_what_readers_may_not_see_has_no_picture(real_story: Story) -> None:
    draft = make_story(publication=Publication.DRAFT)
    hidden = make_known(story=draft)
    late = make_known(story=real_story, since=date(2026, 5, 1))
    for address in (
        f"{draft.get_absolute_url()}picture.png",
        f"{hidden.get_absolute_url()}picture.png",
        f"{late.get_absolute_url()}picture.png?as_of=2026-04-30",
        "/events/999999/picture.png",
    ):
        assert Client().get(address).status_code == 404
    bad = f"{real_story.get_absolute_url()}picture.png?as_of=whenever"
    assert Client().get(bad).status_code == 400


@pytest.mark.django_db
def test_pages_name_their_picture_for_the_same_day() -> None:
    story = make_story(slug="bridge", title="The <bridge>")
    event = make_known(story=story, since=date(2026, 3, 1))
    recorded(event, "outcome", "held", effective=date(2026, 4, 1))
    for address in (story.get_absolute_url(), f"{story.get_absolute_url()}compare/"):
        page = get(address, {"as_of": "2026-03-05"})
        graph = {
            meta.attrs["property"]: meta.attrs["content"]
            for meta in page.all("meta")
            if "property" in meta.attrs
        }
        picture = "http://testserver/stories/bridge/picture.png?as_of=2026-03-05"
        assert graph["og:image"] == picture
        assert graph["og:url"] == f"http://testserver{address}?as_of=2026-03-05"
        assert graph["og:title"] in page.one("title").text
        assert Client().get(graph["og:image"]).content.startswith(PNG)
    for address in ("/", "/changes/", "/method/"):
        [image] = get(address).all("meta", property="og:image")
        assert Client().get(image.attrs["content"]).content.startswith(PNG)


def test_a_path_is_stretched_number_by_number() -> None:
    path = stretched("M2.0 50H40M1 2C62 3 62 4 84 5H100M3 4h0", across=10, down=2)
    assert path == (
        "M20.0 100.0H400.0M10.0 4.0C620.0 6.0 620.0 8.0 840.0 10.0H1000.0M30.0 8.0h0.0"
    )


@pytest.mark.parametrize(
    ("text", "size", "lines"),
    [
        ("Short", 72, 1),
        ("DeepSeek V4 will run entirely on Huawei chips, said the report of April", 56, 2),
        ("word " * 40, 36, 4),
        ("华" * 40, 44, 2),
        ("", 72, 0),
    ],
)
def test_a_title_is_set_in_the_largest_size_that_fits(text: str, size: int, lines: int) -> None:
    title = title_of(text, 100, 170)
    assert (title.size, len(title.lines)) == (size, lines)


def test_what_fits_in_no_size_is_cut_and_says_so() -> None:
    title = title_of("word " * 200, 100, 170)
    assert len(title.lines) == 4 and title.lines[-1].text.endswith(" …")


def test_shares_stand_side_by_side_and_are_the_whole() -> None:
    shares = shares_of({"held": 1, "failed": 2, "open": 1})
    assert [(one.outcome, one.count, one.start, one.share) for one in shares] == [
        ("held", 1, 0, 25), ("failed", 2, 25, 50), ("open", 1, 75, 25)
    ]  # fmt: skip
    assert shares_of({}) == []
