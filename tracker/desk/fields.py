"""Form fields for what people type at the desk."""

from __future__ import annotations

from datetime import date, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.dates.edtf import UnclearDate
from tracker.dates.plain import MAX_TYPED
from tracker.dates.reading import read_date, read_day
from tracker.dates.words import say
from tracker.desk.dates_typed import DayInput, WatchInput
from tracker.shared.validators import validate_text
from tracker.sources.models import TEXT_LIMIT

MOST_QUESTIONS = 50


class DayField(forms.CharField):
    """Takes one day as a person writes it and cleans it to a date.

    zone: where "today" and "yesterday" are meant.
    """

    widget = DayInput

    def __init__(self, *, zone: tzinfo | None = None, **kwargs: Any) -> None:
        self.zone = zone
        kwargs.setdefault("max_length", MAX_TYPED)
        super().__init__(**kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        # What is read back is read by the same clocks.
        self.widget.zone = self.zone
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> Any:
        return say(value.isoformat()) if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read_day(typed, today=timezone.localdate(timezone=self.zone))
        except UnclearDate as error:
            raise ValidationError(str(error), code="unclear_date") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.clean(data))
        except ValidationError:
            return True


class WatchField(forms.CharField):
    """Questions to watch, one a line: "question | when the answer is due"."""

    widget = WatchInput(attrs={"rows": 5, "class": "vLargeTextField"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "One question a line. If its answer is due, write when behind a bar: "
                "“Are the weights released? | June 2026”."
            ),
        )
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(line_of, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[dict[str, str]]:
        if isinstance(value, list):
            return value
        lines = [line.strip() for line in super().to_python(value).splitlines()]
        items = [item_of(line, number) for number, line in enumerate(lines, start=1) if line]
        if len(items) > MOST_QUESTIONS:
            raise ValidationError(_("Give at most %d questions.") % MOST_QUESTIONS)
        return items

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


class PastedText(forms.CharField):
    """The text of a document, of which blanks alone are nothing.

    No browser cuts it off: what is too long is kept in the form and said to be so.
    """

    widget = forms.Textarea

    def __init__(self, *, max_length: int = TEXT_LIMIT, **kwargs: Any) -> None:
        self.limit = max_length
        validators = [validate_text, *kwargs.pop("validators", [])]
        super().__init__(
            **{"required": False, "strip": False, "validators": validators} | kwargs
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if len(text) > self.limit:
            raise ValidationError(
                ngettext(
                    "This text has %(count)d character; at most %(limit)d can be kept. Leave "
                    "out the parts that nobody quotes.",
                    "This text has %(count)d characters; at most %(limit)d can be kept. Leave "
                    "out the parts that nobody quotes.",
                    len(text),
                )
                % {"count": len(text), "limit": self.limit},
                code="too_long",
            )
        if not text.strip():
            self.validate("")
            return ""
        return text


def line_of(item: dict[str, str]) -> str:
    """Return `item` as it is typed."""
    return f"{item['question']} | {say(item['due'])}" if item.get("due") else item["question"]


def item_of(line: str, number: int) -> dict[str, str]:
    """Return what line `number` says; raises ValidationError if it cannot be read."""
    question, bar, due = line.rpartition("|") if "|" in line else (line, "", "")
    question, due = question.strip(), due.strip()
    if not question:
        raise ValidationError(_("Line %d has no question.") % number)
    if not bar or not due:
        return {"question": question}
    try:
        edtf = read_date(due, today=timezone.localdate())
    except UnclearDate as error:
        raise ValidationError(
            _("Line %(number)d: %(reason)s") % {"number": number, "reason": error}
        ) from error
    return {"question": question, "due": edtf.text}
