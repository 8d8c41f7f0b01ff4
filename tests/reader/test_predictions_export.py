"""The table to take home holds exactly what the page lists, in its order."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO

import pytest
from django.test import Client

from tests.makers import make_event, make_known, make_story, recorded
from tests.reader.pages import get
from tests.reader.stories import story_of
from tests.reader.tables import address, exported, statements
from tracker.reader.predictions_export import COLUMNS
from tracker.stories.models import Story
from tracker.stories.values import Outcome

pytestmark = pytest.mark.django_db


def as_csv(story: Story, query: str = "") -> list[dict[str, str]]:
    response = Client().get(address(story, f"_export=csv&{query}"))
    text = response.getvalue().decode("utf-8-sig")
    return [*csv.DictReader(StringIO(text, newline=""))]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sort=aspect",
        "outcome=failed&sort=first",
        "as_of=2026-04-10&q=huawei",
        "outlet=reuters",
    ],
)
def test_a_file_has_the_rows_of_the_page_in_their_order(real_story: Story, query: str) -> None:
    listed = statements(get(address(real_story, f"per_page=200&{query}")))
    assert [one["statement"] for one in exported(real_story, query)] == listed
    assert [one["statement"] for one in as_csv(real_story, query)] == listed
    assert len(listed) > 2


def test_a_file_has_all_pages() -> None:
    story = story_of(120)
    assert len(as_csv(story, "page=2&per_page=10")) == 120


def test_the_columns_of_one_row(real_story: Story) -> None:
    found = {one["id"]: one for one in exported(real_story, "as_of=2026-06-01")}
    one = found["p-run-entirely-huawei"]
    assert tuple(one) == COLUMNS
    event = real_story.events.get(key=one["id"])
    assert one | {"reason": ""} == {
        "id": "p-run-entirely-huawei",
        "statement": "V4 will run entirely on Huawei chips",
        "aspect": "Inference hardware",
        "projected": "only Huawei Ascend",
        "actual": "Huawei's whole Ascend line, and Nvidia from the first day",
        "outcome": "partly_held",
        "miss": "overstated",
        "reason": "",
        "status": "reported",
        "due": "",
        "outcome_since": "2026-04-27",
        "first_reported_on": "2026-04-03",
        "first_reported_by": "FrontierBeat",
        "lead_days": 24,
        "reports": 6,
        "origins": 2,
        "unknown_origin": 1,
        "part_of": "",
        "parts": 2,
        "parts_held": 0,
        "url": f"http://testserver/events/{event.pk}/?as_of=2026-06-01",
    }
    assert found["p-ascend-950pr"]["part_of"] == "p-run-entirely-huawei"


def test_the_reason_of_a_withdrawal_is_not_given_as_that_of_the_outcome() -> None:
    event = make_known(story=make_story())
    day = date(2026, 8, 1)
    (wrong,) = recorded(
        event, "outcome", Outcome.FAILED, effective=day, reason="*So* they say."
    )
    assert exported(event.story)[0]["reason"] == "So they say."
    recorded(event, "outcome", Outcome.OPEN, effective=day, withdraws=wrong, reason="Misread.")
    assert exported(event.story)[0]["reason"] == "An earlier outcome was withdrawn: Misread."


def test_a_file_is_named_after_the_story_and_the_day(real_story: Story) -> None:
    response = Client().get(address(real_story, "as_of=2026-04-10&_export=xlsx"))
    wanted = 'filename="deepseek-v4-huawei-predictions-2026-04-10.xlsx"'
    assert wanted in response["Content-Disposition"]
    assert response.content.startswith(b"PK")
    assert not response.cookies


def test_a_file_says_where_it_comes_from(real_story: Story) -> None:
    response = Client().get(address(real_story, "as_of=2026-04-10&q=huawei&_export=json"))
    about = json.loads(response.getvalue())
    assert about["as_of"] == "2026-04-10"
    assert about["url"] == (
        f"http://testserver{address(real_story, 'as_of=2026-04-10&q=huawei')}"
    )
    assert about["attribution"].startswith("Rumor to Fact, ")


def test_without_a_day_a_file_bears_that_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.reader.views.today_in", lambda zone: date(2026, 11, 22))
    story = make_story(slug="engine")
    event = make_known(story=story)
    one = as_csv(story)[0]
    assert one["url"] == f"http://testserver/events/{event.pk}/?as_of=2026-11-22"
    response = Client().get(address(story, "_export=json"))
    assert "engine-predictions-2026-11-22.json" in response["Content-Disposition"]


def test_a_formula_in_the_record_is_a_text_in_the_file() -> None:
    story = make_story()
    event = make_event(story=story, statement='=HYPERLINK("https://x.example")', aspect="-5")
    recorded(event)
    one = as_csv(story)[0]
    assert one["statement"] == "'" + event.statement
    assert one["aspect"] == "'-5"
    assert exported(story)[0]["statement"] == event.statement
