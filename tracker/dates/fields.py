"""Fields for dates: a person reads and types words, what is stored is EDTF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.dates.edtf import MAX_LENGTH, UnclearDate, parse_edtf
from tracker.dates.plain import MAX_TYPED
from tracker.dates.reading import read_date
from tracker.dates.words import say

HELP_TEXT = _(
    "As exact as it is known: 24 April 2026, April 2026, Q2 2026, 15–30 April 2026, "
    "since 24 April 2026, by June 2026, about April 2026. EDTF works too."
)


class _AsTyped(str):
    """Text from the visitor, which is shown again as it is."""


class FuzzyDateField(forms.CharField):
    """Takes a date as a person writes it and cleans it to EDTF text, "" if left empty.

    today: the day from which "yesterday" is counted, or a function that returns it; by
    default the present day in `zone`. zone: whose clocks are meant by a time without a
    place; without it the time is kept without an offset.
    """

    def __init__(
        self,
        *,
        today: date | Callable[[], date] | None = None,
        zone: tzinfo | None = None,
        **kwargs: Any,
    ) -> None:
        self.today = today
        self.zone = zone
        kwargs["help_text"] = kwargs.get("help_text") or HELP_TEXT
        kwargs.setdefault("max_length", MAX_TYPED)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        if typed in self.empty_values or len(typed) > MAX_TYPED:
            # Too long a text is refused by the validator of that length.
            return typed
        try:
            return read_date(typed, today=self._present_day(), zone=self.zone).text
        except UnclearDate as error:
            raise ValidationError(str(error), code="unclear_date") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        value = super().bound_data(data, initial)
        return _AsTyped(value) if isinstance(value, str) else value

    def prepare_value(self, value: Any) -> Any:
        """Return stored EDTF in words, if these are read back as the same EDTF."""
        if not isinstance(value, str) or isinstance(value, _AsTyped):
            return value
        words = say(value)
        try:
            same = read_date(words, today=self._present_day(), zone=self.zone).text == value
        except UnclearDate:
            same = False
        return words if same else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return super().has_changed(initial, data)

    def _present_day(self) -> date:
        if self.today is None:
            return timezone.localdate(timezone=self.zone)
        return self.today() if callable(self.today) else self.today


def validate_edtf(value: str) -> None:
    """Raise ValidationError unless `value` is EDTF in its canonical form."""
    try:
        canonical = parse_edtf(value).text
    except UnclearDate as error:
        raise ValidationError(str(error), code="unclear_date") from error
    if canonical != value:
        raise ValidationError(
            _("Write %(canonical)s instead of %(value)s."),
            code="not_canonical",
            params={"canonical": canonical, "value": value},
        )


# CharField is generic to type checkers alone.
class EdtfField(models.CharField):  # type: ignore[type-arg]
    """A date stored as EDTF text; forms show and take it in words."""

    description = _("Date as exact as it is known (EDTF)")
    default_validators = [validate_edtf]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == MAX_LENGTH:
            del kwargs["max_length"]
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        # What is typed may be longer than the EDTF it is read as.
        return super().formfield(
            **{"form_class": FuzzyDateField, "max_length": MAX_TYPED, **kwargs}
        )
