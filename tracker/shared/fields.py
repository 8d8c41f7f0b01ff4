"""Model fields that hold people's words, with the checks that every record shares."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.shared.validators import (
    validate_line,
    validate_snapshot_address,
    validate_text,
    validate_web_address,
)

HOST = RegexValidator(
    r"^(?!www\.)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\Z",
    _("Give the host alone, in lower case, without http:// and www.: example.org."),
)
LANGUAGE = RegexValidator(
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", _("Give a language tag such as en or zh-Hans.")
)


COUNTRY = RegexValidator(r"^[A-Z]{2}\Z", _("Give two capital letters, such as CN."))


class LineField(models.CharField):
    """One line of words."""

    default_validators = [validate_line]


class WordsField(models.TextField):
    """Words of any length."""

    default_validators = [validate_text]


class HostField(models.CharField):
    """A host name, lower case, without scheme and `www.`."""

    default_validators = [HOST]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 253)
        super().__init__(*args, **kwargs)


class LanguageField(models.CharField):
    """A BCP 47 language tag: en, zh-Hans."""

    default_validators = [LANGUAGE]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 35)
        super().__init__(*args, **kwargs)


class WebField(models.CharField):
    """An http or https address, kept as it was given."""

    default_validators = [validate_web_address]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        super().__init__(*args, **kwargs)


class SnapshotField(WebField):
    """The address of one archived snapshot."""

    default_validators = [validate_snapshot_address]


class LinesInput(forms.CharField):
    """A text area that reads one item a line and drops empty lines and repeats."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        text = super().to_python(value)
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: list[str]) -> None:
        for line in value:
            super().run_validators(line)


class TextListField(models.JSONField):
    """A list of short texts, in order; [] for none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
            raise ValidationError(_("Give a list of texts."), code="invalid")
        for line in value:
            validate_text(line)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return LinesInput(
            required=False,
            label=kwargs.get("label") or capfirst(self.verbose_name),
            help_text=self.help_text or _("One a line."),
        )
