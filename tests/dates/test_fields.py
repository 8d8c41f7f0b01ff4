from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from django.utils import timezone
from django.utils.translation import override

from tracker.dates.fields import HELP_TEXT, EdtfField, FuzzyDateField
from tracker.dates.reading import read_date

TODAY = date(2026, 4, 10)
STORED = [
    *(
        "2026-04-24",
        "2026-04",
        "2026",
        "2026-33",
        "2026-41",
        "2026-24",
        "2026-27",
        "202X",
        "20XX",
    ),
    *("2026-04-15/2026-04-30", "2026-04-24/2026-05", "2026-07/2026-12", "1900/1999"),
    *("2026-04-15/2026-04-15", "2026-04-29/..", "../2026-04", "2026-04/", "/2026-04"),
    *("2026-04~", "2026-04-15~/2026-04-30", "2026-04-XX", "2026-XX"),
    *("2026-04-24T15:00:00+08:00", "2026-04-24T15:00:00"),
]


class DueForm(forms.Form):
    due = FuzzyDateField(today=TODAY)
    title = forms.CharField()


def test_what_is_typed_is_cleaned_to_edtf() -> None:
    field = FuzzyDateField(today=TODAY)
    assert field.clean("24 April 2026") == "2026-04-24"
    assert field.clean(" late April 2026 ") == "2026-04-21/2026-04-30"
    assert field.clean("yesterday") == "2026-04-09"
    assert field.clean("2026-04~") == "2026-04~"


def test_an_empty_date_is_empty_or_asked_for() -> None:
    assert FuzzyDateField(required=False).clean("") == ""
    assert FuzzyDateField(required=False).clean(None) == ""
    with pytest.raises(ValidationError, match="required"):
        FuzzyDateField().clean("  ")


def test_an_unclear_date_is_explained_and_kept_as_typed() -> None:
    form = DueForm({"due": "03/04/2026", "title": "V4"})
    assert not form.is_valid()
    assert "may have the day or the month first" in form.errors["due"][0]
    assert 'value="03/04/2026"' in str(form["due"])


def test_a_date_is_kept_as_typed_while_another_field_is_wrong() -> None:
    form = DueForm({"due": "2026-04", "title": ""})
    assert list(form.errors) == ["title"]
    assert 'value="2026-04"' in str(form["due"])


def test_too_long_a_date_is_refused_once() -> None:
    form = DueForm({"due": "2" * 500, "title": "V4"})
    assert len(form.errors["due"]) == 1


def test_a_stored_date_is_shown_in_words() -> None:
    assert 'value="24 April – May 2026"' in str(
        DueForm(initial={"due": "2026-04-24/2026-05"})["due"]
    )
    assert 'value="2nd quarter of 2026"' in str(DueForm(initial={"due": "2026-34"})["due"])


@pytest.mark.parametrize("language", ["en", "de", "zh-hans"])
@pytest.mark.parametrize("text", STORED)
@pytest.mark.parametrize("zone", [None, ZoneInfo("Asia/Shanghai")])
def test_what_is_shown_is_read_as_what_is_stored(
    text: str, language: str, zone: ZoneInfo | None
) -> None:
    field = FuzzyDateField(today=TODAY, zone=zone)
    with override(language):
        shown = field.prepare_value(text)
        assert field.clean(shown) == text
        assert not field.has_changed(text, shown)


def test_words_that_would_be_read_otherwise_give_way_to_edtf() -> None:
    field = FuzzyDateField(today=TODAY)
    assert field.prepare_value("2026-41") == "2026-41"
    assert field.prepare_value("2026-40") == "2026-40"
    assert field.prepare_value("2026-07/2026-12") == "second half of 2026"


def test_only_another_date_is_a_change() -> None:
    field = FuzzyDateField(today=TODAY, required=False)
    assert not field.has_changed("2026-04", "April 2026")
    assert not field.has_changed(None, "")
    assert field.has_changed("2026-04", "May 2026")
    assert field.has_changed("2026-04", "soon")
    assert field.has_changed("2026-04", "")


def test_the_present_day_is_that_of_the_zone() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    here = timezone.localdate(timezone=shanghai)
    assert FuzzyDateField(zone=shanghai).clean("today") == str(here)
    assert FuzzyDateField(today=lambda: TODAY).clean("today") == "2026-04-10"
    assert (
        FuzzyDateField(today=TODAY, zone=shanghai).clean("24 April 2026, 15:00")
        == "2026-04-24T15:00:00+08:00"
    )


def test_the_help_says_what_can_be_written_unless_another_is_given() -> None:
    assert FuzzyDateField().help_text == HELP_TEXT
    assert FuzzyDateField(help_text="When?").help_text == "When?"
    examples = str(HELP_TEXT).split(": ")[1].split(".")[0].split(", ")
    assert len(examples) == 7
    assert all(read_date(example, today=TODAY) for example in examples)


def test_the_stored_field_accepts_canonical_edtf_alone() -> None:
    field = EdtfField("due")
    assert field.clean("2026-04/..", None) == "2026-04/.."
    for text in ("April 2026", "2026-13", "2026-05/2026-04"):
        with pytest.raises(ValidationError):
            field.clean(text, None)
    with pytest.raises(ValidationError, match="Write 202X instead of 202x"):
        field.clean("202x", None)
    assert EdtfField(blank=True).clean("", None) == ""


def test_the_stored_field_is_filled_in_with_words() -> None:
    form_field = EdtfField("due", blank=True).formfield()
    assert isinstance(form_field, FuzzyDateField)
    assert form_field.help_text == HELP_TEXT
    assert not form_field.required
    long = "from 15 September 2026 (uncertain) to 30 September 2026 (uncertain)"
    assert len(long) > 60
    assert form_field.clean(long) == "2026-09-15?/2026-09-30?"
    assert EdtfField(help_text="When?").formfield().help_text == "When?"


def test_a_migration_holds_the_field_without_what_goes_without_saying() -> None:
    text, imports = MigrationWriter.serialize(EdtfField(blank=True, default=""))
    assert text == "tracker.dates.fields.EdtfField(blank=True, default='')"
    assert imports == {"import tracker.dates.fields"}
    _name, path, args, kwargs = EdtfField(max_length=80).deconstruct()
    assert (path, args, kwargs) == ("tracker.dates.fields.EdtfField", [], {"max_length": 80})
    assert EdtfField().clone().max_length == 60
