from __future__ import annotations

from datetime import date

import pytest
from django.test import Client, RequestFactory

from tests.makers import make_known, make_story
from tracker.reader.asof import slid_url
from tracker.stories.models import Story

TODAY = date(2026, 11, 25)
OTHER = date(2026, 4, 10).toordinal()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # The slider was moved, in the past and in the present.
        (f"as_of=2026-05-01&shown=2026-05-01&day={OTHER}", "/s/?as_of=2026-04-10"),
        (f"as_of=2026-11-25&shown=2026-11-25&day={OTHER}", "/s/?as_of=2026-04-10"),
        (f"day={OTHER}", "/s/?as_of=2026-04-10"),
        # The field was, or both: what was typed wins.
        (f"as_of=2026-03-01&shown=2026-04-10&day={OTHER}", "/s/?as_of=2026-03-01"),
        (f"as_of=yesterday&shown=2026-05-01&day={OTHER}", "/s/?as_of=yesterday"),
        # Today is the page without a day.
        (f"as_of=2026-05-01&shown=2026-05-01&day={TODAY.toordinal()}", "/s/"),
        (f"as_of=2026-11-25&shown=2026-04-10&day={OTHER}", "/s/"),
        # All else is kept; what cannot be read moves nothing.
        (f"day={OTHER}&outlet=a&outlet=b&q=", "/s/?as_of=2026-04-10&outlet=a&outlet=b"),
        ("as_of=2026-05-01&shown=2026-05-01&day=soon", "/s/?as_of=2026-05-01"),
        ("as_of=2026-05-01&shown=2026-05-01&day=99999999999999999999", "/s/?as_of=2026-05-01"),
        ("day=-4", "/s/"),
        ("day=", "/s/"),
        ("as_of=2026-05-01", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_day_that_was_moved_wins(query: str, expected: str) -> None:
    request = RequestFactory().get(f"/s/?{query}")
    assert slid_url(request, today=TODAY) == expected


@pytest.mark.django_db
def test_a_story_leads_on_to_the_address_of_the_day() -> None:
    story = make_story()
    make_known(story=story, since=date(2026, 3, 1))
    form = {"as_of": "2026-11-25", "shown": "2026-11-25", "day": str(OTHER), "q": "x"}
    response = Client().get(story.get_absolute_url(), form)
    assert response.status_code == 302
    assert response["Location"] == f"{story.get_absolute_url()}?as_of=2026-04-10&q=x"


@pytest.mark.django_db
def test_a_hostile_slider_is_no_error(real_story: Story) -> None:
    for day in ("-", "9" * 5000, "1e5"):
        response = Client().get(real_story.get_absolute_url(), {"day": day}, follow=True)
        assert response.status_code == 200
